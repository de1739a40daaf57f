// The course of a similarity network's training: held-out playlists, batches, schedule, early stopping. The step itself
// is in similarity_trainer.cpp.
#include "segue/embedding/similarity_training.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <mutex>
#include <numbers>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/base/rng.h"
#include "segue/base/workers.h"

namespace segue::embedding {
namespace {

using Playlist = std::vector<std::uint32_t>;

// Streams of options.seed, one per use.
constexpr std::uint64_t kWeightStream = 1;
constexpr std::uint64_t kHoldOutStream = 2;
constexpr std::uint64_t kMemberStream = 3;

constexpr std::size_t kLooks = 10;
constexpr std::size_t kFewestToHoldOut = 10;
constexpr std::size_t kMostHeldOutSongs = 512;
constexpr double kWarmUp = 0.3;
constexpr double kFirstRate = 0.04;  // of the greatest
constexpr double kLastRate = 1e-4;

void check(const SimilarityOptions& options) {
  const auto refuse = [](const std::string& message) { throw Error(ErrorKind::kUsage, message); };
  const auto share = [&](const char* what, double value) {
    if (!(value >= 0 && value < 1)) refuse(fmt::format("{} must be from 0 to below 1, found {}", what, value));
  };
  if (options.steps < 1) refuse("a similarity network needs at least 1 step");
  if (options.playlists < 2 || options.songs < 2) refuse("a batch needs at least 2 playlists and 2 songs of each");
  if (!(options.learning_rate > 0) || !std::isfinite(options.learning_rate)) {
    refuse(fmt::format("--learning-rate must be a number above 0, found {}", options.learning_rate));
  }
  if (!(options.temperature >= 0.03))
    refuse(fmt::format("the temperature must be at least 0.03, found {}", options.temperature));
  if (!(options.noise >= 0)) refuse("the noise must be at least 0");
  if (!(options.weight_decay >= 0)) refuse("the weight decay must be at least 0");
  share("the dropout", options.dropout);
  share("the dropout of groups", options.group_dropout);
  share("the share held out", options.held_out);
}

void check_inputs(numeric::MatrixView inputs) {
  for (std::size_t i = 0; i < inputs.rows; ++i) {
    for (std::size_t j = 0; j < inputs.cols; ++j) {
      if (std::isfinite(inputs(i, j))) continue;
      throw Error(ErrorKind::kBadData,
                  fmt::format("expected finite values to train on, found {} in row {}, column {}", inputs(i, j), i, j));
    }
  }
}

/// PyTorch's OneCycleLR with cosine annealing, but for its cycle of the momentum.
double rate_at(const SimilarityOptions& options, std::size_t step) {
  const auto between = [](double from, double to, double share) {
    return to + (from - to) * (1 + std::cos(std::numbers::pi * share)) / 2;
  };
  const double at = static_cast<double>(step) / static_cast<double>(options.steps);
  const double factor =
      at < kWarmUp ? between(kFirstRate, 1, at / kWarmUp) : between(1, kLastRate, (at - kWarmUp) / (1 - kWarmUp));
  return options.learning_rate * factor;
}

std::vector<std::vector<std::uint32_t>> memberships_of(std::size_t songs, const std::vector<const Playlist*>& lists) {
  std::vector<std::vector<std::uint32_t>> memberships(songs);
  for (std::size_t p = 0; p < lists.size(); ++p) {
    for (const std::uint32_t song : *lists[p]) memberships[song].push_back(static_cast<std::uint32_t>(p));
  }
  return memberships;
}

/// Draws the batches of one member.
class Batches {
 public:
  Batches(std::vector<const Playlist*> lists, const SimilarityOptions& options, Rng rng)
      : lists_(std::move(lists)), options_(options), rng_(rng) {}

  const std::vector<std::uint32_t>& next() {
    // The least of exponential numbers by weight: a draw without replacement (Efraimidis & Spirakis 2006).
    keys_.clear();
    for (std::size_t p = 0; p < lists_.size(); ++p) {
      keys_.emplace_back(-std::log(1 - rng_.uniform()) / static_cast<double>(lists_[p]->size()), p);
    }
    const std::size_t taken = std::min(options_.playlists, lists_.size());
    std::ranges::partial_sort(keys_, keys_.begin() + static_cast<std::ptrdiff_t>(taken));
    batch_.clear();
    for (std::size_t k = 0; k < taken; ++k) {
      drawn_ = *lists_[keys_[k].second];
      const std::size_t songs = std::min(options_.songs, drawn_.size());
      for (std::size_t i = 0; i < songs; ++i) {
        std::swap(drawn_[i], drawn_[i + rng_.below(drawn_.size() - i)]);
        batch_.push_back(drawn_[i]);
      }
    }
    std::ranges::sort(batch_);
    const auto repeated = std::ranges::unique(batch_);
    batch_.erase(repeated.begin(), repeated.end());
    return batch_;
  }

