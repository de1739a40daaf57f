#include "segue/app/search_plan.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "segue/base/rng.h"
#include "segue/embedding/activation.h"

namespace segue::app {
namespace {

constexpr std::uint64_t kDrawStream = 17;
// A space that is nearly used up gives known networks again and again; after this many in a row it counts as empty.
constexpr std::size_t kMostRepeats = 1000;

Architecture reported(std::size_t latent, std::vector<std::size_t> layers, std::string_view activations,
                      PublishedLosses published) {
  const std::size_t count = layers.size();
  return {{0, std::move(layers), embedding::activations_named(activations, count, "activations"), latent},
          std::nullopt,
          published};
}

template <class T>
const T& one_of(const std::vector<T>& choices, Rng& rng) {
  return choices[rng.below(choices.size())];
}

Architecture draw(const SearchSpace& space, Rng& rng) {
  Architecture drawn;
  drawn.shape.latent = one_of(space.latents, rng);
  const std::size_t layers = space.fewest_layers + rng.below(space.most_layers - space.fewest_layers + 1);
  if (!space.sizes.empty()) {
    for (std::size_t k = 0; k < layers; ++k) drawn.shape.layers.push_back(one_of(space.sizes, rng));
  }
  std::ranges::sort(drawn.shape.layers, std::greater<>());
  drawn.shape.activations =
      embedding::activations_named(one_of(space.activations, rng), drawn.shape.layers.size(), "activations");
  if (!space.learning_rates.empty()) drawn.learning_rate = one_of(space.learning_rates, rng);
  return drawn;
}

}  // namespace

std::string_view name(SearchKind kind) {
  return kind == SearchKind::kTabular ? "tabular" : "lyrics";
}

SearchPlan report_plan(SearchKind kind) {
  SearchPlan plan;
  plan.name = "report";
  plan.training.epochs = 100;
  plan.training.patience = 0;
  plan.training.keep_last = true;
  if (kind == SearchKind::kTabular) {
    plan.architectures = {reported(4, {15, 10, 5}, "relu", {.0375, .0374}),
                          reported(5, {20, 10}, "sigmoid relu", {.0363, .0381}),
                          reported(4, {20, 18, 12, 6}, "tanh", {.0248, .0249}),
                          reported(1, {24, 20, 16, 12, 8, 4, 2}, "relu", {.0797, .0802}),
                          reported(10, {20, 16}, "relu", {.0170, .0180}),
                          reported(2, {20, 18, 12, 6}, "sigmoid", {.0658, .0647})};
  } else {
    plan.architectures = {reported(30, {500, 200, 100}, "relu", {.7327, .1102}),
                          reported(5, {200, 150, 100, 50, 10}, "alternate sigmoid relu", {1018.6, 1025.0}),
                          reported(15, {250, 200, 175, 125, 50, 25}, "relu", {.1697, .0818}),
                          reported(1, {225, 150, 50, 15}, "tanh", {671.03, 934.60}),
                          reported(50, {200, 100}, "relu", {.0580, .0604}),
                          reported(2, {100, 75, 25, 15, 5}, "sigmoid", {1748.5, 1888.5})};
  }
  return plan;
}

SearchSpace default_space(SearchKind kind) {
  if (kind == SearchKind::kTabular) {
    return {{2, 4, 6, 8, 10, 12}, 1, 3, {8, 12, 16, 20, 24, 32, 48}, {"relu", "tanh", "elu", "gelu"}, {}};
  }
  return {{8, 16, 32, 50, 64}, 1, 3, {64, 100, 150, 200, 300}, {"relu", "tanh", "elu", "gelu"}, {}};
}

std::vector<Architecture> draw_architectures(const SearchSpace& space, std::size_t count, std::uint64_t seed) {
  Rng rng = Rng(seed).fork(kDrawStream);
  std::vector<Architecture> drawn;
  std::set<std::tuple<std::size_t, std::vector<std::size_t>, std::vector<embedding::Activation>, double>> known;
  for (std::size_t repeats = 0; drawn.size() < count && repeats < kMostRepeats;) {
    auto next = draw(space, rng);
    if (known.emplace(next.shape.latent, next.shape.layers, next.shape.activations, next.learning_rate.value_or(0))
            .second) {
      drawn.push_back(std::move(next));
      repeats = 0;
    } else {
      ++repeats;
    }
  }
  return drawn;
}

}  // namespace segue::app
