// Layer by layer against PyTorch, and the last layer against ONNX Runtime (tests/goldens/bert.py).
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "segue/numeric/tensor_file.h"
#include "segue/text/bert/bert_encoder.h"
#include "segue/text/bert/tensor_folder.h"
#include "segue/text/bert/text_model.h"

namespace segue::text {
namespace {

using numeric::Arithmetic;

const std::filesystem::path kGoldens = std::filesystem::path(SEGUE_TESTS_DIR) / "goldens" / "bert";

struct Case {
  std::string folder;
  Precision precision;
  double bound;  // of the greatest difference of a number; states have variance 1
};

void PrintTo(const Case& c, std::ostream* out) {
  *out << c.folder << " " << name(c.precision);
}

double greatest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  EXPECT_EQ(a.size(), b.size());
  double greatest = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    // Not max(): it would drop NaN.
    if (!(std::abs(a[i] - b[i]) <= greatest)) greatest = std::abs(a[i] - b[i]);
  }
  return greatest;
}

class BertGolden : public testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    if (GetParam().precision == Precision::kBFloat16 && best_precision() != Precision::kBFloat16) {
      GTEST_SKIP() << "this processor does not multiply bfloat16, or oneDNN may not use it";
    }
  }

  std::filesystem::path folder() const { return kGoldens / GetParam().folder; }
  std::vector<float> expected(const std::string& tensor) const {
    return file_.floats(tensor, file_.tensors().at(tensor).shape);
  }
  std::vector<std::string> lengths() const {
    std::istringstream in(file_.metadata().at("lengths"));
    std::vector<std::string> all;
    for (std::string one; in >> one;) all.push_back(one);
    return all;
  }
  std::vector<std::int32_t> ids(const std::string& length) const {
    const std::vector<float> numbers = expected(length + ".ids");
    return {numbers.begin(), numbers.end()};
  }

  const numeric::TensorFile file_ = numeric::TensorFile::read(kGoldens / GetParam().folder / "expected.safetensors");
};

TEST_P(BertGolden, EveryLayerIsThatOfPyTorch) {
  const BertConfig config = BertConfig::parse(read_small_file(folder() / "config.json", 1 << 20), "config.json");
  const Arithmetic arithmetic = GetParam().precision == Precision::kFloat32    ? Arithmetic::kFloat32
                                : GetParam().precision == Precision::kBFloat16 ? Arithmetic::kBFloat16
                                                                               : Arithmetic::kInt8;
  const BertEncoder encoder(config, BertWeights::read(folder(), config), arithmetic);
  ASSERT_FALSE(lengths().empty());
  for (const std::string& length : lengths()) {
    for (std::size_t layer = 0; layer <= config.layers; ++layer) {
      const auto states = encoder.states(ids(length), layer);
      const double difference = greatest_difference(states, expected(length + ".state." + std::to_string(layer)));
      EXPECT_LT(difference, layer == 0 ? 2e-6 : GetParam().bound) << length << " tokens, layer " << layer;
    }
  }
}

TEST_P(BertGolden, StatesAndLogitsAreThoseOfOnnxRuntime) {
  const TextModel model = TextModel::load(folder(), {.precision = GetParam().precision});
  ASSERT_EQ(model.precision(), GetParam().precision);
  for (const std::string& length : lengths()) {
    const std::vector<float> states = model.hidden_states(ids(length));
    EXPECT_LT(greatest_difference(states, expected(length + ".onnx.state")), GetParam().bound) << length;
    const std::vector<float> logits = model.logits(states);
    EXPECT_LT(greatest_difference(logits, expected(length + ".onnx.logits")), 2 * GetParam().bound) << length;
    EXPECT_LT(greatest_difference(logits, expected(length + ".logits")), 2 * GetParam().bound) << length;
  }
}

TEST_P(BertGolden, ATextIsReadInWindows) {
  const auto& notes = file_.metadata();
  const TextModel model =
      TextModel::load(folder(), {.precision = GetParam().precision, .longest_window = std::stoul(notes.at("window"))});
  const Reading reading = model.read(notes.at("text"));
  EXPECT_EQ(reading.windows, std::stoul(notes.at("windows")));
  EXPECT_EQ(reading.tokens, std::stoul(notes.at("tokens")));
  EXPECT_EQ(reading.unknown, std::stoul(notes.at("unknown")));
  EXPECT_LT(greatest_difference(reading.embedding, expected("text.embedding")), GetParam().bound);
  const std::vector<float> sentiment = expected("text.sentiment");
  ASSERT_EQ(reading.sentiment.has_value(), model.has_sentiment());
  ASSERT_EQ(reading.sentiment.has_value(), !model.config().labels.empty());
  if (!reading.sentiment) return;
  EXPECT_NEAR(reading.sentiment->negative, sentiment.at(0), GetParam().bound);
  EXPECT_NEAR(reading.sentiment->neutral, sentiment.at(1), GetParam().bound);
  EXPECT_NEAR(reading.sentiment->positive, sentiment.at(2), GetParam().bound);
}

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const char* folder : {"bert_f32", "bert_f16", "distilbert_bf16", "bert_parts"}) {
    all.push_back({folder, Precision::kFloat32, 1e-5});
    all.push_back({folder, Precision::kBFloat16, 0.15});
    all.push_back({folder, Precision::kInt8, 0.3});
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(, BertGolden, testing::ValuesIn(cases()), [](const auto& one) {
  return one.param.folder + "_" + std::string(name(one.param.precision));
});

}  // namespace
}  // namespace segue::text
