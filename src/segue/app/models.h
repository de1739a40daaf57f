#pragma once

#include <string>
#include <string_view>

#include "segue/app/text_models.h"
#include "segue/base/progress.h"
#include "segue/text/bert/text_model.h"

namespace segue::app {

/// What there is to say about a text model.
struct ModelDetails {
  TextModelFolder model;
  text::BertConfig config;
  bool has_sentiment = false;
  std::string fingerprint;
  text::Precision precision = text::Precision::kFloat32;  ///< that `segue embed` uses on this CPU
};

/// Reads the model whole, so that what is said of it is true. Throws what find_text_model and TextModel::load do.
ModelDetails model_details(std::string_view name_or_folder, const ModelPlaces& places);

/// Fetches a repository of the Hugging Face hub, by its id or the short name people use, into the shared cache.
/// Throws what sources::fetch_model does.
TextModelFolder fetch_text_model(std::string_view name, const ModelPlaces& places,
                                 Progress& progress = Progress::none(),
                                 const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::app
