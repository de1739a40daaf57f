#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segue/catalog/values/reading.h"
#include "segue/embedding/autoencoder.h"
#include "segue/features/feature_table.h"

namespace segue::app {

/// What the words of songs add: another network over a text encoder's embeddings, blended in (embedding/blend.h).
struct RecipeWords {
  catalog::TextModelName model;  ///< whose embeddings
  embedding::AutoencoderShape shape;
  embedding::TrainingOptions training;
  embedding::TrainingHistory history;
  std::size_t songs = 0;  ///< with words; it was trained on them
  double weight = 0;      ///< share of the words in the squared distance of two songs, above 0, at most 1
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

  std::vector<Input> inputs;
  std::vector<features::LeftOut> left_out;
  embedding::AutoencoderShape shape;
  embedding::TrainingOptions training;
  embedding::TrainingHistory history;
  std::size_t songs = 0;             ///< it was trained on
  std::vector<std::size_t> tried_k;  ///< numbers of clusters tried
  std::vector<double> silhouettes;   ///< simplified silhouette of each
  std::vector<std::size_t> cluster_sizes;
  std::optional<RecipeWords> words;  ///< nothing: songs are compared by their sound alone

  /// Pretty-printed; the same recipe gives the same bytes.
  std::string to_json() const;
  /// Error(kBadData) naming `where` and the field if the document is none of ours or was made by a newer segue.
  static Recipe from_json(std::string_view json, const std::string& where);
};

}  // namespace segue::app
