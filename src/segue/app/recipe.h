#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segue/catalog/values/reading.h"
#include "segue/embedding/autoencoder.h"
#include "segue/embedding/similarity_training.h"
#include "segue/features/feature_table.h"

namespace segue::app {

class DocumentFields;

/// What the words of songs add: another network over a text encoder's embeddings, blended in (embedding/blend.h).
struct RecipeWords {
  catalog::TextModelName model;  ///< whose embeddings
  embedding::AutoencoderShape shape;
  embedding::TrainingOptions training;
  embedding::TrainingHistory history;
  std::size_t songs = 0;  ///< with words; it was trained on them
  double weight = 0;      ///< share of the words in the squared distance of two songs, above 0, at most 1
};

/// How a recipe tells how alike songs are.
enum class Similarity : std::uint8_t {
  kAutoencoder,  ///< by what a network needs to reconstruct a song
  kLearned,      ///< by a network that learned from playlists which songs go together
  kFeatures,     ///< by the features themselves, each through its distribution
};
std::string_view name(Similarity similarity);  ///< "autoencoder", "learned", "features"
/// What songs are compared by, for a sentence: "what playlists teach about songs".
std::string_view in_words(Similarity similarity);
std::optional<Similarity> similarity_named(std::string_view text);

/// What a recipe of songs' likeness (learned, features) rests on; its numbers are in its models (likeness.h).
struct RecipeLikeness {
  std::vector<std::string> groups;  ///< of inputs: "sound", "year", "duration", "timbre", "sentiment", "words"
  std::string source;               ///< learned from: "own playlists", or a model's name; empty: not learned
  std::size_t playlists = 0;        ///< of the catalog that it learned from
  std::size_t songs_in_playlists = 0;
  std::optional<embedding::SimilarityShape> network;
  embedding::SimilarityOptions training;
  std::vector<embedding::SimilarityCourse> courses;  ///< of this catalog's training; empty for a ready model
};

/// What a song's vector is made of: the document that `segue recipe show` prints.
struct Recipe {
  /// One input of the network: a column, what stands in where it is unknown, and its min-max scaling.
  struct Input {
    std::string column;
    double median = 0;
    double offset = 0;
    double scale = 1;
    double weight = 1;  ///< of an error in the training loss; the timbre's inputs together weigh as much as all others
  };

  Similarity similarity = Similarity::kAutoencoder;
  std::optional<RecipeLikeness> likeness;  ///< of kLearned and kFeatures, which have no inputs, shape and history below
  std::vector<Input> inputs;
  std::vector<features::LeftOut> left_out;
  embedding::AutoencoderShape shape;
  embedding::TrainingOptions training;
  embedding::TrainingHistory history;
  std::size_t songs = 0;             ///< it was trained on
  std::vector<std::size_t> tried_k;  ///< numbers of clusters tried
  std::vector<double> silhouettes;   ///< simplified silhouette of each
  std::vector<std::size_t> cluster_sizes;
  std::optional<RecipeWords> words;  ///< nothing: songs are compared by their sound alone. Of kLearned: whose
                                     ///< embeddings are inputs, and of how many songs; no network of its own

  /// Pretty-printed; the same recipe gives the same bytes.
  std::string to_json() const;
  /// Error(kBadData) naming `where` and the field if the document is none of ours or was made by a newer segue.
  static Recipe from_json(std::string_view json, const std::string& where);
};

/// The likeness as the fields of a recipe's document, which is JSON, and back; Error(kBadData) naming `where`.
std::string likeness_json(const Recipe& recipe);
Recipe likeness_recipe(const DocumentFields& document);

}  // namespace segue::app
