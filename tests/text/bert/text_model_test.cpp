#include "segue/text/bert/text_model.h"

#include <cmath>
#include <cstdlib>
#include <numeric>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "model_folder.h"
#include <gtest/gtest.h>

#include "segue/base/error.h"

namespace segue::text {
namespace {

class TextModelTest : public testing::Test {
 protected:
  TextModel load(const TextModelOptions& options = {}) const {
    folder_.write();
    return TextModel::load(folder_.path(), options);
  }
  static std::string words(std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += std::string(1, static_cast<char>('a' + (i * 7 + i / 5) % 19)) + " ";
    return text;
  }
  static std::vector<Precision> precisions() { return {Precision::kFloat32, Precision::kBFloat16, Precision::kInt8}; }

  ModelFolder folder_;
};

TEST_F(TextModelTest, PrecisionsHaveNames) {
  for (const Precision precision : precisions()) EXPECT_EQ(precision_named(name(precision)), precision);
  EXPECT_EQ(name(Precision::kBFloat16), "bfloat16");
  EXPECT_EQ(precision_named("double"), std::nullopt);
}

TEST_F(TextModelTest, TheBestPrecisionIsOneThisProcessorHas) {
  const char* limit = std::getenv("ONEDNN_MAX_CPU_ISA");
  if (limit != nullptr && std::string_view(limit) == "AVX2") {
    EXPECT_EQ(best_precision(), Precision::kFloat32);
  }
  EXPECT_NE(best_precision(), Precision::kInt8);
  EXPECT_EQ(load({.precision = Precision::kBFloat16}).precision(), best_precision());
  EXPECT_EQ(load({.precision = Precision::kFloat32}).precision(), Precision::kFloat32);
}

TEST_F(TextModelTest, EmbeddingsHaveUnitLengthAndSentimentSumsToOne) {
  for (const Precision precision : precisions()) {
    const TextModel model = load({.precision = precision});
    for (const std::size_t count : {0U, 1U, 7U, 30U, 31U, 200U}) {
      const Reading reading = model.read(words(count));
      double square = 0;
      for (const float value : reading.embedding) square += static_cast<double>(value) * value;
      EXPECT_NEAR(square, 1, 1e-6);
      ASSERT_TRUE(reading.sentiment);
      EXPECT_NEAR(reading.sentiment->negative + reading.sentiment->neutral + reading.sentiment->positive, 1, 1e-9);
      EXPECT_EQ(reading.tokens, count);
      EXPECT_EQ(reading.unknown, 0U);
      EXPECT_EQ(reading.windows, count == 0 ? 1 : (count + 29) / 30);
    }
  }
}

// The windows, cut and averaged the slow obvious way.
TEST_F(TextModelTest, WindowsAreAveragedByTheirTokens) {
  const TextModel model = load({.longest_window = 9});
  const auto& vocabulary = model.tokenizer().vocabulary();
  const std::string text = words(23);  // 7 of a window: 4 windows of 6, 6, 6, 5
  const auto pieces = model.tokenizer().ids(text);
  ASSERT_EQ(pieces.size(), 23U);
  std::vector<double> mean(16);
  std::size_t begin = 0;
  for (const std::size_t count : {6U, 6U, 6U, 5U}) {
    std::vector<std::int32_t> ids{vocabulary.cls()};
    for (std::size_t i = 0; i < count; ++i) ids.push_back(pieces[begin + i]);
    ids.push_back(vocabulary.sep());
    begin += count;
    const auto states = model.hidden_states(ids);
    for (std::size_t i = 1; i <= count; ++i) {
      for (std::size_t j = 0; j < 16; ++j) mean[j] += static_cast<double>(states[i * 16 + j]) / 23;
    }
  }
  double length = 0;
  for (const double value : mean) length += value * value;
  const Reading reading = model.read(text);
  EXPECT_EQ(reading.windows, 4U);
  for (std::size_t j = 0; j < 16; ++j) EXPECT_NEAR(reading.embedding[j], mean[j] / std::sqrt(length), 1e-6);
}

TEST_F(TextModelTest, ATextWithoutTokensIsItsFrame) {
  const TextModel model = load();
  const auto& vocabulary = model.tokenizer().vocabulary();
  const auto states = model.hidden_states(std::vector{vocabulary.cls(), vocabulary.sep()});
  double length = 0;
  std::vector<double> sums(16);
  for (std::size_t j = 0; j < 16; ++j) {
    sums[j] = static_cast<double>(states[j]) + states[16 + j];
    length += sums[j] * sums[j];
  }
  const Reading reading = model.read(" \n ");
  EXPECT_EQ(reading.windows, 1U);
  for (std::size_t j = 0; j < 16; ++j) EXPECT_NEAR(reading.embedding[j], sums[j] / std::sqrt(length), 1e-6);
}

TEST_F(TextModelTest, WhatIsBeyondTheMostTokensIsNotRead) {
  const TextModel model = load({.most_tokens = 50});
  EXPECT_EQ(model.read(words(50)).embedding, model.read(words(60)).embedding);
  EXPECT_EQ(model.read(words(60)).tokens, 50U);
  EXPECT_NE(model.read(words(49)).embedding, model.read(words(60)).embedding);
}

// Rows that fill up a product must not be seen by attention: a token's state depends on its sequence only.
TEST_F(TextModelTest, EqualTextsReadEqualAfterOthers) {
  for (const Precision precision : precisions()) {
    const TextModel model = load({.precision = precision});
    const Reading before = model.read(words(5));
    for (std::size_t count = 0; count < 31; ++count) model.read(words(count));
    EXPECT_EQ(model.read(words(5)).embedding, before.embedding);
  }
}

TEST_F(TextModelTest, ManyThreadsReadTheSameBits) {
  for (const Precision precision : precisions()) {
    const TextModel model = load({.precision = precision});
    std::vector<Reading> alone;
    for (std::size_t i = 0; i < 40; ++i) alone.push_back(model.read(words(i)));
    std::vector<std::vector<Reading>> beside(4);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < beside.size(); ++t) {
      threads.emplace_back([&, t] {
        for (std::size_t i = 0; i < 40; ++i) beside[t].push_back(model.read(words((i + 10 * t) % 40)));
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (std::size_t t = 0; t < beside.size(); ++t) {
      for (std::size_t i = 0; i < 40; ++i) {
        const Reading& expected = alone[(i + 10 * t) % 40];
        EXPECT_EQ(beside[t][i].embedding, expected.embedding);
        EXPECT_EQ(beside[t][i].sentiment->negative, expected.sentiment->negative);
      }
    }
  }
}

// The table's rows, summed the slow obvious way.
TEST_F(TextModelTest, ATableOfPiecesMakesTheEmbedding) {
  const auto sentiment = load().read("a b a c a").sentiment;
  ModelFolder::Tensor table{{24, 16}, {}};
  for (std::size_t i = 0; i < table.shape[0] * table.shape[1]; ++i) {
    table.values.push_back(static_cast<float>(std::sin(static_cast<double>(i * i))));
  }
  folder_.tensors["lyrics_table.weight"] = table;
  const auto expected = [&](const std::vector<std::pair<std::size_t, double>>& rows) {
    std::vector<double> sum(16);
    double square = 0;
    for (std::size_t j = 0; j < 16; ++j) {
      for (const auto& [row, weight] : rows) sum[j] += weight * static_cast<double>(table.values[row * 16 + j]);
      square += sum[j] * sum[j];
    }
    for (double& value : sum) value /= std::sqrt(square);
    return sum;
  };
  for (const Precision precision : precisions()) {
    const TextModel model = load({.precision = precision, .longest_window = 4});
    const auto close = [&](const std::string& text, const std::vector<std::pair<std::size_t, double>>& rows) {
      const auto found = model.read(text).embedding;
      const auto wanted = expected(rows);
      for (std::size_t j = 0; j < 16; ++j) EXPECT_NEAR(static_cast<double>(found.at(j)), wanted[j], 1e-6) << text;
    };
    close("a b a c a", {{5, 1 + std::log(3.0)}, {6, 1}, {7, 1}});
    close("s", {{23, 1}});
    close("", {{1, 1}});  // [UNK]
  }
  const auto with = load().read("a b a c a").sentiment;
  EXPECT_EQ(with->positive, sentiment->positive);
  EXPECT_EQ(with->negative, sentiment->negative);
}

TEST_F(TextModelTest, TheFingerprintIsThatOfWhatDecides) {
  const std::string original = load().fingerprint();
  EXPECT_EQ(original.size(), 16U);
  EXPECT_EQ(original.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(load({.precision = Precision::kInt8}).fingerprint(), original);
  EXPECT_EQ(load({.longest_window = 32}).fingerprint(), original);  // as many as it has positions: nothing new
  EXPECT_NE(load({.longest_window = 31}).fingerprint(), original);
  folder_.tensors["cls.predictions.bias"] = {{1}, {0.0F}};  // not used
  EXPECT_EQ(load().fingerprint(), original);
  float& one = folder_.tensors["encoder.layer.1.output.dense.bias"].values.back();
  one = std::nextafter(one, 2.0F);
  EXPECT_NE(load().fingerprint(), original);
  one = std::nextafter(one, -2.0F);
  EXPECT_EQ(load().fingerprint(), original);
  std::swap(*(folder_.vocabulary.end() - 2), *(folder_.vocabulary.end() - 4));
  EXPECT_NE(load().fingerprint(), original);
  std::swap(*(folder_.vocabulary.end() - 2), *(folder_.vocabulary.end() - 4));
  folder_.config["layer_norm_eps"] = 1e-5;
  EXPECT_NE(load().fingerprint(), original);
}

TEST_F(TextModelTest, LowerCaseIsWhatTheTokenizersConfigSays) {
  folder_.write();
  EXPECT_EQ(TextModel::load(folder_.path()).read("A b").unknown, 0U);
  folder_.write_file("tokenizer_config.json", R"({"do_lower_case": false})");
  EXPECT_EQ(TextModel::load(folder_.path()).read("A b").unknown, 1U);
  folder_.write_file("tokenizer_config.json", R"({"do_lower_case": 1})");
  EXPECT_THROW(TextModel::load(folder_.path()), Error);
  folder_.write_file("tokenizer_config.json", "{");
  EXPECT_THROW(TextModel::load(folder_.path()), Error);
  folder_.write_file("tokenizer_config.json", "{}");
  EXPECT_TRUE(TextModel::load(folder_.path()).config().lower_case);
}

TEST_F(TextModelTest, WithoutAHeadThereIsNoSentiment) {
  folder_.tensors.erase("classifier.weight");
  const TextModel model = load();
  EXPECT_FALSE(model.has_sentiment());
  EXPECT_FALSE(model.read("a").sentiment);
  EXPECT_TRUE(model.logits(model.hidden_states(std::vector<std::int32_t>{2, 3})).empty());
}

TEST_F(TextModelTest, LongestSequenceHasAsManyIdsAsPositions) {
  const TextModel model = load();
  std::vector<std::int32_t> ids(32);
  std::iota(ids.begin(), ids.end(), -8);
  for (auto& id : ids) id = std::abs(id) % 24;
  EXPECT_EQ(model.hidden_states(ids).size(), 32U * 16);
  EXPECT_EQ(model.hidden_states(std::span(ids).first(1)).size(), 16U);
}

}  // namespace
}  // namespace segue::text