  Rng& rng() { return rng_; }

 private:
  std::vector<const Playlist*> lists_;
  const SimilarityOptions& options_;
  Rng rng_;
  std::vector<std::pair<double, std::size_t>> keys_;
  Playlist drawn_;
  std::vector<std::uint32_t> batch_;
};

/// What a member learns from, and what it is stopped by.
struct Parts {
  std::vector<const Playlist*> training;
  std::vector<std::uint32_t> held_out;  ///< songs that stand in playlists held out and in no other; ascending
  Relations relations;                  ///< of these
};

Parts parts_of(std::size_t songs, const std::vector<Playlist>& playlists, const std::vector<std::size_t>& order,
               std::size_t member, double held_out) {
  Parts parts;
  std::vector<const Playlist*> kept_back;
  const auto each =
      held_out > 0 && playlists.size() >= kFewestToHoldOut
          ? std::max<std::size_t>(
                1, static_cast<std::size_t>(std::llround(static_cast<double>(playlists.size()) * held_out)))
          : 0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    // The member's own stretch of the order, around its end.
    const std::size_t place = (k + order.size() - member * each % order.size()) % order.size();
    (place < each ? kept_back : parts.training).push_back(&playlists[order[k]]);
  }
  std::vector<bool> learned(songs, false);
  for (const auto* list : parts.training) {
    for (const std::uint32_t song : *list) learned[song] = true;
  }
  for (const auto* list : kept_back) {
    for (const std::uint32_t song : *list) {
      if (!learned[song]) parts.held_out.push_back(song);
    }
  }
  std::ranges::sort(parts.held_out);
  const auto repeated = std::ranges::unique(parts.held_out);
  parts.held_out.erase(repeated.begin(), repeated.end());
  // Evenly thinned: a batch must fit.
  if (parts.held_out.size() > kMostHeldOutSongs) {
    std::vector<std::uint32_t> thinned;
    for (std::size_t i = 0; i < kMostHeldOutSongs; ++i) {
      thinned.push_back(parts.held_out[i * parts.held_out.size() / kMostHeldOutSongs]);
    }
    parts.held_out = std::move(thinned);
  }
  parts.relations = relations_of(parts.held_out, memberships_of(songs, kept_back));
  if (std::ranges::find(parts.relations.of, Relation::kTogether) == parts.relations.of.end()) parts.held_out.clear();
  return parts;
}

/// Sums up what all members have done, for one progress bar.
class SharedProgress {
 public:
  explicit SharedProgress(Progress& progress) : progress_(progress) {}
  void advance() {
    const std::lock_guard lock(mutex_);
    progress_.advance(++done_);
  }

 private:
  Progress& progress_;
  std::mutex mutex_;
  std::uint64_t done_ = 0;
};

class MemberTraining {
 public:
  MemberTraining(numeric::MatrixView inputs, const std::vector<InputGroup>& groups, const SimilarityShape& shape,
                 std::span<const float> start, const Parts& parts, const SimilarityOptions& options, Rng rng)
      : inputs_(inputs),
        shape_(shape),
        parts_(parts),
        options_(options),
        memberships_(memberships_of(inputs.rows, parts.training)),
        batches_(parts.training, options, rng),
        trainer_(shape, start, groups, options.temperature, options.playlists * options.songs),
        loss_(std::max<std::size_t>(parts.held_out.size(), 1), shape.outputs, options.temperature),
        held_rows_(parts.held_out.size(), inputs.cols),
        held_unit_(parts.held_out.size(), shape.outputs),
        held_gradient_(parts.held_out.size(), shape.outputs) {
    how_.weight_decay = options.weight_decay;
    how_.dropout = options.dropout;
    how_.noise = options.noise;
    how_.group_dropout.assign(groups.size(), options.group_dropout);
    for (std::size_t i = 0; i < parts.held_out.size(); ++i) {
      std::ranges::copy(inputs.row(parts.held_out[i]), held_rows_.row(i).begin());
    }
  }

  void run(SharedProgress& progress, const Cancellation& cancellation) {
    double sum = 0;
    std::size_t since = 0;
    for (std::size_t step = 0; step < options_.steps; ++step) {
      cancellation.check();
      const auto& batch = batches_.next();
      how_.learning_rate = rate_at(options_, step);
      const double loss = trainer_.step(inputs_, batch, relations_of(batch, memberships_), how_, batches_.rng());
      if (!std::isfinite(loss)) {
        throw Error(ErrorKind::kFailed,
                    fmt::format("the training loss is no longer a finite number in step {}", step + 1),
                    "try a smaller --learning-rate");
      }
      sum += loss;
      ++since;
      progress.advance();
      if ((step + 1) * kLooks / options_.steps == step * kLooks / options_.steps) continue;
      look(step + 1, sum / static_cast<double>(since));
      sum = 0;
      since = 0;
    }
  }

