#include "segue/app/search_file.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "segue/app/plan_document.h"
#include "segue/base/error.h"
#include "segue/embedding/network.h"

namespace segue::app {
namespace {

constexpr std::size_t kMostNetworks = 1000;
constexpr std::size_t kMostSeeds = 100;
constexpr std::size_t kMostEpochs = 1'000'000;
constexpr std::size_t kMostBatch = 65'536;
constexpr double kMostMinutes = 60.0 * 24 * 365;

std::string shortened(const std::string& text) {
  constexpr std::size_t kMost = 60;
  return text.size() <= kMost ? text : text.substr(0, kMost) + "...";
}

std::string found(const PlanNode& node) {
  switch (node.kind) {
    case PlanNode::Kind::kNothing:
      return "nothing";
    case PlanNode::Kind::kScalar:
      return fmt::format("'{}'", shortened(node.scalar));
    case PlanNode::Kind::kList:
      return "a list";
    case PlanNode::Kind::kMap:
      break;
  }
  return "fields";
}

/// A map of a plan; says where in it something is wrong.
class Fields {
 public:
  Fields(const PlanNode& node, std::string where, std::span<const std::string_view> known)
      : node_(node), where_(std::move(where)) {
    if (node.kind != PlanNode::Kind::kMap) refuse(fmt::format("expected fields, found {}", found(node)));
    for (const auto& [name, value] : node.fields) {
      if (std::ranges::find(known, name) != known.end()) continue;
      refuse(fmt::format("no field is called '{}'; there are {}", shortened(name), fmt::join(known, ", ")));
    }
  }

  [[noreturn]] void refuse(const std::string& what) const {
    throw Error(ErrorKind::kBadData, fmt::format("{}: {}", where_, what),
                "docs/search.md shows what a plan looks like.");
  }
  const std::string& where() const { return where_; }

  const PlanNode* find(std::string_view field) const { return node_.find(field); }
  const PlanNode& at(std::string_view field) const {
    const PlanNode* node = find(field);
    if (node == nullptr) refuse(fmt::format("the field '{}' is missing", field));
    return *node;
  }

  std::size_t count(std::string_view field, const PlanNode& node, std::size_t least, std::size_t most) const {
    std::size_t value = 0;
    const auto& text = node.scalar;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (node.kind != PlanNode::Kind::kScalar || error != std::errc() || end != text.data() + text.size() ||
        value < least || value > most) {
      refuse(fmt::format("{}: expected a whole number from {} to {}, found {}", field, least, most, found(node)));
    }
    return value;
  }
  double number(std::string_view field, const PlanNode& node, double most) const {
    double value = 0;
    const auto& text = node.scalar;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (node.kind != PlanNode::Kind::kScalar || error != std::errc() || end != text.data() + text.size() ||
        !(value > 0) || !(value <= most)) {
      refuse(fmt::format("{}: expected a number above 0, found {}", field, found(node)));
    }
    return value;
  }
  /// A list, or one item in the place of one.
  std::vector<const PlanNode*> list(const PlanNode& node, std::string_view field, std::size_t most) const {
    if (node.kind != PlanNode::Kind::kList) return {&node};
    if (node.items.size() > most) refuse(fmt::format("{}: at most {} are possible", field, most));
    std::vector<const PlanNode*> items;
    for (const auto& item : node.items) items.push_back(&item);
    return items;
  }
  std::vector<std::size_t> counts(const PlanNode& node, std::string_view field, std::size_t most_items) const {
    std::vector<std::size_t> values;
    for (const auto* item : list(node, field, most_items)) {
      values.push_back(count(field, *item, 1, embedding::kMostUnits));
    }
    return values;
  }
  std::string text(std::string_view field, const PlanNode& node) const {
    if (node.kind != PlanNode::Kind::kScalar) refuse(fmt::format("{}: expected a name, found {}", field, found(node)));
    return node.scalar;
  }

