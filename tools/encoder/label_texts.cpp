/// label_texts songs CORPORA MODEL...    writes CORPORA/sung.train
/// label_texts tweets CORPORA MODEL...   writes CORPORA/sentiment140.taught
///
/// Sentiments that no person gave, for train_encoder to learn from (self-training: Xie et al. 2020, "Self-training with
/// Noisy Student"; Furlanello et al. 2018, "Born Again Neural Networks"). Two kinds of readers whose errors differ are
/// asked: MODELs that train_encoder made, and a TF-IDF classifier of the labelled tweets.
///
/// songs: the lyrics of CORPORA/lyrics.train, read whole (the mean over their windows), and a third kind of reader: a
/// classifier of songs with a happy and with a sad title (title_moods.h). The mean of the three ranks, ranked once
/// more. An encoder that learns to say of each window what these say of the whole song reads songs as one that has seen
/// some. Songs whose mood `segue evaluate --text` asks for are left out.
///
/// tweets: for each of CORPORA/sentiment140.train how likely it is positive, which an emoticon cannot say. The
/// classifier answers for tweets it has not seen (two halves, each from the other); its log odds count for a fifth.

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "joint_labels.h"
#include "title_moods.h"
#include "token_corpus.h"

#include "segue/base/workers.h"
#include "segue/evaluation/text/logistic_regression.h"
#include "segue/evaluation/text/reading.h"
#include "segue/evaluation/text/sentiment_task.h"
#include "segue/evaluation/text/tfidf.h"
#include "segue/numeric/correlation.h"
#include "segue/text/bert/text_model.h"

namespace {

namespace encoder = segue::encoder;
using segue::encoder::TokenCorpus;
using segue::evaluation::LabelledTexts;
using segue::evaluation::WordClassifier;
using segue::text::Sentiment;

std::vector<std::string> lines_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error("cannot open " + file.string());
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// label: 0 negative, 1 positive
LabelledTexts texts_of(const TokenCorpus& corpus, const std::filesystem::path& vocabulary) {
  const auto pieces = lines_of(vocabulary);
  LabelledTexts texts;
  for (std::size_t i = 0; i < corpus.size(); ++i) {
    texts.add(encoder::words_of(corpus.text(i), pieces), corpus.labels[i] == 2 ? 1 : 0);
  }
  return texts;
}

WordClassifier classifier_of(const LabelledTexts& tweets) {
  return WordClassifier::train(tweets, 2, segue::evaluation::Metric::kAccuracy);
}

std::vector<Sentiment> read_by(const std::string& folder, std::span<const std::string> texts) {
  const auto model = segue::text::TextModel::load(folder, {});
  const segue::evaluation::ReadText read = [&](std::string_view words) { return model.read(words); };
  auto said = segue::evaluation::sentiments(texts, read, segue::default_threads(), "", segue::Progress::none(),
                                            segue::Cancellation::never());
  std::cerr << folder << " has read " << texts.size() << " texts\n";
  return said;
}

/// What words say of all songs, learned from few: weighed by how rare they are among all, without pairs of them, and
/// with a penalty that is not chosen (3,000 songs are too few to).
std::vector<double> leanings_of_songs(const LabelledTexts& learned_from, std::span<const std::string> asked) {
  using segue::evaluation::LogisticRegression;
  const auto tfidf = segue::evaluation::Tfidf::fit(asked, {.pairs = false, .least_documents = 20});
  const auto classifier =
      LogisticRegression::fit(tfidf.transform(learned_from.texts), learned_from.labels, 2, {.c = 1});
  const auto rows = tfidf.transform(asked);
  std::vector<double> leanings;
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    const auto likely = classifier.probabilities(rows.row(i));
    leanings.push_back(likely[1] - likely[0]);
  }
  return leanings;
}

void label_songs(const std::filesystem::path& corpora, std::span<const std::string> models) {
  const TokenCorpus lyrics = TokenCorpus::read(corpora / "lyrics.train");
  const auto texts = texts_of(lyrics, corpora / "vocab.txt").texts;
  // First, for a corpus without titles should be told at once, and models read for ten minutes.
  const auto titles = texts_of(TokenCorpus::read(corpora / "titles.train"), corpora / "vocab.txt").texts;
  const auto by_titles = encoder::leanings_by_titles(
      lyrics, texts, titles,
      [](const LabelledTexts& seen, std::span<const std::string> asked) { return leanings_of_songs(seen, asked); });
  std::vector<double> by_models(texts.size(), 0);
  for (const std::string& folder : models) {
    const auto leanings = segue::evaluation::leanings(read_by(folder, texts));
    for (std::size_t i = 0; i < texts.size(); ++i) by_models[i] += leanings[i];
  }
  const auto tweets = texts_of(TokenCorpus::read(corpora / "sentiment140.train"), corpora / "vocab.txt");
  const auto by_words = classifier_of(tweets).leanings(texts);
  using segue::numeric::rank_correlation;
  std::cerr << "rank correlations: models and words " << rank_correlation(by_models, by_words) << ", models and titles "
            << rank_correlation(by_models, by_titles) << ", words and titles " << rank_correlation(by_words, by_titles)
            << '\n';

  const TokenCorpus sung = encoder::sung_labels(lyrics, std::vector{by_models, by_words, by_titles});
  std::cerr << sung.size() << " songs labelled; those whose mood the evaluation asks for are left out\n";
  sung.write(corpora / "sung.train");
}

void label_tweets(const std::filesystem::path& corpora, std::span<const std::string> models) {
  const TokenCorpus corpus = TokenCorpus::read(corpora / "sentiment140.train");
  const auto tweets = texts_of(corpus, corpora / "vocab.txt");
  std::vector<double> odds =
      encoder::log_odds_of_unseen(tweets, [](const LabelledTexts& seen, std::span<const std::string> unseen) {
        return classifier_of(seen).leanings(unseen);
      });
  std::cerr << "the words of " << odds.size() << " tweets are judged\n";
  for (double& value : odds) value *= encoder::kWordsShare;
  for (const std::string& folder : models) {
    const auto said = read_by(folder, tweets.texts);
    const double share = (1 - encoder::kWordsShare) / static_cast<double>(models.size());
    for (std::size_t i = 0; i < odds.size(); ++i)
      odds[i] += share * encoder::log_odds(said[i].positive, said[i].negative);
  }
  TokenCorpus taught;  // labels alone: the texts are those of sentiment140.train
  double agree = 0;
  for (std::size_t i = 0; i < odds.size(); ++i) {
    taught.add({}, encoder::thousandths(odds[i]), corpus.groups[i]);
    agree += (odds[i] > 0) == (tweets.labels[i] == 1) ? 1 : 0;
  }
  std::cerr << "agrees with the emoticon: " << agree / static_cast<double>(odds.size()) << '\n';
  taught.write(corpora / "sentiment140.taught");
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view what = argc < 4 ? "" : argv[1];
  if (what != "songs" && what != "tweets") {
    std::cerr << "Usage: label_texts songs|tweets CORPORA MODEL...\n";
    return 2;
  }
  try {
    const std::vector<std::string> models(argv + 3, argv + argc);
    (what == "songs" ? label_songs : label_tweets)(argv[2], models);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "label_texts: " << error.what() << '\n';
    return 1;
  }
}
