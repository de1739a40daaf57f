// The document of a recipe whose similarity is learned from playlists, or that of the features.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "segue/app/recipe.h"
#include "segue/base/error.h"

namespace segue::app {
namespace {

using nlohmann::ordered_json;

constexpr int kVersion = 3;
constexpr std::size_t kMost = 65536;

ordered_json shortest(const std::vector<float>& losses) {
  ordered_json list = ordered_json::array();
  for (const float loss : losses) list.push_back(std::stod(fmt::format("{}", loss)));
  return list;
}

ordered_json training_json(const RecipeLikeness& likeness) {
  const auto& options = likeness.training;
  ordered_json courses = ordered_json::array();
  for (const auto& course : likeness.courses) {
    courses.push_back({{"steps", course.steps},
                       {"training_loss", shortest(course.training)},
                       {"held_out_loss", shortest(course.held_out)},
                       {"best", course.best}});
  }
  return {{"steps", options.steps},
          {"playlists", options.playlists},
          {"songs", options.songs},
          {"temperature", options.temperature},
          {"learning_rate", options.learning_rate},
          {"weight_decay", options.weight_decay},
          {"dropout", options.dropout},
          {"group_dropout", options.group_dropout},
          {"noise", options.noise},
          {"held_out", options.held_out},
          {"random_seed", options.seed},
          {"members", courses}};
}

void read_training(const ordered_json& training, RecipeLikeness& likeness) {
  auto& options = likeness.training;
  options.steps = training.at("steps").get<std::size_t>();
  options.playlists = training.at("playlists").get<std::size_t>();
  options.songs = training.at("songs").get<std::size_t>();
  options.temperature = training.at("temperature").get<double>();
  options.learning_rate = training.at("learning_rate").get<double>();
  options.weight_decay = training.at("weight_decay").get<double>();
  options.dropout = training.at("dropout").get<double>();
  options.group_dropout = training.at("group_dropout").get<double>();
  options.noise = training.at("noise").get<double>();
  options.held_out = training.at("held_out").get<double>();
  options.seed = training.at("random_seed").get<std::uint64_t>();
  for (const auto& item : training.at("members")) {
    embedding::SimilarityCourse course;
    course.steps = item.at("steps").get<std::vector<std::size_t>>();
    course.training = item.at("training_loss").get<std::vector<float>>();
    course.held_out = item.at("held_out_loss").get<std::vector<float>>();
    course.best = item.at("best").get<std::size_t>();
    likeness.courses.push_back(std::move(course));
  }
}

Recipe read(const ordered_json& document) {
  Recipe recipe;
  recipe.similarity = *similarity_named(document.at("kind").get<std::string>());
  recipe.songs = document.at("songs").get<std::size_t>();
  RecipeLikeness likeness;
  likeness.groups = document.at("inputs").get<std::vector<std::string>>();
  if (document.contains("learned_from")) {
    const auto& from = document.at("learned_from");
    likeness.source = from.at("source").get<std::string>();
    likeness.playlists = from.at("playlists").get<std::size_t>();
    likeness.songs_in_playlists = from.at("songs").get<std::size_t>();
  }
  if (document.contains("network")) {
    const auto& network = document.at("network");
    likeness.network = embedding::SimilarityShape{
        network.at("inputs").get<std::size_t>(), network.at("layers").get<std::vector<std::size_t>>(),
        network.at("outputs").get<std::size_t>(), network.at("members").get<std::size_t>(),
        network.at("projected").get<std::size_t>()};
  }
  if (document.contains("training")) read_training(document.at("training"), likeness);
  if (document.contains("words")) {
    const auto& item = document.at("words");
    auto& words = recipe.words.emplace();
    words.model = {item.at("fingerprint").get<std::string>(), item.at("model").get<std::string>(),
                   item.at("language").get<std::string>()};
    words.songs = item.at("songs").get<std::size_t>();
  }
  const auto& clusters = document.at("clusters");
  recipe.cluster_sizes = clusters.at("sizes").get<std::vector<std::size_t>>();
  recipe.tried_k = clusters.at("tried").get<std::vector<std::size_t>>();
  recipe.silhouettes = clusters.at("scores").get<std::vector<double>>();
  if (recipe.cluster_sizes.size() > kMost) throw std::out_of_range("too many clusters");
  recipe.likeness = std::move(likeness);
  return recipe;
}

}  // namespace

std::string likeness_json(const Recipe& recipe) {
  const auto& likeness = *recipe.likeness;
  ordered_json document{
      {"version", kVersion}, {"kind", name(recipe.similarity)}, {"songs", recipe.songs}, {"inputs", likeness.groups}};
  if (!likeness.source.empty()) {
    document["learned_from"] = {
        {"source", likeness.source}, {"playlists", likeness.playlists}, {"songs", likeness.songs_in_playlists}};
  }
  if (likeness.network) {
    document["network"] = {{"inputs", likeness.network->inputs},
                           {"members", likeness.network->members},
                           {"layers", likeness.network->layers},
                           {"outputs", likeness.network->outputs},
                           {"projected", likeness.network->projected}};
  }
  if (!likeness.courses.empty()) document["training"] = training_json(likeness);
  if (recipe.words) {
    document["words"] = {{"model", recipe.words->model.name},
                         {"fingerprint", recipe.words->model.fingerprint},
                         {"language", recipe.words->model.language},
                         {"songs", recipe.words->songs}};
  }
  document["clusters"] = {{"criterion", "simplified silhouette"},
                          {"k", recipe.cluster_sizes.size()},
                          {"sizes", recipe.cluster_sizes},
                          {"tried", recipe.tried_k},
                          {"scores", recipe.silhouettes}};
  return document.dump(2) + "\n";
}

Recipe likeness_recipe(std::string_view json, const std::string& where) {
  try {
    return read(ordered_json::parse(json));
  } catch (const std::exception& error) {  // what is missing or of another type is said by the reader of JSON
    throw Error(ErrorKind::kBadData, fmt::format("{}: {}", where, error.what()), "Train again with 'segue train'.");
  }
}

}  // namespace segue::app
