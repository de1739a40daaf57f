#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "segue/app/words_encoder.h"
#include "segue/embedding/similarity_network.h"
#include "segue/features/feature_table.h"
#include "segue/features/input_scaler.h"
#include "segue/numeric/matrix.h"

namespace segue::app {

/// Text embeddings as inputs: their principal components, divided by one deviation, then a presence.
struct WordsInputs {
  std::vector<float> mean;     ///< of the embeddings
  numeric::Matrix components;  ///< m x width, already divided by the deviation

  /// Error(kNotFound) if fewer than `most` songs have words that differ.
  static WordsInputs fit(numeric::MatrixView embeddings, std::size_t most);
  std::size_t inputs() const { return components.rows() + 1; }
  /// Into `out`, inputs() numbers.
  void of(std::span<const float> embedding, std::span<float> out) const;
};

/// What makes a song's vector where songs are compared by what was learned from playlists, or, for want of these, by
/// their features.
struct Likeness {
  features::InputScaler inputs;
  std::optional<WordsInputs> words;
  std::optional<embedding::SimilarityNetwork> network;  ///< nothing: the inputs are the vector

  std::size_t dimension() const;
  /// n x what the network sees.
  numeric::Matrix inputs_of(const features::FeatureTable& table, const SongEmbeddings& embeddings) const;
  /// Columns of inputs_of that are known together.
  std::vector<std::pair<std::size_t, std::size_t>> ranges() const;
  /// n x dimension().
  numeric::Matrix encode(const features::FeatureTable& table, const SongEmbeddings& embeddings,
                         std::size_t threads = 1) const;

  /// Adds its models as safetensors documents: "inputs", "similarity", "words_inputs".
  void add_models(std::map<std::string, std::vector<std::byte>>& models) const;
  /// From documents of these names. Error(kBadData) says what does not fit, naming `where`.
  static Likeness load(const std::map<std::string, std::vector<std::byte>>& models, const std::string& where);
};

}  // namespace segue::app
