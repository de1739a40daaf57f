#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "segue/app/lyrics_reading.h"
#include "segue/app/text_models.h"
#include "segue/base/progress.h"
#include "segue/catalog/catalog.h"
#include "segue/text/bert/text_model.h"

namespace segue::app {

struct EmbedOptions {
  std::string model{kShippedModel};  ///< whose embeddings: a name or a folder
  std::string sentiment_model;       ///< whose sentiments; empty: of `model` if it has any, else of the shipped one
  std::optional<text::Precision> precision;  ///< nothing: the fastest of this CPU that reads as float32 does
  bool redo = false;                         ///< read everything anew
  std::size_t threads = 1;                   ///< changes the time, never the result
  ModelPlaces places;
};

/// What one encoder was asked for, and what it read.
struct EmbedPass {
  TextModelFolder folder;
  catalog::TextModelName model;
  catalog::ReadingNeeds needs;
  text::Precision precision = text::Precision::kFloat32;
  /// What int8 changes beside float32, where that was checked.
  struct Int8Check {
    double least_cosine = 1;     ///< of embeddings
    double greatest_change = 0;  ///< of a share of a sentiment
  };
  std::optional<Int8Check> int8;
  LyricsReading reading;
};

struct EmbedReport {
  std::int64_t songs_with_lyrics = 0;  ///< if there are none, no encoder was asked
  std::vector<EmbedPass> passes;       ///< embeddings, and sentiments if another encoder gives them
};

/// An encoder in memory, loaded at the precision asked for.
struct LoadedTextModel {
  std::string fingerprint;
  bool has_sentiment = false;
  text::Precision precision = text::Precision::kFloat32;  ///< it really has
  std::function<text::Reading(std::string_view)> read;    ///< from several threads at once
};
/// How encoders are loaded; TextModel::load but in tests.
using LoadTextModel = std::function<LoadedTextModel(const TextModelFolder&, text::Precision)>;
LoadedTextModel load_text_model(const TextModelFolder& model, text::Precision precision);

/// int8 is used only where the embeddings of a sample of the texts come at least this close to those of float32, and no
/// share of a sentiment (negative, neutral, positive; 0 to 1) changes by more. The shipped model's embeddings are made
/// without the layers that int8 changes, so that it is judged by its sentiments; over 13,255 lyrics they change by
/// 0.026.
inline constexpr double kLeastInt8Cosine = 0.99;
inline constexpr double kMostInt8Change = 0.05;
inline constexpr std::size_t kInt8Sample = 64;

/// Computes embedding and sentiment of the songs that lack them and chooses these encoders as the ones in use. The
/// second half of `segue embed`, and what `segue train` begins with. Languages of the words are stored too.
/// Error(kNotFound) if there is no such model, Error(kUsage) if the one named for sentiments has none, Error(kBadData)
/// with what was found if int8 was asked for and is not good enough, and what read_lyrics throws.
EmbedReport embed(catalog::Catalog& catalog, const EmbedOptions& options, Progress& progress = Progress::none(),
                  Notes& notes = Notes::none(), const Cancellation& cancellation = Cancellation::never(),
                  const LoadTextModel& load = load_text_model);

}  // namespace segue::app
