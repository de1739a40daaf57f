/// prepare_corpora DATA OUT [VOCABULARY]: what train_encoder reads, made from the tables in DATA: a WordPiece
/// vocabulary learned from them (VOCABULARY: of so many pieces, 8192), and tweets and lyrics as token ids. VOCABULARY
/// may also be a vocab.txt: then it is used as it is, so that training can go on from a model that has it.
///
/// Lyrics of songs in training playlists come a second time, as "valence", labelled with how happy the song sounds: its
/// valence's rank among them in thousandths. Songs whose mood `segue evaluate --text` asks for are not among these.
///
/// Titles, each at the place that its lyrics have, are "titles".
///
/// Kept out of everything, the vocabulary too: test tweets (evaluation/text/tweet_split.h), and the lyrics of the songs
/// that `segue evaluate` asks for (in a test playlist and in no training playlist). Kept back for watching the
/// training: one tweet in a hundred, and all songs of one artist in forty.

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <system_error>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "token_corpus.h"

#include "segue/base/error.h"
#include "segue/base/sha1.h"
#include "segue/base/title.h"
#include "segue/base/unicode.h"
#include "segue/evaluation/protocol.h"
#include "segue/evaluation/text/tweet_split.h"
#include "segue/sources/csv/byte_source.h"
#include "segue/sources/csv/csv_reader.h"
#include "segue/text/clean_lyrics.h"
#include "segue/text/vocabulary_learner.h"
#include "segue/text/wordpiece.h"

namespace {

using segue::encoder::kMoodAsked;
using segue::encoder::TokenCorpus;
using Row = std::function<const std::string&(const std::string& column)>;

constexpr std::size_t kMostWatched = 4000;  ///< texts of a validation corpus
constexpr std::size_t kLeastWords = 40;     ///< lyrics shorter than this have no two halves
constexpr std::size_t kMostWords = 3000;    ///< longer ones are no song (a page of a screenplay, a list)

/// Calls `visit` for every row of a table with a header.
void for_each_row(const std::filesystem::path& file, const std::function<void(const Row&)>& visit) {
  const auto bytes = segue::sources::open_bytes(file);
  segue::sources::CsvReader reader(*bytes, file.string());
  std::map<std::string, std::size_t> columns;
  std::vector<std::string> cells;
  const Row row = [&](const std::string& column) -> const std::string& {
    const auto at = columns.find(column);
    if (at == columns.end()) throw std::runtime_error("no column " + column);
    static const std::string empty;
    return at->second < cells.size() ? cells[at->second] : empty;
  };
  using Step = segue::sources::CsvReader::Step;
  for (Step step = reader.next(); step != Step::kEnd; step = reader.next()) {
    if (step != Step::kRecord) continue;
    cells.assign(reader.record().cells.begin(), reader.record().cells.end());
    if (columns.empty()) {
      for (std::size_t i = 0; i < cells.size(); ++i) columns[cells[i]] = i;
      continue;
    }
    try {
      visit(row);
    } catch (const std::exception& error) {
      throw std::runtime_error(file.string() + ", line " + std::to_string(reader.record().line) + ": " + error.what());
    }
  }
}

/// What stands in a column, as a number.
double number_in(const Row& row, const std::string& column) {
  const std::string& text = row(column);
  double value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    throw std::runtime_error(column + " is \"" + text + "\", which is no number");
  }
  return value;
}

/// The same, as a place in a list of `size`.
std::size_t place_in(const Row& row, const std::string& column, std::size_t size) {
  const double value = number_in(row, column);
  for (std::size_t place = 0; place < size; ++place) {
    if (value == static_cast<double>(place)) return place;
  }
  throw std::runtime_error(column + " is " + row(column) + "; expected 0 to " + std::to_string(size - 1));
}

std::uint32_t hash_of(const std::string& text) {
  std::uint32_t value = 0;
  const std::string digits = segue::sha1_hex(text).substr(0, 8);
  std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  return value;
}

struct Text {
  std::string words;
  std::string title;  ///< of a song
  std::uint32_t label = 0;
  std::uint32_t group = 0;
  bool watched = false;  ///< belongs to the validation corpus
  double valence = -1;   ///< of the song, 0 to 1; below 0: not known, or not to be learned from
};

