#include "segue/audio/spectral/regressors.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "segue/audio/spectral/regressor_weights.h"
#include "segue/numeric/tensor_file.h"

namespace segue::audio {

namespace {

constexpr std::size_t kInputs = kMfccCount + kContrastBands + 5;
using Inputs = std::array<double, kInputs>;

struct Model {
  double linear, gamma, power;  // kernel = linear * <a, b> + exp(-gamma * |a - b|^(2 power)); none of exp for gamma 0
  double mean;                  // of the target; the dual weights say how a sound differs from it
  double margin;                // above 0: fitted in log-odds of the target, drawn in by this much
  double explained;             // share of variance, cross-validated
  std::vector<float> dual;      // [anchors]
};

struct Weights {
  std::size_t anchor_count = 0;
  std::size_t knot_count = 0;
  std::vector<float> quantiles;  // [kInputs][knot_count]
  std::vector<float> scores;     // [knot_count]
  std::vector<float> anchors;    // [anchor_count][kInputs], scores of the tracks fitted to
  std::vector<float> familiar_mean, familiar_std, familiar_whitening;  // [kInputs], [kInputs], [kInputs][kInputs]
  double familiar_distance = 0;
  std::array<Model, 6> models;
};

Model read_model(const numeric::TensorFile& file, const std::string& target, std::size_t anchor_count) {
  const auto numbers = file.floats(target + ".model", std::array<std::size_t, 1>{6});
  return {numbers[0],
          numbers[1],
          numbers[2],
          numbers[3],
          numbers[4],
          numbers[5],
          file.floats(target + ".dual", std::array<std::size_t, 1>{anchor_count})};
}

Weights read_weights() {
  const auto bytes = regressor_weights();
  const auto file = numeric::TensorFile::parse({bytes.begin(), bytes.end()}, "regressors.safetensors (compiled in)");
  using Shape1 = std::array<std::size_t, 1>;
  using Shape2 = std::array<std::size_t, 2>;
  Weights w;
  w.anchor_count = file.tensors().at("anchors").shape.at(0);
  w.knot_count = file.tensors().at("scores").shape.at(0);
  w.quantiles = file.floats("quantiles", Shape2{kInputs, w.knot_count});
  w.scores = file.floats("scores", Shape1{w.knot_count});
  w.anchors = file.floats("anchors", Shape2{w.anchor_count, kInputs});
  w.familiar_mean = file.floats("familiar.mean", Shape1{kInputs});
  w.familiar_std = file.floats("familiar.std", Shape1{kInputs});
  w.familiar_whitening = file.floats("familiar.whitening", Shape2{kInputs, kInputs});
  w.familiar_distance = file.floats("familiar.distance", Shape1{1})[0];
  const std::array<std::string, 6> targets{"energy",           "acousticness", "danceability",
                                           "instrumentalness", "speechiness",  "valence"};
  for (std::size_t t = 0; t < targets.size(); ++t) w.models[t] = read_model(file, targets[t], w.anchor_count);
  return w;
}

const Weights& weights() {
  static const Weights loaded = read_weights();
  return loaded;
}

// In the order of INPUTS in tools/fit_sound_models.py.
Inputs inputs_of(const Descriptors& descriptors) {
  Inputs x{};
  auto next = x.begin();
  for (const MeanStd& mfcc : descriptors.mfcc) *next++ = mfcc.mean;
  for (const MeanStd& contrast : descriptors.contrast) *next++ = contrast.mean;
  for (const MeanStd& scalar : {descriptors.centroid, descriptors.bandwidth, descriptors.rolloff, descriptors.rms,
                                descriptors.zero_crossings}) {
    *next++ = scalar.mean;
  }
  return x;
}

// Linear between the knots (which do not fall), the first and the last score beyond them.
double interpolated(double x, std::span<const float> knots, std::span<const float> scores) {
  const auto above = std::upper_bound(knots.begin(), knots.end(), x);
  if (above == knots.begin()) return scores.front();
  if (above == knots.end()) return scores.back();
  const auto i = static_cast<std::size_t>(above - knots.begin());
  const double share = (x - knots[i - 1]) / (double{knots[i]} - knots[i - 1]);
  return scores[i - 1] + share * (double{scores[i]} - scores[i - 1]);
}

Inputs scores_of(const Inputs& x, const Weights& w) {
  Inputs z{};
  for (std::size_t i = 0; i < kInputs; ++i) {
    z[i] = interpolated(x[i], std::span(w.quantiles).subspan(i * w.knot_count, w.knot_count), w.scores);
  }
  return z;
}

// 1 among the tracks fitted to, falling towards 0 outside.
double familiarity(const Inputs& x, const Weights& w) {
  Inputs standard{};
  for (std::size_t i = 0; i < kInputs; ++i) standard[i] = (x[i] - w.familiar_mean[i]) / w.familiar_std[i];
  double squares = 0;
  for (std::size_t row = 0; row < kInputs; ++row) {
    double white = 0;
    for (std::size_t i = 0; i < kInputs; ++i) white += w.familiar_whitening[row * kInputs + i] * standard[i];
    squares += white * white;
  }
  const double distance = std::sqrt(squares);
  if (distance <= w.familiar_distance) return 1;
  if (!std::isfinite(distance)) return 0;
  return (w.familiar_distance / distance) * (w.familiar_distance / distance);
}

struct Similarities {
  std::vector<double> products, squares;  // [anchors], both divided by the number of inputs
};

Similarities compare(const Inputs& z, const Weights& w) {
  Similarities s;
  s.products.reserve(w.anchor_count);
  s.squares.reserve(w.anchor_count);
  for (std::size_t a = 0; a < w.anchor_count; ++a) {
    double product = 0;
    double square = 0;
    for (std::size_t i = 0; i < kInputs; ++i) {
      const double anchor = w.anchors[a * kInputs + i];
      product += z[i] * anchor;
      square += (z[i] - anchor) * (z[i] - anchor);
    }
    s.products.push_back(product / kInputs);
    s.squares.push_back(square / kInputs);
  }
  return s;
}

double predict(const Model& model, const Similarities& s) {
  double value = model.mean;
  for (std::size_t a = 0; a < model.dual.size(); ++a) {
    double kernel = model.linear * s.products[a];
    if (model.gamma > 0) kernel += std::exp(-model.gamma * std::pow(s.squares[a], model.power));
    value += model.dual[a] * kernel;
  }
  if (model.margin > 0) value = (1 + 2 * model.margin) / (1 + std::exp(-value)) - model.margin;
  return std::clamp(value, 0.0, 1.0);
}

}  // namespace

Moods predict_moods(const Descriptors& descriptors) {
  Moods moods;
  if (descriptors.frames == 0) return moods;
  const Inputs x = inputs_of(descriptors);
  if (!std::all_of(x.begin(), x.end(), [](double value) { return std::isfinite(value); })) return moods;

  const Weights& w = weights();
  const Similarities similarities = compare(scores_of(x, w), w);
  const double familiar = familiarity(x, w);
  const std::array<catalog::Measurement*, 6> places{&moods.energy,           &moods.acousticness, &moods.danceability,
                                                    &moods.instrumentalness, &moods.speechiness,  &moods.valence};
  for (std::size_t t = 0; t < places.size(); ++t) {
    const Model& model = w.models[t];
    *places[t] = {predict(model, similarities), model.explained * familiar, catalog::Basis::kModelled};
  }
  return moods;
}

}  // namespace segue::audio
