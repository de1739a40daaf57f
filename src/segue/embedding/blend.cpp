#include "segue/embedding/blend.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "segue/base/error.h"

namespace segue::embedding {
namespace {

std::vector<float> mean_of(numeric::MatrixView rows) {
  std::vector<double> sum(rows.cols, 0.0);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    const auto row = rows.row(i);
    for (std::size_t j = 0; j < rows.cols; ++j) sum[j] += static_cast<double>(row[j]);
  }
  std::vector<float> mean(rows.cols);
  for (std::size_t j = 0; j < rows.cols; ++j) mean[j] = static_cast<float>(sum[j] / static_cast<double>(rows.rows));
  return mean;
}

double distance(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t j = 0; j < a.size(); ++j) {
    const double difference = static_cast<double>(a[j]) - static_cast<double>(b[j]);
    sum += difference * difference;
  }
  return std::sqrt(sum);
}

/// out = factor * (latent - mean)
void centred(std::span<const float> latent, std::span<const float> mean, double factor, std::span<float> out) {
  for (std::size_t j = 0; j < latent.size(); ++j) {
    out[j] = static_cast<float>(factor * (static_cast<double>(latent[j]) - static_cast<double>(mean[j])));
  }
}

}  // namespace

Blend Blend::fit(numeric::MatrixView sound, numeric::MatrixView words, double weight) {
  assert(sound.rows > 0 && words.rows > 0 && weight >= 0 && weight <= 1);
  Blend blend;
  blend.sound_mean_ = mean_of(sound);
  blend.words_mean_ = mean_of(words);
  blend.weight_ = static_cast<double>(static_cast<float>(weight));  // as it will be read back
  double norms = 0;
  for (std::size_t i = 0; i < sound.rows; ++i) norms += distance(sound.row(i), blend.sound_mean_);
  const auto scale = static_cast<float>(norms / static_cast<double>(sound.rows));
  blend.sound_scale_ = scale > 0 ? scale : 1;
  return blend;
}

void Blend::answer(std::span<const float> sound, const std::optional<std::span<const float>>& words,
                   std::span<float> out) const {
  assert(sound.size() == sound_latent() && out.size() == dimension());
  assert(!words || words->size() == words_latent());
  const double of_words = std::sqrt(weight_);
  centred(sound, sound_mean_, std::sqrt(1 - weight_) / static_cast<double>(sound_scale_), out.first(sound_latent()));
  const auto words_out = out.subspan(sound_latent(), words_latent());
  // Words in the very middle have no direction: they are as good as unknown.
  const double norm = words ? distance(*words, words_mean_) : 0;
  if (norm > 0) {
    centred(*words, words_mean_, of_words / norm, words_out);
    out.back() = 0;
  } else {
    std::ranges::fill(words_out, 0.0F);
    out.back() = static_cast<float>(of_words);
  }
}

std::vector<std::byte> Blend::to_tensors() const {
  numeric::TensorFileWriter writer;
  writer.set_metadata("kind", "blend");
  writer.set_metadata("version", "1");
  const auto add = [&](const char* name, std::span<const float> values) {
    const std::size_t shape[] = {values.size()};
    writer.add(name, shape, values);
  };
  add("sound_mean", sound_mean_);
  add("sound_scale", {&sound_scale_, 1});
  add("words_mean", words_mean_);
  const auto weight = static_cast<float>(weight_);
  add("weight", {&weight, 1});
  return writer.bytes();
}

Blend Blend::from_tensors(const numeric::TensorFile& file, std::size_t sound_latent, std::size_t words_latent) {
  const auto get = [&](const std::string& name, std::size_t count) {
    const std::size_t shape[] = {count};
    auto values = file.floats(name, shape);
    if (!std::ranges::all_of(values, [](float value) { return std::isfinite(value); })) {
      throw Error(ErrorKind::kBadData, "blend: tensor '" + name + "' should hold finite numbers only",
                  "Train again with 'segue train'.");
    }
    return values;
  };
  Blend blend;
  blend.sound_mean_ = get("sound_mean", sound_latent);
  blend.sound_scale_ = get("sound_scale", 1).front();
  blend.words_mean_ = get("words_mean", words_latent);
  blend.weight_ = static_cast<double>(get("weight", 1).front());
  if (blend.sound_scale_ <= 0 || blend.weight_ < 0 || blend.weight_ > 1) {
    throw Error(ErrorKind::kBadData, "blend: expected a scale above 0 and a weight from 0 to 1",
                "Train again with 'segue train'.");
  }
  return blend;
}

}  // namespace segue::embedding
