// The document of a recipe whose similarity is learned from playlists, or that of the features.

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "segue/app/document_fields.h"
#include "segue/app/recipe.h"

namespace segue::app {
namespace {

using nlohmann::ordered_json;

constexpr int kVersion = 3;
constexpr std::size_t kMost = 65536;

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

void read_training(const DocumentFields& training, RecipeLikeness& likeness) {
  auto& options = likeness.training;
  options.steps = training.count("steps");
  options.playlists = training.count("playlists");
  options.songs = training.count("songs");
  options.temperature = training.number("temperature");
  options.learning_rate = training.number("learning_rate");
  options.weight_decay = training.number("weight_decay");
  options.dropout = training.number("dropout");
  options.group_dropout = training.number("group_dropout");
  options.noise = training.number("noise");
  options.held_out = training.number("held_out");
  options.seed = training.count("random_seed");
  for (const auto& member : training.objects("members")) {
    embedding::SimilarityCourse course;
    course.steps = member.counts("steps");
    course.training = member.floats("training_loss");
    course.held_out = member.floats("held_out_loss");
    course.best = member.count("best");
    likeness.courses.push_back(std::move(course));
  }
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

Recipe likeness_recipe(const DocumentFields& document) {
  Recipe recipe;
  recipe.similarity = *similarity_named(document.text("kind"));
  recipe.songs = document.count("songs");
  RecipeLikeness likeness;
  likeness.groups = document.texts("inputs");
  if (document.has("learned_from")) {
    const auto from = document.object("learned_from");
    likeness.source = from.text("source");
    likeness.playlists = from.count("playlists");
    likeness.songs_in_playlists = from.count("songs");
  }
  if (document.has("network")) {
    const auto network = document.object("network");
    likeness.network =
        embedding::SimilarityShape{network.count("inputs"), network.counts("layers"), network.count("outputs"),
                                   network.count("members"), network.count("projected")};
  }
  if (document.has("training")) read_training(document.object("training"), likeness);
  if (document.has("words")) {
    const auto item = document.object("words");
    auto& words = recipe.words.emplace();
    words.model = {item.text("fingerprint"), item.text("model"), item.text("language")};
    words.songs = item.count("songs");
  }
  const auto clusters = document.object("clusters");
  recipe.cluster_sizes = clusters.counts("sizes", kMost);
  recipe.tried_k = clusters.counts("tried");
  recipe.silhouettes = clusters.numbers("scores");
  recipe.likeness = std::move(likeness);
  return recipe;
}

}  // namespace segue::app