std::vector<Text> read_tweets(const std::filesystem::path& file, const std::vector<std::uint32_t>& label_of) {
  std::vector<Text> tweets;
  std::size_t test = 0;
  for_each_row(file, [&](const Row& row) {
    const std::string& text = row("text");
    if (segue::evaluation::is_test_tweet(text)) {
      ++test;
      return;
    }
    Text tweet;
    tweet.words = segue::evaluation::prepare_tweet(text);
    tweet.label = label_of.at(place_in(row, "label", label_of.size()));
    // The digits behind those that decide about the test part.
    tweet.watched = hash_of(segue::evaluation::normalised_tweet(text)) / 10 % 100 == 0;
    tweets.push_back(std::move(tweet));
  });
  std::cerr << file.filename().string() << ": " << tweets.size() << " tweets, " << test << " kept for the test\n";
  return tweets;
}

std::string song_key(const std::string& title, const std::string& artist) {
  return segue::title_key(title) + '\n' + segue::artist_key(artist);
}

/// Keys of the songs that `segue evaluate` asks for.
std::unordered_set<std::string> asked_songs(const std::filesystem::path& playlists) {
  std::unordered_set<std::string> test;
  std::unordered_set<std::string> training;
  for_each_row(playlists, [&](const Row& row) {
    auto& side = segue::evaluation::is_training_playlist(row("playlist_id")) ? training : test;
    side.insert(song_key(row("track_name"), row("track_artist")));
    side.insert(row("track_id"));
  });
  std::erase_if(test, [&](const std::string& key) { return training.contains(key); });
  return test;
}

/// Keys of the songs whose mood `segue evaluate --text` asks for.
std::unordered_set<std::string> mood_labelled_songs(const std::filesystem::path& labels) {
  std::unordered_set<std::string> songs;
  for_each_row(labels, [&](const Row& row) { songs.insert(song_key(row("title"), row("artist"))); });
  return songs;
}

/// How happy songs sound, by id and by key; the songs asked for are left out where the lyrics are.
std::unordered_map<std::string, double> valence_of_songs(const std::filesystem::path& playlists) {
  std::unordered_map<std::string, double> valence;
  for_each_row(playlists, [&](const Row& row) {
    if (row("valence").empty()) return;
    const double value = number_in(row, "valence");
    valence.emplace(song_key(row("track_name"), row("track_artist")), value);
    valence.emplace(row("track_id"), value);
  });
  return valence;
}

class Lyrics {
 public:
  explicit Lyrics(const std::filesystem::path& data)
      : asked_(asked_songs(data / "playlists/spotify_songs.csv")),
        mood_labelled_(mood_labelled_songs(data / "lyrics/mood_labels.csv.zst")),
        valence_(valence_of_songs(data / "playlists/spotify_songs.csv")) {}

  void add(const std::string& title, const std::string& artist, const std::string& id, const std::string& raw) {
    const std::string key = song_key(title, artist);
    if (asked_.contains(key) || (!id.empty() && asked_.contains(id))) {
      ++left_out_;
      return;
    }
    if (!known_.insert(key).second) return;
    Text song;
    song.title = segue::split_title(title).name;
    song.words = segue::text::lyrics_to_read(raw);
    const auto words = static_cast<std::size_t>(
        std::count_if(song.words.begin(), song.words.end(), [](char c) { return c == ' ' || c == '\n'; }));
    if (words < kLeastWords || words > kMostWords) return;
    const std::string name = segue::fold(artist);
    song.group = groups_.emplace(name, static_cast<std::uint32_t>(groups_.size())).first->second;
    song.watched = hash_of(name) % 40 == 0;
    if (mood_labelled_.contains(key)) {
      song.label = kMoodAsked;
    } else if (const auto by_id = valence_.find(id); by_id != valence_.end()) {
      song.valence = by_id->second;
    } else if (const auto by_key = valence_.find(key); by_key != valence_.end()) {
      song.valence = by_key->second;
    }
    songs_.push_back(std::move(song));
  }

  const std::vector<Text>& songs() const { return songs_; }
  std::size_t left_out() const { return left_out_; }
  std::size_t artists() const { return groups_.size(); }

 private:
  std::unordered_set<std::string> asked_;
  std::unordered_set<std::string> mood_labelled_;
  std::unordered_map<std::string, double> valence_;
  std::unordered_set<std::string> known_;
  std::unordered_map<std::string, std::uint32_t> groups_;
  std::vector<Text> songs_;
  std::size_t left_out_ = 0;
};

