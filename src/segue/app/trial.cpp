#include "segue/app/trial.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "segue/app/document_fields.h"
#include "segue/base/error.h"

namespace segue::app {
namespace {

using nlohmann::ordered_json;

constexpr std::uint64_t kVersion = 1;

template <class T>
ordered_json or_null(const std::optional<T>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json precision_json(const std::optional<Precision>& precision) {
  if (!precision) return nullptr;
  return {{"value", precision->value}, {"ci95", precision->ci95}};
}

std::optional<Precision> read_precision(const DocumentFields& parent, std::string_view field) {
  if (parent.is_null(field)) return std::nullopt;
  const auto precision = parent.object(field);
  return Precision{precision.number("value"), precision.number("ci95")};
}

ordered_json measures_json(const TrialMeasures& measures) {
  ordered_json json{{"explained_variance", measures.explained_variance},
                    {"dead_latents", measures.dead_latents},
                    {"trustworthiness", or_null(measures.trustworthiness)},
                    {"p_at_10", precision_json(measures.p_at_10)},
                    {"p_at_10_training", precision_json(measures.p_at_10_training)},
                    {"p_at_10_unfiltered", precision_json(measures.p_at_10_unfiltered)},
                    {"pca", nullptr}};
  if (measures.pca) {
    json["pca"] = {{"validation_loss", measures.pca->validation_loss},
                   {"explained_variance", measures.pca->explained_variance},
                   {"p_at_10", precision_json(measures.pca->p_at_10)}};
  }
  return json;
}

TrialMeasures read_measures(const DocumentFields& document) {
  TrialMeasures measures;
  measures.explained_variance = document.number("explained_variance");
  measures.dead_latents = document.count("dead_latents");
  if (!document.is_null("trustworthiness")) measures.trustworthiness = document.number("trustworthiness");
  measures.p_at_10 = read_precision(document, "p_at_10");
  measures.p_at_10_training = read_precision(document, "p_at_10_training");
  measures.p_at_10_unfiltered = read_precision(document, "p_at_10_unfiltered");
  if (!document.is_null("pca")) {
    const auto pca = document.object("pca");
    measures.pca =
        LinearRival{pca.number("validation_loss"), pca.number("explained_variance"), read_precision(pca, "p_at_10")};
  }
  return measures;
}

embedding::AutoencoderShape read_shape(const DocumentFields& document) {
  embedding::AutoencoderShape shape;
  shape.inputs = document.count("inputs");
  shape.latent = document.count("latent");
  shape.layers = document.counts("layers");
  for (const auto& item : document.texts("activations")) {
    const auto activation = embedding::activation_named(item);
    if (!activation) document.refuse("activations", "a list of activation names");
    shape.activations.push_back(*activation);
  }
  return shape;
}

Trial read_trial(const DocumentFields& document) {
  Trial trial;
  trial.kind = document.text("kind") == name(SearchKind::kTabular) ? SearchKind::kTabular : SearchKind::kLyrics;
  trial.with_artist = document.flag("with_artist");
  trial.shape = read_shape(document);
  const auto training = document.object("training");
  trial.training = {training.count("batch"),    training.number("learning_rate"),    training.count("epochs"),
                    training.count("patience"), training.number("validation_share"), document.count("seed"),
                    training.flag("keep_last")};
  auto& history = trial.history;
  history.training = document.floats("training_history");
  history.validation = document.floats("validation_history");
  history.best_epoch = std::max<std::size_t>(document.count("kept_epoch"), 1) - 1;
  history.stopped_early = document.flag("stopped_early");
  history.training_rows = document.count("training_songs");
  history.validation_rows = document.count("validation_songs");
  trial.parameters = document.count("parameters");
  trial.seconds = document.number("seconds");
  if (!document.is_null("problem")) trial.problem = document.text("problem");
  if (trial.problem.empty()) {
    if (history.best_epoch >= history.training.size() ||
        (!history.validation.empty() && history.best_epoch >= history.validation.size())) {
      document.refuse("kept_epoch", "an epoch that was run");
    }
    trial.measures = read_measures(document.object("measures"));
  }
  return trial;
}

}  // namespace

std::optional<double> Trial::training_loss() const {
  if (!problem.empty() || history.training.empty()) return std::nullopt;
  return static_cast<double>(history.training.at(history.best_epoch));
}

std::optional<double> Trial::validation_loss() const {
  if (!problem.empty() || history.validation.empty()) return std::nullopt;
  return static_cast<double>(history.validation.at(history.best_epoch));
}

std::string Trial::to_json() const {
  ordered_json activations = ordered_json::array();
  for (const auto activation : shape.activations) activations.push_back(embedding::name(activation));
  ordered_json json{{"version", kVersion},
                    {"kind", name(kind)},
                    {"with_artist", with_artist},
                    {"inputs", shape.inputs},
                    {"latent", shape.latent},
                    {"layers", shape.layers},
                    {"activations", activations},
                    {"seed", training.seed},
                    {"training",
                     {{"batch", training.batch},
                      {"learning_rate", training.learning_rate},
                      {"epochs", training.epochs},
                      {"patience", training.patience},
                      {"validation_share", training.validation_share},
                      {"keep_last", training.keep_last}}},
                    {"training_songs", history.training_rows},
                    {"validation_songs", history.validation_rows},
                    {"kept_epoch", history.best_epoch + 1},
                    {"stopped_early", history.stopped_early},
                    {"parameters", parameters},
                    {"seconds", seconds},
                    {"problem", problem.empty() ? ordered_json(nullptr) : ordered_json(problem)},
                    {"training_loss", or_null(training_loss())},
                    {"validation_loss", or_null(validation_loss())},
                    {"training_history", shortest(history.training)},
                    {"validation_history", shortest(history.validation)},
                    {"measures", problem.empty() ? measures_json(measures) : ordered_json(nullptr)}};
  return json.dump();
}

Trial Trial::from_json(std::string_view json, const std::string& where) {
  const auto document = DocumentFields::parse(json, where, "");
  if (document.count("version") > kVersion) {
    throw Error(ErrorKind::kBadData, fmt::format("{}: made by a newer segue", where), "Update segue.");
  }
  return read_trial(document);
}

}  // namespace segue::app
