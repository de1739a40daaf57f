#include "segue/evaluation/text/lyrics_task.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "segue/evaluation/report.h"
#include "segue/evaluation/text/lsa.h"
#include "segue/evaluation/text/tfidf.h"
#include "segue/numeric/matrix.h"

namespace segue::evaluation {
namespace {

constexpr const char* kTfidf = "tfidf";
constexpr const char* kLsa = "lsa-200";

/// The texts all methods that count words learn from, and where each song's stands among them.
struct Corpus {
  std::vector<std::string> texts;
  std::vector<std::size_t> place;  ///< per song; meaningless for one without words
};

Corpus make_corpus(const LyricsSongs& songs) {
  Corpus corpus;
  for (const std::string& text : songs.lyrics) {
    corpus.place.push_back(corpus.texts.size());
    if (!text.empty()) corpus.texts.push_back(text);
  }
  corpus.texts.insert(corpus.texts.end(), songs.more_lyrics.begin(), songs.more_lyrics.end());
  return corpus;
}

Row measure_tfidf(const Protocol& protocol, const Corpus& corpus, const numeric::SparseMatrix& terms,
                  std::size_t threads) {
  const auto row_of = [&](std::size_t i) { return terms.row(corpus.place[protocol.pool[i]]); };
  return measure(
      kTfidf, protocol,
      [&](std::size_t query, std::span<float> distances) {
        for (std::size_t i = 0; i < distances.size(); ++i) {
          distances[i] = static_cast<float>(1 - numeric::dot(row_of(query), row_of(i)));
        }
      },
      threads);
}

Row measure_lsa(const Protocol& protocol, const LyricsSongs& songs, const Corpus& corpus, numeric::MatrixView latent,
                std::size_t threads) {
  numeric::Matrix vectors(songs.lyrics.size(), latent.cols);
  for (const std::size_t song : protocol.pool) {
    std::ranges::copy(latent.row(corpus.place[song]), vectors.row(song).begin());
  }
  return measure(kLsa, protocol, vectors, nullptr, threads);
}

Row measure_model(const Protocol& protocol, const LyricsSongs& songs, const ReadText& read, std::size_t threads,
                  Progress& progress, const Cancellation& cancellation) {
  std::vector<std::string> texts;
  for (const std::size_t song : protocol.pool) texts.push_back(songs.lyrics[song]);
  std::vector<std::vector<float>> embeddings(texts.size());
  read_all(
      texts, read, threads, "Reading lyrics",
      [&](std::size_t place, text::Reading&& reading) { embeddings[place] = std::move(reading.embedding); }, progress,
      cancellation);
  numeric::Matrix vectors(songs.lyrics.size(), embeddings.front().size());
  for (std::size_t i = 0; i < embeddings.size(); ++i) {
    assert(embeddings[i].size() == vectors.cols());
    std::ranges::copy(embeddings[i], vectors.row(protocol.pool[i]).begin());
  }
  return measure(std::string(kSegue), protocol, vectors, nullptr, threads);
}

}  // namespace

Protocol among(const Protocol& protocol, const std::vector<bool>& wanted) {
  assert(wanted.size() == protocol.songs);
  Protocol result = protocol;
  result.pool.clear();
  result.artist.clear();
  result.member.clear();
  for (std::size_t i = 0; i < protocol.pool.size(); ++i) {
    if (!wanted[protocol.pool[i]]) continue;
    result.pool.push_back(protocol.pool[i]);
    result.artist.push_back(protocol.artist[i]);
    result.member.push_back(protocol.member[i]);
  }
  return result;
}

void measure_lyrics(TextReport& report, const LyricsSongs& songs, const ReadText* read, const LyricsOptions& options,
                    Progress& progress, const Cancellation& cancellation) {
  const std::string task(kLyrics);
  std::vector<bool> sung;
  for (const std::string& text : songs.lyrics) sung.push_back(!text.empty());
  const Protocol protocol = among(songs.protocol, sung);
  if (protocol.pool.empty()) {
    report.left_out.push_back({task, "", "no song of the pool has lyrics"});
    return;
  }
  std::vector<Row> rows;
  if (read != nullptr) {
    rows.push_back(measure_model(protocol, songs, *read, options.threads, progress, cancellation));
  }
  const Corpus corpus = make_corpus(songs);
  const auto tfidf = Tfidf::fit(corpus.texts, {}, progress, cancellation);
  const numeric::SparseMatrix terms = tfidf.transform(corpus.texts, progress, cancellation);
  rows.push_back(measure_tfidf(protocol, corpus, terms, options.threads));
  const numeric::Matrix latent = lsa(terms, {.seed = options.seed, .threads = options.threads}, progress, cancellation);
  rows.push_back(measure_lsa(protocol, songs, corpus, latent, options.threads));

  for (const Row& row : rows) {
    report.rows.push_back({task, row.method, row.p_at_10, row.ci95, protocol.pool.size()});
  }
  if (read == nullptr) return;
  const BootstrapOptions bootstrap{.seed = options.seed, .threads = options.threads};
  for (std::size_t i = 1; i < rows.size(); ++i) {
    report.differences.push_back({task, rows.front().method, rows[i].method,
                                  paired_bootstrap(rows.front().per_query, rows[i].per_query, bootstrap)});
  }
}

}  // namespace segue::evaluation
