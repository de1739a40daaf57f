#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "segue/app/recipe.h"
#include "segue/base/ids.h"
#include "segue/base/progress.h"
#include "segue/catalog/catalog.h"
#include "segue/embedding/autoencoder.h"
#include "segue/numeric/matrix.h"

namespace segue::app {

/// What a text encoder made of the words of songs.
struct SongEmbeddings {
  catalog::TextModelName model;
  std::vector<SongId> songs;  ///< ascending
  numeric::Matrix vectors;    ///< songs.size() x the encoder's width

  /// Nothing if the song's words were not read.
  std::optional<std::span<const float>> find(SongId song) const;
};

/// The embeddings in use (`segue embed` chose whose); none if there are none.
SongEmbeddings load_embeddings(const catalog::Catalog& catalog);
/// Those that the encoder with this fingerprint made, of the songs of a range, or of some songs.
SongEmbeddings load_embeddings(const catalog::Catalog& catalog, const catalog::TextModelName& model,
                               const catalog::SongRange& range);
SongEmbeddings load_embeddings(const catalog::Catalog& catalog, const catalog::TextModelName& model,
                               const std::vector<SongId>& songs);

/// How embeddings are scaled: centred, divided by their deviation (one for all numbers: what an encoder says loudly
/// stays loud).
struct WordsScale {
  std::vector<float> mean;
  float deviation = 1;

  /// Error(kNotFound) if fewer than 3 songs have words that differ.
  static WordsScale fit(numeric::MatrixView embeddings);
  numeric::Matrix apply(numeric::MatrixView embeddings) const;
};

/// Squeezes text embeddings: scaled, then the report's lyrics autoencoder.
class WordsEncoder {
 public:
  WordsEncoder(WordsScale scale, embedding::Autoencoder autoencoder);

  /// Fits it to the embeddings and writes shape, options and course of the training into `recipe`.
  /// Error(kNotFound) if fewer than 3 songs have words that differ.
  static WordsEncoder fit(const SongEmbeddings& words, const embedding::AutoencoderShape& shape,
                          const embedding::TrainingOptions& training, RecipeWords& recipe, Progress& progress,
                          const Cancellation& cancellation);
  /// From the models of a recipe; Error(kBadData) names what is wrong.
  static WordsEncoder load(const catalog::StoredRecipe& stored, const RecipeWords& recipe, const std::string& where);

  /// n x width → n x latent.
  numeric::Matrix encode(numeric::MatrixView embeddings) const;

  /// Adds its models as safetensors documents.
  void add_models(std::map<std::string, std::vector<std::byte>>& models) const;

 private:
  WordsScale scale_;
  embedding::Autoencoder autoencoder_;
};

/// A model of a recipe, checked as a document; Error(kBadData) if it is missing or damaged.
numeric::TensorFile model_of(const catalog::StoredRecipe& stored, const std::string& model, const std::string& where);

}  // namespace segue::app