 private:
  const PlanNode& node_;
  std::string where_;
};

/// Runs what complains of the words of a command line, for words of a file.
template <class Work>
auto as_data(const Work& work) {
  try {
    return work();
  } catch (const Error& error) {
    throw Error(ErrorKind::kBadData, error.what(), "docs/search.md shows what a plan looks like.");
  }
}

std::vector<embedding::Activation> read_activations(const Fields& fields, std::size_t layers) {
  const PlanNode* node = fields.find("activations");
  if (node == nullptr) {
    if (layers == 0) return {};
    fields.at("activations");
  }
  std::string text;
  for (const auto* item : fields.list(*node, "activations", embedding::kMostHiddenLayers)) {
    text += (text.empty() ? "" : ",") + fields.text("activations", *item);
  }
  return as_data([&] { return embedding::activations_named(text, layers, fields.where() + ", activations"); });
}

embedding::AutoencoderShape read_shape(const Fields& fields) {
  embedding::AutoencoderShape shape;
  shape.latent = fields.count("latent", fields.at("latent"), 1, embedding::kMostUnits);
  if (const auto* layers = fields.find("layers"); layers != nullptr && layers->kind != PlanNode::Kind::kNothing) {
    shape.layers = fields.counts(*layers, "layers", embedding::kMostHiddenLayers);
  }
  shape.activations = read_activations(fields, shape.layers.size());
  return shape;
}

void read_training(const Fields& fields, embedding::TrainingOptions& training) {
  if (const auto* node = fields.find("epochs")) training.epochs = fields.count("epochs", *node, 1, kMostEpochs);
  if (const auto* node = fields.find("patience")) training.patience = fields.count("patience", *node, 0, kMostEpochs);
  if (const auto* node = fields.find("batch")) training.batch = fields.count("batch", *node, 1, kMostBatch);
  if (const auto* node = fields.find("learning_rate")) {
    training.learning_rate = fields.number("learning_rate", *node, 1e30);
  }
}

constexpr std::string_view kPlanFields[] = {"name",  "networks", "space", "strategy", "trials",       "minutes",
                                            "seeds", "epochs",   "batch", "patience", "learning_rate"};
constexpr std::string_view kNetworkFields[] = {"latent", "layers", "activations", "learning_rate"};
constexpr std::string_view kSpaceFields[] = {"latent", "depth", "layers", "activations", "learning_rate"};
constexpr std::string_view kChoiceFields[] = {"latent",   "layers", "activations",   "epochs",
                                              "patience", "batch",  "learning_rate", "seed"};
constexpr std::string_view kKinds[] = {"version", "tabular", "lyrics"};

SearchSpace read_space(const Fields& fields) {
  SearchSpace space;
  space.latents = fields.counts(fields.at("latent"), "latent", kMostNetworks);
  space.sizes = fields.counts(fields.at("layers"), "layers", kMostNetworks);
  if (const auto* depth = fields.find("depth")) {
    const auto ends = fields.list(*depth, "depth", 2);
    if (ends.empty()) fields.refuse("depth: expected the fewest and the most layers, found none");
    space.fewest_layers = fields.count("depth", *ends.front(), 0, embedding::kMostHiddenLayers);
    space.most_layers = fields.count("depth", *ends.back(), space.fewest_layers, embedding::kMostHiddenLayers);
  }
  for (const auto* item : fields.list(fields.at("activations"), "activations", kMostNetworks)) {
    auto text = fields.text("activations", *item);
    // A pattern must fit networks of every depth: checked with a depth that only one name or a pattern fits.
    as_data([&] {
      return embedding::activations_named(text, embedding::kMostHiddenLayers + 1, fields.where() + ", activations");
    });
    space.activations.push_back(std::move(text));
  }
  if (const auto* rates = fields.find("learning_rate")) {
    for (const auto* item : fields.list(*rates, "learning_rate", kMostNetworks)) {
      space.learning_rates.push_back(fields.number("learning_rate", *item, 1e30));
    }
  }
  if (space.latents.empty() || space.sizes.empty() || space.activations.empty()) {
    fields.refuse("latent, layers and activations need at least one choice each");
  }
  return space;
}

std::vector<Architecture> read_architectures(const Fields& plan) {
  std::vector<Architecture> architectures;
  for (const auto* item : plan.list(plan.at("networks"), "networks", kMostNetworks)) {
    const Fields fields(*item, fmt::format("{}, network {}", plan.where(), architectures.size() + 1), kNetworkFields);
    Architecture architecture;
    architecture.shape = read_shape(fields);
    if (const auto* rate = fields.find("learning_rate")) {
      architecture.learning_rate = fields.number("learning_rate", *rate, 1e30);
    }
    architectures.push_back(std::move(architecture));
  }
  if (architectures.empty()) plan.refuse("networks: expected at least one, found none");
  return architectures;
}

NetworkChoice read_choice(const PlanNode& node, const std::string& where) {
  const Fields fields(node, where, kChoiceFields);
  NetworkChoice choice;
  choice.shape = read_shape(fields);
  read_training(fields, choice.training);
  if (const auto* seed = fields.find("seed")) {
    choice.training.seed = fields.count("seed", *seed, 0, std::numeric_limits<std::size_t>::max());
  }
  return choice;
}

nlohmann::ordered_json choice_json(const NetworkChoice& choice) {
  nlohmann::ordered_json activations = nlohmann::ordered_json::array();
  for (const auto activation : choice.shape.activations) activations.push_back(embedding::name(activation));
  return {{"latent", choice.shape.latent},
          {"layers", choice.shape.layers},
          {"activations", activations},
          {"epochs", choice.training.epochs},
          {"patience", choice.training.patience},
          {"batch", choice.training.batch},
          {"learning_rate", choice.training.learning_rate},
          {"seed", choice.training.seed}};
}

}  // namespace

SearchPlan read_plan(std::string_view text, const std::string& where) {
  const auto document = parse_plan_document(text, where);
  const Fields fields(document, where, kPlanFields);
  SearchPlan plan;
  plan.name = where;
  if (const auto* node = fields.find("name")) plan.name = fields.text("name", *node);
  read_training(fields, plan.training);
  if (const auto* node = fields.find("seeds")) plan.seeds = fields.count("seeds", *node, 1, kMostSeeds);
  if (const auto* node = fields.find("trials")) plan.trials = fields.count("trials", *node, 1, kMostNetworks);
  if (const auto* node = fields.find("minutes")) plan.minutes = fields.number("minutes", *node, kMostMinutes);
  const bool lists = fields.find("networks") != nullptr;
  const bool searches = fields.find("space") != nullptr || fields.find("strategy") != nullptr;
  if (lists == searches) fields.refuse("expected either 'networks' to try or a 'space' to draw them from");
  if (lists) {
    plan.architectures = read_architectures(fields);
    return plan;
  }
  if (const auto* node = fields.find("space")) {
    plan.space = read_space(Fields(*node, where + ", space", kSpaceFields));
  }
  plan.strategy = SearchStrategy::kRandom;
  if (const auto* node = fields.find("strategy")) {
    const auto strategy = fields.text("strategy", *node);
    if (strategy != "random" && strategy != "halving") {
      fields.refuse(fmt::format("strategy: expected random or halving, found {}", found(*node)));
    }
    if (strategy == "halving") plan.strategy = SearchStrategy::kHalving;
  }
  return plan;
}

NetworkFile read_networks(std::string_view text, const std::string& where) {
  const auto document = parse_plan_document(text, where);
  const Fields fields(document, where, kKinds);
  NetworkFile networks;
  if (const auto* node = fields.find("tabular")) networks.tabular = read_choice(*node, where + ", tabular");
  if (const auto* node = fields.find("lyrics")) networks.lyrics = read_choice(*node, where + ", lyrics");
  if (!networks.tabular && !networks.lyrics) {
    fields.refuse("expected a network under 'tabular', under 'lyrics' or under both");
  }
  return networks;
}

std::string networks_json(const NetworkFile& networks) {
  nlohmann::ordered_json document{{"version", 1}};
  if (networks.tabular) document["tabular"] = choice_json(*networks.tabular);
  if (networks.lyrics) document["lyrics"] = choice_json(*networks.lyrics);
  return document.dump(2) + "\n";
}

}  // namespace segue::app
