#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "segue/app/recipe.h"
#include "segue/app/song_index.h"
#include "segue/catalog/catalog.h"

namespace segue::app {

/// How many songs' words are in a language.
struct LanguageShare {
  std::string code;  ///< ISO 639-1; empty: too few words to say
  std::string name;  ///< "Spanish"
  std::int64_t songs = 0;
};

/// What is known of the words.
struct WordsInfo {
  std::int64_t songs = 0;                           ///< with words
  std::vector<LanguageShare> languages;             ///< of those whose words were read, the most frequent first
  std::vector<catalog::TextModelSummary> models;    ///< that read them
  std::optional<catalog::TextModelSummary> embeds;  ///< whose embeddings are in use
  std::string model_language;                       ///< name of the one language it was made for; empty: not known
  std::vector<LanguageShare> foreign;               ///< the languages it was not made for
  std::int64_t songs_in_foreign = 0;                ///< their songs
  /// Songs by their strongest sentiment: negative, neutral, positive.
  std::array<std::int64_t, 3> sentiments{};
};

/// What a catalog holds.
struct Info {
  std::string path;
  std::uint64_t bytes = 0;  ///< of the file
  catalog::Summary summary;
  WordsInfo words;
  std::optional<catalog::RecipeSummary> recipe;  ///< the current one
  std::optional<Similarity> similarity;          ///< of it; nothing if it cannot be read
  IndexState index_state = IndexState::kNone;    ///< of it
  std::optional<SongIndexReport> index;          ///< what lists are made from, if not from the catalog itself
  std::int64_t songs_unplaced = 0;               ///< came after the index was made
  std::optional<catalog::Song> example;  ///< a well-known song to try as a seed: the most popular, else the first
};

Info info(const catalog::Catalog& catalog);

}  // namespace segue::app
