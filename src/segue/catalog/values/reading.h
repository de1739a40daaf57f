#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "segue/base/ids.h"

namespace segue::catalog {

/// A text encoder, as the catalog knows it: readings of the same fingerprint are comparable, whatever it is called.
struct TextModelName {
  std::string fingerprint;  ///< 16 hex digits over everything that decides a reading but the precision
  std::string name;         ///< what it was called last: "words", "google-bert/bert-base-uncased"
  std::string language;     ///< ISO 639-1 code of the one language it was made for; empty: several, or not known
  bool operator==(const TextModelName&) const = default;
};

/// What a text encoder made of a song's words.
struct SongReading {
  SongId song;
  std::string digest;         ///< sha1_hex() of the words as the catalog had them when they were read
  int reader = 0;             ///< version of what cleaned the words for the encoder
  std::string language;       ///< ISO 639-1 code of the words' language; empty: too few words to say
  double language_share = 0;  ///< of the words, 0 to 1, that is in it
  std::string precision;      ///< "float32", "bfloat16", "int8"
  std::size_t tokens = 0;     ///< pieces; 0: there are no words in the text ("[Instrumental]"), and no numbers here
  std::size_t unknown = 0;    ///< of them unknown to the encoder
  std::size_t windows = 0;    ///< the text was read in
  std::optional<std::array<double, 3>> sentiment;  ///< shares of negative, neutral, positive; sum 1
  std::vector<float> embedding;                    ///< unit length; empty: not asked for
};

/// Which numbers of a reading are wanted.
struct ReadingNeeds {
  bool embedding = true;
  bool sentiment = false;
};

/// A song that has words, and how many bytes they are.
struct SongWords {
  SongId song;
  std::int64_t bytes = 0;
  bool operator==(const SongWords&) const = default;
};

/// A text encoder with what the catalog has of it.
struct TextModelSummary {
  TextModelName model;
  std::int64_t readings = 0;    ///< songs
  std::int64_t embeddings = 0;  ///< songs with an embedding
  std::int64_t sentiments = 0;  ///< songs with a sentiment
  std::size_t dimension = 0;    ///< of the embeddings; 0: none yet
  bool embeds = false;          ///< its embeddings are those in use
  bool feels = false;           ///< its sentiments are those in use
};

/// A language, and how many songs' words are in it.
struct LanguageCount {
  std::string code;  ///< empty: too few words to say
  std::int64_t songs = 0;
  bool operator==(const LanguageCount&) const = default;
};

}  // namespace segue::catalog
