#include "segue/app/recipe.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "segue/app/document_fields.h"
#include "segue/base/error.h"

namespace segue::app {
namespace {

using nlohmann::ordered_json;

constexpr int kRecipeVersion = 3;  // 2: words; 3: learned from playlists, or features alone
constexpr std::size_t kMaxInputs = 4096;
constexpr std::size_t kMaxWidth = 65536;
constexpr std::string_view kHint = "Train again with 'segue train'.";

ordered_json network_json(const embedding::AutoencoderShape& shape) {
  ordered_json activations = ordered_json::array();
  for (const auto activation : shape.activations) activations.push_back(embedding::name(activation));
  return {{"layers", shape.layers}, {"activations", activations}, {"latent", shape.latent}};
}

ordered_json training_json(const embedding::TrainingOptions& options, const embedding::TrainingHistory& history) {
  return {{"batch", options.batch},
          {"learning_rate", options.learning_rate},
          {"epochs", options.epochs},
          {"patience", options.patience},
          {"validation_share", options.validation_share},
          {"random_seed", options.seed},
          {"training_songs", history.training_rows},
          {"validation_songs", history.validation_rows},
          {"best_epoch", history.best_epoch + 1},
          {"stopped_early", history.stopped_early},
          {"training_loss", shortest(history.training)},
          {"validation_loss", shortest(history.validation)}};
}

ordered_json words_json(const RecipeWords& words) {
  return {{"model", words.model.name},
          {"fingerprint", words.model.fingerprint},
          {"language", words.model.language},
          {"songs", words.songs},
          {"weight", words.weight},
          {"inputs", words.shape.inputs},
          {"network", network_json(words.shape)},
          {"training", training_json(words.training, words.history)}};
}

embedding::AutoencoderShape read_shape(const DocumentFields& network, std::size_t inputs) {
  embedding::AutoencoderShape shape;
  shape.inputs = inputs;
  shape.layers = network.counts("layers", 1000);
  for (const auto& item : network.texts("activations", 1000)) {
    const auto activation = embedding::activation_named(item);
    if (!activation) network.refuse("activations", "a list of activation names");
    shape.activations.push_back(*activation);
  }
  shape.latent = network.count("latent");
  const auto too_wide = [](std::size_t width) { return width == 0 || width > kMaxWidth; };
  if (too_wide(shape.latent)) network.refuse("latent", fmt::format("1 to {}", kMaxWidth));
  if (std::any_of(shape.layers.begin(), shape.layers.end(), too_wide)) {
    network.refuse("layers", fmt::format("sizes from 1 to {}", kMaxWidth));
  }
  if (shape.activations.size() != shape.layers.size()) network.refuse("activations", "as many as there are layers");
  return shape;
}

void read_training(const DocumentFields& training, embedding::TrainingOptions& options,
                   embedding::TrainingHistory& history) {
  options = {training.count("batch"),    training.number("learning_rate"),    training.count("epochs"),
             training.count("patience"), training.number("validation_share"), training.count("random_seed")};
  history.training = training.floats("training_loss");
  history.validation = training.floats("validation_loss");
  history.best_epoch = std::max<std::size_t>(training.count("best_epoch"), 1) - 1;
  history.stopped_early = training.flag("stopped_early");
  history.training_rows = training.count("training_songs");
  history.validation_rows = training.count("validation_songs");
}

RecipeWords read_words(const DocumentFields& document) {
  RecipeWords words;
  words.model = {document.text("fingerprint"), document.text("model"), document.text("language")};
  words.songs = document.count("songs");
  words.weight = document.number("weight");
  if (words.weight <= 0 || words.weight > 1) document.refuse("weight", "above 0, at most 1");
  const std::size_t inputs = document.count("inputs");
  if (inputs == 0 || inputs > kMaxWidth) document.refuse("inputs", fmt::format("1 to {}", kMaxWidth));
  words.shape = read_shape(document.object("network"), inputs);
  read_training(document.object("training"), words.training, words.history);
  return words;
}

}  // namespace

std::string_view name(Similarity similarity) {
  switch (similarity) {
    case Similarity::kLearned:
      return "learned";
    case Similarity::kFeatures:
      return "features";
    case Similarity::kAutoencoder:
      break;
  }
  return "autoencoder";
}

std::string_view in_words(Similarity similarity) {
  switch (similarity) {
    case Similarity::kLearned:
      return "what playlists teach about songs";
    case Similarity::kFeatures:
      return "the features of songs";
    case Similarity::kAutoencoder:
      break;
  }
  return "what an autoencoder keeps of songs";
}

std::optional<Similarity> similarity_named(std::string_view text) {
  for (const auto similarity : {Similarity::kAutoencoder, Similarity::kLearned, Similarity::kFeatures}) {
    if (name(similarity) == text) return similarity;
  }
  return std::nullopt;
}

std::string Recipe::to_json() const {
  if (likeness) return likeness_json(*this);
  ordered_json document;
  document["version"] = words ? 2 : 1;
  document["kind"] = "autoencoder";
  document["songs"] = songs;
  document["inputs"] = ordered_json::array();
  for (const auto& input : inputs) {
    document["inputs"].push_back(
        {{"variable", input.column}, {"median", input.median}, {"offset", input.offset}, {"scale", input.scale}});
    if (input.weight != 1) document["inputs"].back()["weight"] = input.weight;
  }
  document["left_out"] = ordered_json::array();
  for (const auto& item : left_out) {
    document["left_out"].push_back(
        {{"variable", item.column.name}, {"reason", item.constant ? "constant" : "unknown"}});
  }
  document["network"] = network_json(shape);
  document["training"] = training_json(training, history);
  if (words) document["words"] = words_json(*words);
  document["clusters"] = {{"criterion", "simplified silhouette"},
                          {"k", cluster_sizes.size()},
                          {"sizes", cluster_sizes},
                          {"tried", tried_k},
                          {"scores", silhouettes}};
  return document.dump(2) + "\n";
}

Recipe Recipe::from_json(std::string_view json, const std::string& where) {
  const auto reader = DocumentFields::parse(json, where, kHint);
  if (const auto version = reader.count("version"); version > kRecipeVersion) {
    throw Error(ErrorKind::kBadData, fmt::format("{}: made by a newer segue (version {})", where, version),
                "Update segue, or train again with 'segue train'.");
  }
  const auto similarity = similarity_named(reader.text("kind"));
  if (!similarity) reader.refuse("kind", "\"autoencoder\", \"learned\" or \"features\"");
  if (*similarity != Similarity::kAutoencoder) return likeness_recipe(reader);
  Recipe recipe;
  recipe.songs = reader.count("songs");
  for (const auto& input : reader.objects("inputs", kMaxInputs)) {
    recipe.inputs.push_back(
        {input.text("variable"), input.number("median"), input.number("offset"), input.number("scale")});
    if (recipe.inputs.back().scale == 0) input.refuse("scale", "other than 0");
    if (input.has("weight")) recipe.inputs.back().weight = input.number("weight");
  }
  for (const auto& left : reader.objects("left_out", kMaxInputs)) {
    recipe.left_out.push_back({{left.text("variable")}, left.text("reason") == "constant"});
  }
  recipe.shape = read_shape(reader.object("network"), recipe.inputs.size());
  read_training(reader.object("training"), recipe.training, recipe.history);
  if (reader.has("words")) recipe.words = read_words(reader.object("words"));
  const auto clusters = reader.object("clusters");
  recipe.cluster_sizes = clusters.counts("sizes", kMaxWidth);
  recipe.tried_k = clusters.counts("tried", kMaxWidth);
  recipe.silhouettes = clusters.numbers("scores", kMaxWidth);
  return recipe;
}

}  // namespace segue::app
