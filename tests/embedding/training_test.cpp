#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/base/rng.h"
#include "segue/embedding/trainer.h"

namespace segue::embedding {
namespace {

using enum Activation;

const AutoencoderShape kSmall{6, {8}, {kTanh}, 2};

/// Rows on a curved surface of two dimensions.
numeric::Matrix surface(std::size_t n, std::uint64_t seed) {
  Rng rng(seed);
  numeric::Matrix rows(n, 6);
  for (std::size_t i = 0; i < n; ++i) {
    const double a = rng.uniform(), b = rng.uniform();
    const double values[] = {a, b, a * b, (a + b) / 2, a * a, 1 - b};
    for (std::size_t j = 0; j < 6; ++j) rows(i, j) = static_cast<float>(values[j]);
  }
  return rows;
}

numeric::Matrix ones(const numeric::Matrix& like) {
  return {like.rows(), like.cols(), 1.0F};
}

TrainedAutoencoder train(const numeric::Matrix& rows, const TrainingOptions& options,
                         const AutoencoderShape& shape = kSmall) {
  return train_autoencoder(rows, ones(rows), shape, options);
}

void expect_error(ErrorKind kind, const std::string& words, const std::function<void()>& action) {
  try {
    action();
    ADD_FAILURE() << "expected: " << words;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind) << error.what();
    EXPECT_NE(std::string(error.what()).find(words), std::string::npos) << error.what();
  }
}

TEST(Training, OverfitsATinySet) {
  const numeric::Matrix rows = surface(8, 1);
  for (const Activation activation : {kTanh, kSigmoid, kElu, kGelu}) {
    TrainingOptions options;
    options.epochs = 4000;
    options.batch = 8;
    options.learning_rate = 1e-2;
    options.validation_share = 0;
    options.patience = 0;
    const auto trained = train(rows, options, {6, {16}, {activation}, 4});
    EXPECT_LT(trained.history.training.back(), 1e-4F) << name(activation);
    const numeric::Matrix back = trained.autoencoder.reconstruct(rows);
    for (std::size_t i = 0; i < rows.values().size(); ++i) EXPECT_NEAR(back.values()[i], rows.values()[i], 0.05);
  }
}

TEST(Training, LearnsASurfaceWithoutSeeingTheHeldOut) {
  TrainingOptions options;
  options.epochs = 60;
  const auto [autoencoder, history] = train(surface(2000, 2), options);
  EXPECT_EQ(history.validation_rows, 400U);
  EXPECT_EQ(history.training_rows, 1600U);
  EXPECT_EQ(history.training.size(), history.validation.size());
  EXPECT_LT(history.validation[history.best_epoch], 0.1F * history.validation.front());
  EXPECT_EQ(history.validation[history.best_epoch], *std::ranges::min_element(history.validation));
}

TEST(Training, KeepsTheWeightsOfTheBestEpoch) {
  // One training row that says nothing about the held-out one: validation gets worse while training goes on.
  const numeric::Matrix rows(2, 6, {0, 0, 0, 0, 0, 0, 1, -1, 1, -1, 1, -1});
  TrainingOptions options;
  options.epochs = 300;
  options.patience = 0;
  options.learning_rate = 1e-2;
  options.validation_share = 0.5;
  const auto [autoencoder, history] = train(rows, options);
  ASSERT_EQ(history.validation.size(), 300U);
  ASSERT_LT(history.best_epoch, 299U) << "this run must get worse for the test to say anything";
  double best = std::numeric_limits<double>::infinity();
  const numeric::Matrix back = autoencoder.reconstruct(rows);
  for (std::size_t i = 0; i < 2; ++i) {
    double loss = 0;
    for (std::size_t j = 0; j < 6; ++j) loss += std::pow(static_cast<double>(back(i, j)) - rows(i, j), 2) / 6;
    best = std::min(best, std::abs(loss - static_cast<double>(history.validation[history.best_epoch])));
  }
  EXPECT_LT(best, 1e-6);
}

TEST(Training, StopsAfterPatienceRunsOut) {
  const numeric::Matrix rows(2, 6, {0, 0, 0, 0, 0, 0, 1, -1, 1, -1, 1, -1});
  TrainingOptions options;
  options.epochs = 1000;
  options.patience = 7;
  options.learning_rate = 1e-2;
  options.validation_share = 0.5;
  const auto history = train(rows, options).history;
  EXPECT_TRUE(history.stopped_early);
  EXPECT_EQ(history.training.size(), history.best_epoch + 1 + 7);
  options.patience = 0;
  const auto fixed = train(rows, options).history;
  EXPECT_FALSE(fixed.stopped_early);
  EXPECT_EQ(fixed.training.size(), 1000U);
}

TEST(Training, SameSeedSameBytesOtherSeedOthers) {
  const numeric::Matrix rows = surface(333, 3);
  TrainingOptions options;
  options.epochs = 5;
  const auto a = train(rows, options), b = train(rows, options);
  EXPECT_EQ(a.autoencoder.to_tensors(), b.autoencoder.to_tensors());
  EXPECT_EQ(a.history.training, b.history.training);
  EXPECT_EQ(a.history.validation, b.history.validation);
  options.seed = 1;
  const auto c = train(rows, options);
  EXPECT_NE(a.autoencoder.to_tensors(), c.autoencoder.to_tensors());
  EXPECT_NE(a.history.validation, c.history.validation);
}

TEST(Training, RunsTheCourseThatIsDocumented) {
  // By hand: every epoch shuffles the order of the one before it, the last batch is what is left.
  const numeric::Matrix rows = surface(25, 11);
  const numeric::Matrix known = ones(rows);
  TrainingOptions options;
  options.seed = 5;
  options.batch = 8;
  options.epochs = 4;
  options.validation_share = 0;
  AutoencoderTrainer trainer(Autoencoder(kSmall, Rng(5).fork(1).next()), options.learning_rate, options.batch);
  Rng rng = Rng(5).fork(3);
  std::vector<std::uint32_t> order(25);
  std::iota(order.begin(), order.end(), 0U);
  std::vector<float> losses;
  for (std::size_t epoch = 0; epoch < options.epochs; ++epoch) {
    rng.shuffle(std::span(order));
    BatchError total;
    for (const std::size_t begin : {0, 8, 16, 24}) {
      total += trainer.step(rows, known, std::span(order).subspan(begin, begin < 24 ? 8 : 1));
    }
    losses.push_back(static_cast<float>(total.loss()));
  }
  const auto [autoencoder, history] = train(rows, options);
  EXPECT_EQ(history.training, losses);
  ASSERT_EQ(history.best_epoch, 3U) << "the last epoch's weights are compared";
  EXPECT_TRUE(std::ranges::equal(autoencoder.parameters(), trainer.parameters()));
}

TEST(Training, UnknownValuesAreNotLearned) {
  // Every other value of column 5 is only a guess, far from the truth: what is lost by it must not count.
  numeric::Matrix rows = surface(500, 4);
  numeric::Matrix known = ones(rows);
  for (std::size_t i = 0; i < rows.rows(); i += 2) {
    rows(i, 5) = 50.0F;
    known(i, 5) = 0;
  }
  TrainingOptions options;
  options.epochs = 3;
  const auto trained = train_autoencoder(rows, known, kSmall, options);
  EXPECT_LT(trained.history.training.back(), 1.0F);
  EXPECT_LT(trained.history.validation.back(), 1.0F);
}

TEST(Training, TinySetsAreSplitAsDocumented) {
  TrainingOptions options;
  options.epochs = 2;
  const auto rows_of = [&](std::size_t n) { return surface(n, 5); };
  for (std::size_t n : {2, 3, 5, 8}) {
    const auto history = train(rows_of(n), options).history;
    EXPECT_EQ(history.validation_rows, n == 8 ? 2U : 1U) << n;
    EXPECT_EQ(history.training_rows + history.validation_rows, n);
  }
  expect_error(ErrorKind::kBadData, "at least 2 rows", [&] { train(rows_of(1), options); });
  options.validation_share = 0.99;
  EXPECT_EQ(train(rows_of(3), options).history.training_rows, 1U);
  options.validation_share = 0;
  const auto one = train(rows_of(1), options).history;
  EXPECT_EQ(one.training_rows, 1U);
  EXPECT_TRUE(one.validation.empty());
  expect_error(ErrorKind::kBadData, "at least 1 rows", [&] { train(rows_of(0), options); });
}

TEST(Training, OptionsThatMakeNoSenseAreNamed) {
  const numeric::Matrix rows = surface(10, 6);
  const auto refused = [&](const std::string& words, const std::function<void(TrainingOptions&)>& set) {
    TrainingOptions options;
    set(options);
    expect_error(ErrorKind::kUsage, words, [&] { train(rows, options); });
  };
  const double nan = std::numeric_limits<double>::quiet_NaN(), infinite = std::numeric_limits<double>::infinity();
  refused("--batch must be at least 1, found 0", [](auto& o) { o.batch = 0; });
  refused("--epochs must be at least 1, found 0", [](auto& o) { o.epochs = 0; });
  for (const double rate : {0.0, -1.0, nan, infinite}) {
    refused("--learning-rate must be", [&](auto& o) { o.learning_rate = rate; });
  }
  for (const double share : {-0.1, 1.0, nan, infinite}) {
    refused("--validation-share must be", [&](auto& o) { o.validation_share = share; });
  }
}

TEST(Training, ABatchLargerThanTheSetIsTheSet) {
  TrainingOptions options;
  options.epochs = 2;
  options.batch = std::numeric_limits<std::size_t>::max();
  EXPECT_EQ(train(surface(20, 7), options).history.training.size(), 2U);
}

TEST(Training, BadValuesAreRefused) {
  TrainingOptions options;
  numeric::Matrix rows = surface(10, 8);
  numeric::Matrix known = ones(rows);
  rows(3, 2) = std::numeric_limits<float>::quiet_NaN();
  expect_error(ErrorKind::kBadData, "row 3, column 2", [&] { train_autoencoder(rows, known, kSmall, options); });
  rows = surface(10, 8);
  known(4, 1) = 1.5F;
  expect_error(ErrorKind::kBadData, "masks from 0 to 1", [&] { train_autoencoder(rows, known, kSmall, options); });
  known = numeric::Matrix(10, 6, 0.0F);
  expect_error(ErrorKind::kBadData, "known values", [&] { train_autoencoder(rows, known, kSmall, options); });
}

TEST(Training, ALossThatExplodesEndsIt) {
  numeric::Matrix rows = surface(40, 9);
  for (float& value : rows.values()) value *= 1e25F;
  expect_error(ErrorKind::kFailed, "no longer a finite number", [&] { train(rows, {}); });
}

class Counter final : public Progress {
 public:
  explicit Counter(Cancellation* stop = nullptr, std::uint64_t at = 0) : stop_(stop), at_(at) {}
  void begin(std::string_view, std::optional<std::uint64_t> total, std::string_view unit) override {
    total_ = total;
    EXPECT_EQ(unit, "epochs");
  }
  void advance(std::uint64_t done) override {
    done_.push_back(done);
    if (stop_ != nullptr && done == at_) stop_->request();
  }
  void end() override { ended_ = true; }

  std::optional<std::uint64_t> total_;
  std::vector<std::uint64_t> done_;
  bool ended_ = false;

 private:
  Cancellation* stop_;
  std::uint64_t at_;
};

TEST(Training, ToldInEpochsAndStoppedWhenAsked) {
  const numeric::Matrix rows = surface(40, 10);
  TrainingOptions options;
  options.epochs = 4;
  Counter counter;
  train_autoencoder(rows, ones(rows), kSmall, options, counter);
  EXPECT_EQ(counter.total_, 4U);
  EXPECT_EQ(counter.done_, (std::vector<std::uint64_t>{1, 2, 3, 4}));
  EXPECT_TRUE(counter.ended_);
  Cancellation cancellation;
  Counter stopping(&cancellation, 2);
  expect_error(ErrorKind::kInterrupted, "",
               [&] { train_autoencoder(rows, ones(rows), kSmall, options, stopping, cancellation); });
  EXPECT_EQ(stopping.done_.size(), 2U);
}

}  // namespace
}  // namespace segue::embedding