/// Those of the songs whose valence is known, labelled with its rank among them: from 0 to 1000.
std::vector<Text> with_valence(const std::vector<Text>& songs) {
  std::vector<Text> known;
  for (const Text& song : songs) {
    if (song.valence >= 0) known.push_back(song);
  }
  std::stable_sort(known.begin(), known.end(), [](const Text& a, const Text& b) { return a.valence < b.valence; });
  for (std::size_t i = 0; i < known.size(); ++i) {
    known[i].label = static_cast<std::uint32_t>(1000 * i / std::max<std::size_t>(1, known.size() - 1));
  }
  return known;
}

/// The songs with their titles in place of their words.
std::vector<Text> titles_of(std::vector<Text> songs) {
  for (Text& song : songs) song.words = song.title;
  return songs;
}

void count_words(const std::vector<Text>& texts, std::unordered_map<std::string, std::uint64_t>& counts) {
  for (const Text& text : texts) {
    for (std::string& word : segue::text::basic_tokens(text.words, true)) ++counts[std::move(word)];
  }
}

void write(const std::vector<Text>& texts, const segue::text::WordPiece& pieces, const std::filesystem::path& out,
           const std::string& name) {
  TokenCorpus training;
  TokenCorpus validation;
  for (const Text& text : texts) {
    const bool watched = text.watched && validation.size() < kMostWatched;
    (watched ? validation : training).add(pieces.ids(text.words), text.label, text.group);
  }
  training.write(out / (name + ".train"));
  validation.write(out / (name + ".validation"));
  std::cerr << name << ": " << training.size() << " texts, " << training.ids.size() << " tokens; watched "
            << validation.size() << '\n';
}

bool is_number(const std::string& text) {
  return text.find_first_not_of("0123456789") == std::string::npos;
}

std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot open " + file.string());
  return std::string(std::istreambuf_iterator<char>(in), {});
}

std::string learned_vocabulary(const std::vector<const std::vector<Text>*>& corpora, std::size_t size) {
  std::unordered_map<std::string, std::uint64_t> counts;
  for (const auto* texts : corpora) count_words(*texts, counts);
  segue::text::LearnVocabularyOptions options;
  options.size = size;
  options.alphabet = 200;  // English and its neighbors; other scripts would take a tenth of the vocabulary
  const auto tokens = segue::text::learn_vocabulary(counts, options);
  std::cerr << "vocabulary: " << tokens.size() << " pieces of " << counts.size() << " words\n";
  std::string vocabulary;
  for (const std::string& token : tokens) vocabulary += token + '\n';
  return vocabulary;
}

void prepare(const std::filesystem::path& data, const std::filesystem::path& out, const std::string& wanted) {
  std::filesystem::create_directories(out);
  const auto sentiment140 = read_tweets(data / "tweets/sentiment140.csv.zst", {0, 2});
  const auto semeval = read_tweets(data / "tweets/semeval_3class.csv.zst", {0, 1, 2});
  Lyrics lyrics(data);
  for_each_row(data / "lyrics/lyrics.csv.zst", [&](const Row& row) {
    lyrics.add(row("title"), row("artist"), row("spotify_track_id"), row("lyrics"));
  });
  for_each_row(data / "lyrics/genius_billboard.csv.zst",
               [&](const Row& row) { lyrics.add(row("title"), row("artist"), "", row("lyrics_raw")); });
  std::cerr << "lyrics: " << lyrics.songs().size() << " songs by " << lyrics.artists() << " artists; "
            << lyrics.left_out() << " kept for the test\n";

  const std::string vocabulary =
      is_number(wanted) ? learned_vocabulary({&sentiment140, &semeval, &lyrics.songs()}, std::stoul(wanted))
                        : content(wanted);
  std::ofstream(out / "vocab.txt", std::ios::binary) << vocabulary;
  const segue::text::WordPiece pieces(segue::text::Vocabulary::parse(vocabulary, "vocab.txt"), {});
  write(sentiment140, pieces, out, "sentiment140");
  write(semeval, pieces, out, "semeval");
  write(lyrics.songs(), pieces, out, "lyrics");
  write(titles_of(lyrics.songs()), pieces, out, "titles");
  write(with_valence(lyrics.songs()), pieces, out, "valence");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3 && argc != 4) {
    std::cerr << "Usage: prepare_corpora DATA OUT [VOCABULARY]\n";
    return 2;
  }
  try {
    prepare(argv[1], argv[2], argc == 4 ? argv[3] : "8192");
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "prepare_corpora: " << error.what() << '\n';
    return 1;
  }
}