  SimilarityCourse course;
  std::vector<float> best;

 private:
  void look(std::size_t step, double training) {
    course.steps.push_back(step);
    course.training.push_back(static_cast<float>(training));
    const auto now = trainer_.parameters();
    if (!std::ranges::all_of(now, [](float weight) { return std::isfinite(weight); })) {
      throw Error(ErrorKind::kFailed, fmt::format("a weight is no longer a finite number in step {}", step),
                  "try a smaller --learning-rate");
    }
    double loss = -static_cast<double>(step);  // without playlists held out the last weights are kept
    if (!parts_.held_out.empty()) {
      embed_member(shape_, now, held_rows_, 1, 0, held_unit_);
      loss = loss_(held_unit_, parts_.relations, held_gradient_);
      course.held_out.push_back(static_cast<float>(loss));
    }
    if (loss >= least_) return;
    least_ = loss;
    course.best = course.steps.size() - 1;
    best.assign(now.begin(), now.end());
  }

  numeric::MatrixView inputs_;
  const SimilarityShape& shape_;
  const Parts& parts_;
  const SimilarityOptions& options_;
  std::vector<std::vector<std::uint32_t>> memberships_;
  Batches batches_;
  SimilarityTrainer trainer_;
  SimilarityStep how_;
  ContrastiveLoss loss_;
  numeric::Matrix held_rows_, held_unit_, held_gradient_;
  double least_ = std::numeric_limits<double>::infinity();
};

}  // namespace

Relations relations_of(std::span<const std::uint32_t> batch,
                       const std::vector<std::vector<std::uint32_t>>& memberships) {
  const std::size_t n = batch.size();
  Relations relations{n, std::vector<Relation>(n * n, Relation::kApart)};
  std::vector<std::vector<std::uint32_t>> rows;  // by playlist
  for (std::size_t i = 0; i < n; ++i) {
    for (const std::uint32_t p : memberships[batch[i]]) {
      if (p >= rows.size()) rows.resize(p + 1);
      for (const std::uint32_t j : rows[p]) {
        relations.of[i * n + j] = Relation::kTogether;
        relations.of[j * n + i] = Relation::kTogether;
      }
      rows[p].push_back(static_cast<std::uint32_t>(i));
    }
  }
  return relations;
}

TrainedSimilarity train_similarity(numeric::MatrixView inputs, const std::vector<InputGroup>& groups,
                                   const std::vector<std::vector<std::uint32_t>>& playlists,
                                   const SimilarityShape& shape, const SimilarityOptions& options, Progress& progress,
                                   const Cancellation& cancellation) {
  check(options);
  assert(inputs.cols == shape.inputs);
  check_inputs(inputs);
  std::vector<Playlist> lists;
  for (const auto& list : playlists) {
    assert(std::ranges::all_of(list, [&](std::uint32_t row) { return row < inputs.rows; }));
    if (list.size() >= kFewestPlaylistSongs) lists.push_back(list);
  }
  if (lists.size() < 2) {
    throw Error(ErrorKind::kBadData, fmt::format("expected at least 2 playlists of {} songs to learn from, found {}",
                                                 kFewestPlaylistSongs, lists.size()));
  }
  const Rng rng(options.seed);
  const SimilarityNetwork start(shape, rng.fork(kWeightStream).next());
  std::vector<std::size_t> order(lists.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  auto shuffling = rng.fork(kHoldOutStream);
  shuffling.shuffle(std::span(order));

  std::vector<std::vector<float>> parameters(shape.members);
  std::vector<SimilarityCourse> courses(shape.members);
  progress.begin("learning from playlists", shape.members * options.steps, "steps");
  SharedProgress shared(progress);
  parallel_ranges(shape.members, 1, options.threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t member = begin; member < end; ++member) {
      const auto parts = parts_of(inputs.rows, lists, order, member, options.held_out);
      MemberTraining training(inputs, groups, shape, start.parameters(member), parts, options,
                              rng.fork(kMemberStream).fork(member));
      training.run(shared, cancellation);
      parameters[member] = std::move(training.best);
      courses[member] = std::move(training.course);
    }
  });
  progress.end();
  std::vector<float> all;
  for (const auto& one : parameters) all.insert(all.end(), one.begin(), one.end());
  auto network = SimilarityNetwork::from_parameters(shape, std::move(all));
  network.fit_projection(inputs, options.threads);
  return {std::move(network), std::move(courses)};
}

}  // namespace segue::embedding
