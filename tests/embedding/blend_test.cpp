#include "segue/embedding/blend.h"

#include <cmath>

#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/base/rng.h"

namespace segue::embedding {
namespace {

constexpr std::size_t kSound = 5;
constexpr std::size_t kWords = 12;

numeric::Matrix noise(std::size_t rows, std::size_t cols, double offset, std::uint64_t seed) {
  Rng rng(seed);
  numeric::Matrix matrix(rows, cols);
  for (float& value : matrix.values()) value = static_cast<float>(rng.normal() + offset);
  return matrix;
}

double squared(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += std::pow(static_cast<double>(a[j]) - static_cast<double>(b[j]), 2);
  return sum;
}

class BlendTest : public testing::Test {
 protected:
  std::vector<float> answer(std::size_t i, bool with_words, double weight) const {
    const Blend blend = Blend::fit(sound_, words_, weight);
    std::vector<float> out(blend.dimension());
    blend.answer(sound_.row(i), with_words ? std::optional(words_.row(i)) : std::nullopt, out);
    return out;
  }
  std::vector<float> question(std::size_t i, bool with_words, double weight) const {
    auto out = answer(i, with_words, weight);
    Blend::ask(out);
    return out;
  }

  numeric::Matrix sound_ = noise(400, kSound, 3, 1);
  numeric::Matrix words_ = noise(400, kWords, -2, 2);
};

TEST_F(BlendTest, SoundHasMeanNormOneAndWordsNormOne) {
  double sound = 0;
  for (std::size_t i = 0; i < 400; ++i) {
    const auto by_sound = answer(i, true, 0);
    const auto by_words = answer(i, true, 1);
    sound += std::sqrt(squared(std::span(by_sound).first(kSound), std::vector<float>(kSound)));
    EXPECT_NEAR(squared(std::span(by_words).subspan(kSound), std::vector<float>(kWords + 1)), 1, 1e-5);
  }
  EXPECT_NEAR(sound / 400, 1, 1e-5);
}

TEST_F(BlendTest, WeightSharesTheDistance) {
  const double of_sound = squared(answer(3, true, 0), answer(7, true, 0));
  const double of_words = squared(answer(3, true, 1), answer(7, true, 1));
  EXPECT_NEAR(squared(answer(3, true, 0.3), answer(7, true, 0.3)), 0.7 * of_sound + 0.3 * of_words, 1e-5);
}

TEST_F(BlendTest, UnknownWordsCostWhatWordsCostOnAverage) {
  double sum = 0;
  for (std::size_t i = 1; i < 400; ++i) sum += squared(question(0, true, 1), answer(i, true, 1));
  EXPECT_NEAR(squared(question(0, true, 1), answer(5, false, 1)), 2, 1e-5);
  EXPECT_NEAR(sum / 399, 2, 0.1);
}

TEST_F(BlendTest, SongWithoutWordsIsAnsweredBySoundAlone) {
  const auto asked = question(0, false, 0.6);
  for (std::size_t i = 1; i < 50; ++i) {
    const double of_sound = 0.4 * squared(answer(0, true, 0), answer(i, true, 0));
    EXPECT_NEAR(squared(asked, answer(i, true, 0.6)), of_sound + 0.6, 1e-4);
    EXPECT_NEAR(squared(asked, answer(i, false, 0.6)), of_sound + 0.6, 1e-4);
  }
}

TEST_F(BlendTest, ComesBackFromItsTensors) {
  const Blend blend = Blend::fit(sound_, words_, 0.25);
  const auto file = numeric::TensorFile::parse(blend.to_tensors(), "blend");
  const Blend again = Blend::from_tensors(file, kSound, kWords);
  std::vector<float> a(blend.dimension());
  std::vector<float> b(blend.dimension());
  blend.answer(sound_.row(9), words_.row(9), a);
  again.answer(sound_.row(9), words_.row(9), b);
  EXPECT_EQ(a, b);
  EXPECT_THROW(Blend::from_tensors(file, kSound + 1, kWords), Error);
}

TEST_F(BlendTest, RefusesNumbersThatMakeNoSense) {
  numeric::TensorFileWriter writer;
  const std::size_t one[] = {1};
  const auto add = [&](const char* name, float value) { writer.add(name, one, std::span(&value, 1)); };
  add("sound_mean", 0);
  add("sound_scale", 1);
  add("words_mean", 0);
  add("weight", 1.5F);
  EXPECT_THROW(Blend::from_tensors(numeric::TensorFile::parse(writer.bytes(), "blend"), 1, 1), Error);
}

TEST(Blend, LatentsThatAreAllTheSameStayFinite) {
  const numeric::Matrix same(3, 2, 4.0F);
  const Blend blend = Blend::fit(same, same, 0.5);
  std::vector<float> out(blend.dimension());
  blend.answer(same.row(0), same.row(0), out);
  for (const float value : out) EXPECT_TRUE(std::isfinite(value));
}

}  // namespace
}  // namespace segue::embedding
