#include "segue/app/models.h"

#include "segue/sources/http/http_client.h"

namespace segue::app {

ModelDetails model_details(std::string_view name_or_folder, const ModelPlaces& places) {
  ModelDetails details;
  details.model = find_text_model(name_or_folder, places);
  details.precision = text::best_precision();
  const auto model = text::TextModel::load(details.model.folder);
  details.config = model.config();
  details.has_sentiment = model.has_sentiment();
  details.fingerprint = model.fingerprint();
  return details;
}

TextModelFolder fetch_text_model(std::string_view name, const ModelPlaces& places, Progress& progress,
                                 const Cancellation& cancellation) {
  sources::HttpClient http;
  const auto fetched =
      sources::fetch_model(http, places.hub, sources::repository_of(name), "main", progress, cancellation);
  return cached_text_model(fetched);
}

}  // namespace segue::app
