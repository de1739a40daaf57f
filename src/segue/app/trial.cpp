#include "segue/app/trial.h"

#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "segue/base/error.h"

namespace segue::app {
namespace {

using nlohmann::ordered_json;

constexpr int kVersion = 1;

/// Floats with the digits that bring the same float back.
ordered_json shortest(const std::vector<float>& losses) {
  ordered_json list = ordered_json::array();
  for (const float loss : losses) list.push_back(std::stod(fmt::format("{}", loss)));
  return list;
}

template <class T>
ordered_json or_null(const std::optional<T>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json precision_json(const std::optional<Precision>& precision) {
  if (!precision) return nullptr;
  return {{"value", precision->value}, {"ci95", precision->ci95}};
}

std::optional<Precision> read_precision(const ordered_json& json) {
  if (json.is_null()) return std::nullopt;
  return Precision{json.at("value").get<double>(), json.at("ci95").get<double>()};
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

TrialMeasures read_measures(const ordered_json& json) {
  TrialMeasures measures;
  measures.explained_variance = json.at("explained_variance").get<double>();
  measures.dead_latents = json.at("dead_latents").get<std::size_t>();
  if (const auto& trust = json.at("trustworthiness"); !trust.is_null()) measures.trustworthiness = trust.get<double>();
  measures.p_at_10 = read_precision(json.at("p_at_10"));
  measures.p_at_10_training = read_precision(json.at("p_at_10_training"));
  measures.p_at_10_unfiltered = read_precision(json.at("p_at_10_unfiltered"));
  if (const auto& pca = json.at("pca"); !pca.is_null()) {
    measures.pca = LinearRival{pca.at("validation_loss").get<double>(), pca.at("explained_variance").get<double>(),
                               read_precision(pca.at("p_at_10"))};
  }
  return measures;
}

embedding::AutoencoderShape read_shape(const ordered_json& json) {
  embedding::AutoencoderShape shape;
  shape.inputs = json.at("inputs").get<std::size_t>();
  shape.latent = json.at("latent").get<std::size_t>();
  shape.layers = json.at("layers").get<std::vector<std::size_t>>();
  for (const auto& item : json.at("activations")) {
    const auto activation = embedding::activation_named(item.get<std::string>());
    if (!activation) throw std::out_of_range("activations");
    shape.activations.push_back(*activation);
  }
  return shape;
}

Trial read_trial(const ordered_json& json) {
  Trial trial;
  trial.kind = json.at("kind") == name(SearchKind::kTabular) ? SearchKind::kTabular : SearchKind::kLyrics;
  trial.with_artist = json.at("with_artist").get<bool>();
  trial.shape = read_shape(json);
  const auto& training = json.at("training");
  trial.training = {training.at("batch").get<std::size_t>(),       training.at("learning_rate").get<double>(),
                    training.at("epochs").get<std::size_t>(),      training.at("patience").get<std::size_t>(),
                    training.at("validation_share").get<double>(), json.at("seed").get<std::uint64_t>(),
                    training.at("keep_last").get<bool>()};
  auto& history = trial.history;
  history.training = json.at("training_history").get<std::vector<float>>();
  history.validation = json.at("validation_history").get<std::vector<float>>();
  history.best_epoch = std::max<std::size_t>(json.at("kept_epoch").get<std::size_t>(), 1) - 1;
  history.stopped_early = json.at("stopped_early").get<bool>();
  history.training_rows = json.at("training_songs").get<std::size_t>();
  history.validation_rows = json.at("validation_songs").get<std::size_t>();
  trial.parameters = json.at("parameters").get<std::size_t>();
  trial.seconds = json.at("seconds").get<double>();
  if (const auto& problem = json.at("problem"); !problem.is_null()) trial.problem = problem.get<std::string>();
  if (trial.problem.empty()) {
    if (history.best_epoch >= history.training.size() ||
        (!history.validation.empty() && history.best_epoch >= history.validation.size())) {
      throw std::out_of_range("kept_epoch");
    }
    trial.measures = read_measures(json.at("measures"));
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
  try {
    const auto document = ordered_json::parse(json);
    if (document.at("version").get<int>() > kVersion) {
      throw Error(ErrorKind::kBadData, fmt::format("{}: made by a newer segue", where), "Update segue.");
    }
    return read_trial(document);
  } catch (const ordered_json::exception& error) {
    throw Error(ErrorKind::kBadData, fmt::format("{}: {}", where, error.what()));
  } catch (const std::logic_error&) {  // an activation of no name, an epoch that was not run
    throw Error(ErrorKind::kBadData, fmt::format("{}: expected what a trial is made of, found something else", where));
  }
}

}  // namespace segue::app
