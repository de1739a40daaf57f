#include <algorithm>
#include <cmath>
#include <utility>

#include "segue/base/rng.h"
#include "segue/base/workers.h"
#include "segue/neighbors/build_index.h"
#include "segue/neighbors/draw.h"

// How many cells a search looks at: measured, not assumed.
namespace segue::neighbors {
namespace {

constexpr std::size_t kGrain = 4;
constexpr float kLeastReach = 1.0F / 16;
constexpr float kMostReach = 64;
constexpr float kReachStep = 1.04F;

/// A vector of the index that is asked for its neighbors.
struct Question {
  std::int64_t own = 0;
  std::vector<float> vector;
  std::vector<std::int64_t> nearest;  ///< the k nearest others, by id
  std::vector<std::uint32_t> ranks;   ///< of their cells
};

/// The k nearest but the vector itself.
std::vector<Neighbor> others(std::vector<Neighbor> found, std::int64_t own, std::size_t k) {
  std::erase_if(found, [&](const Neighbor& neighbor) { return neighbor.id == own; });
  found.resize(std::min(found.size(), k));
  return found;
}

std::vector<Question> ask_exactly(const InvertedFile& index, std::size_t k, const std::vector<std::size_t>& drawn,
                                  std::size_t threads, const Cancellation& cancellation) {
  std::vector<Question> questions(drawn.size());
  parallel_ranges(drawn.size(), kGrain, threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      cancellation.check();
      Question& question = questions[i];
      question.own = index.image().id(index.image().place(drawn[i]));
      question.vector.resize(index.dimension());
      index.read_vector(question.own, question.vector);
      const auto ranks = index.cell_ranks(question.vector);
      for (const auto& neighbor : others(index.search_cells(question.vector, k + 1, index.cells()), question.own, k)) {
        question.nearest.push_back(neighbor.id);
        if (const auto cell = index.cell_of(neighbor.id)) question.ranks.push_back(ranks[*cell]);
      }
      std::ranges::sort(question.nearest);
    }
  });
  return questions;
}

/// The mean of shares, as it is and less its standard error: other queries than these then find as many five times out
/// of six.
struct Mean {
  double sum = 0;
  double squares = 0;
  std::size_t count = 0;

  void add(double share) {
    sum += share;
    squares += share * share;
    ++count;
  }
  double mean() const { return count == 0 ? 1 : sum / static_cast<double>(count); }
  double cautious() const {
    const auto n = static_cast<double>(count);
    return count == 0 ? 1 : mean() - std::sqrt(std::max(0.0, squares / n - mean() * mean()) / n);
  }
};

std::size_t fewest_cells(const InvertedFile& index, const std::vector<Question>& questions, double recall) {
  const auto is_enough = [&](std::size_t probes) {
    Mean found;
    for (const Question& question : questions) {
      if (question.ranks.empty()) continue;
      const auto count = std::ranges::count_if(question.ranks, [&](std::uint32_t rank) { return rank < probes; });
      found.add(static_cast<double>(count) / static_cast<double>(question.ranks.size()));
    }
    return found.cautious() >= recall;
  };
  // Its standard error grows less than the mean falls: what is enough stays enough with more cells.
  std::size_t too_few = 0;
  std::size_t enough = index.cells();
  while (enough - too_few > 1) {
    const std::size_t middle = too_few + (enough - too_few) / 2;
    (is_enough(middle) ? enough : too_few) = middle;
  }
  return enough;
}

}  // namespace

TunedSearch tune_search(const InvertedFile& index, double recall, std::size_t k, std::size_t queries,
                        std::uint64_t seed, std::size_t threads, const Cancellation& cancellation) {
  const auto drawn = draw(index.image().header().rows, queries, Rng(seed).fork(2));
  const auto questions = ask_exactly(index, k, drawn, threads, cancellation);
  TunedSearch tuned;
  const std::size_t fewest = fewest_cells(index, questions, recall);
  tuned.probes = std::min(index.cells(), fewest + (fewest + 1) / 2);
  if (tuned.probes == index.cells()) return {tuned.probes, kMostReach, 1};
  const auto measured = [&](float reach) {
    std::vector<double> shares(questions.size(), -1);
    parallel_ranges(questions.size(), kGrain, threads, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        cancellation.check();
        const Question& question = questions[i];
        if (question.nearest.empty()) continue;
        std::size_t found = 0;
        for (const auto& neighbor :
             others(index.search_near(question.vector, k + 1, tuned.probes, reach), question.own, k)) {
          found += std::ranges::binary_search(question.nearest, neighbor.id) ? 1 : 0;
        }
        shares[i] = static_cast<double>(found) / static_cast<double>(question.nearest.size());
      }
    });
    Mean mean;
    for (const double share : shares) {
      if (share >= 0) mean.add(share);
    }
    return mean;
  };
  // Bisected, on steps of a twenty-fifth.
  int too_little = -1;
  int enough = static_cast<int>(std::log(kMostReach / kLeastReach) / std::log(kReachStep)) + 1;
  const auto reach_of = [](int step) { return kLeastReach * std::pow(kReachStep, static_cast<float>(step)); };
  while (enough - too_little > 1) {
    const int middle = too_little + (enough - too_little) / 2;
    (measured(reach_of(middle)).cautious() >= recall ? enough : too_little) = middle;
  }
  tuned.reach = reach_of(enough);
  tuned.recall = measured(tuned.reach).mean();
  return tuned;
}

}  // namespace segue::neighbors
