#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segue/embedding/autoencoder.h"

namespace segue::app {

/// Which of the two autoencoders of a recipe is searched: that of the numbers, or that of the words.
enum class SearchKind : std::uint8_t { kTabular, kLyrics };
std::string_view name(SearchKind kind);

/// The losses that the 2020 report prints for a network.
struct PublishedLosses {
  double training = 0;
  double validation = 0;
};

/// A network to try. `shape.inputs` is 0: the catalog's songs decide.
struct Architecture {
  embedding::AutoencoderShape shape;
  std::optional<double> learning_rate;  ///< else the plan's
  std::optional<PublishedLosses> published;
};

/// Architectures to draw from.
struct SearchSpace {
  std::vector<std::size_t> latents;
  std::size_t fewest_layers = 1;
  std::size_t most_layers = 3;
  std::vector<std::size_t> sizes;        ///< of hidden layers; a network's never grow towards its latent
  std::vector<std::string> activations;  ///< as activations_named() reads them
  std::vector<double> learning_rates;    ///< empty: the plan's
};

enum class SearchStrategy : std::uint8_t { kList, kRandom, kHalving };

/// What to try, and how.
struct SearchPlan {
  std::string name;  ///< "report", a file's name, "random", "halving"
  SearchStrategy strategy = SearchStrategy::kList;
  std::vector<Architecture> architectures;  ///< kList: those to try
  SearchSpace space;                        ///< else: where they are drawn from
  std::size_t trials = 0;                   ///< else: networks drawn at most; 0: as many as fit the minutes
  double minutes = 0;                       ///< else: no trial begins after this much training; 0: no limit
  std::size_t seeds = 3;                    ///< runs of each network, from seeds 0, 1, ... on
  embedding::TrainingOptions training;      ///< the seed is the first run's
};

/// The six networks of the report's Table 1 (tabular) or 2 (lyrics), with its losses: batches of 32, Adam 1e-3, 100
/// epochs, all of them. (The report names no number of epochs; its curves pass the fiftieth.)
SearchPlan report_plan(SearchKind kind);
/// What random search and successive halving draw from unless told otherwise.
SearchSpace default_space(SearchKind kind);

/// Networks drawn from the space, different from each other, the same for the same seed; fewer than `count` where the
/// space has no more.
std::vector<Architecture> draw_architectures(const SearchSpace& space, std::size_t count, std::uint64_t seed);

}  // namespace segue::app
