#include "encoder_module.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace segue::encoder {

namespace {

constexpr double kInitialDeviation = 0.02;  // BERT's
constexpr double kEpsilon = 1e-12;
constexpr std::int64_t kClasses = 3;

}  // namespace

torch::Tensor EncoderModule::weight(const std::string& name, std::vector<std::int64_t> sizes) {
  return register_parameter(name, torch::randn(sizes) * kInitialDeviation);
}

torch::Tensor EncoderModule::zeros(const std::string& name, std::int64_t size) {
  return register_parameter(name, torch::zeros({size}));
}

torch::Tensor EncoderModule::ones(const std::string& name, std::int64_t size) {
  return register_parameter(name, torch::ones({size}));
}

EncoderModule::EncoderModule(const Shape& shape, double dropout) : shape_(shape), dropout_(dropout) {
  const std::int64_t h = shape.hidden;
  word_ = weight("word", {shape.vocabulary, h});
  position_ = weight("position", {shape.positions, h});
  type_ = weight("type", {2, h});
  ln_weight_ = ones("ln_weight", h);
  ln_bias_ = zeros("ln_bias", h);
  for (std::int64_t i = 0; i < shape.layers; ++i) {
    const std::string at = "layer" + std::to_string(i) + "_";
    Layer layer;
    layer.qkv_weight = weight(at + "qkv_weight", {3 * h, h});
    layer.qkv_bias = zeros(at + "qkv_bias", 3 * h);
    layer.out_weight = weight(at + "out_weight", {h, h});
    layer.out_bias = zeros(at + "out_bias", h);
    layer.ln1_weight = ones(at + "ln1_weight", h);
    layer.ln1_bias = zeros(at + "ln1_bias", h);
    layer.up_weight = weight(at + "up_weight", {shape.intermediate, h});
    layer.up_bias = zeros(at + "up_bias", shape.intermediate);
    layer.down_weight = weight(at + "down_weight", {h, shape.intermediate});
    layer.down_bias = zeros(at + "down_bias", h);
    layer.ln2_weight = ones(at + "ln2_weight", h);
    layer.ln2_bias = zeros(at + "ln2_bias", h);
    layers_.push_back(layer);
  }
  pooler_weight_ = weight("pooler_weight", {h, h});
  pooler_bias_ = zeros("pooler_bias", h);
  classifier_weight_ = weight("classifier_weight", {kClasses, h});
  classifier_bias_ = zeros("classifier_bias", kClasses);
  mlm_weight_ = weight("mlm_weight", {h, h});
  mlm_bias_ = zeros("mlm_bias", h);
  mlm_ln_weight_ = ones("mlm_ln_weight", h);
  mlm_ln_bias_ = zeros("mlm_ln_bias", h);
  decoder_bias_ = zeros("decoder_bias", shape.vocabulary);
}

torch::Tensor EncoderModule::normed(const torch::Tensor& x, const torch::Tensor& weight,
                                    const torch::Tensor& bias) const {
  // float32 throughout: autocast leaves this alone, and torch 1.13 refuses mixed types.
  return torch::layer_norm(x.to(torch::kFloat32), {shape_.hidden}, weight, bias, kEpsilon);
}

torch::Tensor EncoderModule::dropped(const torch::Tensor& x) const {
  if (dropout_ <= 0 || !is_training()) return x;
  if (x.is_cuda()) return torch::dropout(x, dropout_, true);
  // On a CPU torch draws a number for every value, one after another, which took a sixth of a step: here one draw of 64
  // bits serves eight values, and the share becomes a multiple of 1/256.
  const auto dropped = std::clamp(std::lround(dropout_ * 256), 1L, 255L);
  const auto count = x.numel();
  const auto draws = torch::empty({(count + 7) / 8}, torch::kInt64)
                         .random_(std::numeric_limits<std::int64_t>::lowest(), c10::optional<std::int64_t>());
  const auto kept = (draws.view(torch::kUInt8).slice(0, 0, count) >= dropped).view(x.sizes());
  return x * kept.to(x.scalar_type()).mul_(256.0 / static_cast<double>(256 - dropped));
}

torch::Tensor EncoderModule::attention(const torch::Tensor& asking, const torch::Tensor& x, const torch::Tensor& mask,
                                       const Layer& layer) {
  const std::int64_t h = shape_.hidden;
  const std::int64_t width = h / shape_.heads;
  const auto heads = [&](const torch::Tensor& rows) {  // B x T x h → B x heads x T x width
    return rows.view({rows.size(0), rows.size(1), shape_.heads, width}).transpose(1, 2);
  };
  torch::Tensor q;
  torch::Tensor k;
  torch::Tensor v;
  if (asking.is_same(x)) {
    const auto qkv = torch::linear(x, layer.qkv_weight, layer.qkv_bias)
                         .view({x.size(0), x.size(1), 3, shape_.heads, width})
                         .permute({2, 0, 3, 1, 4});
    q = qkv[0];
    k = qkv[1];
    v = qkv[2];
  } else {
    q = heads(torch::linear(asking, layer.qkv_weight.slice(0, 0, h), layer.qkv_bias.slice(0, 0, h)));
    const auto kv = torch::linear(x, layer.qkv_weight.slice(0, h), layer.qkv_bias.slice(0, h))
                        .view({x.size(0), x.size(1), 2, shape_.heads, width})
                        .permute({2, 0, 3, 1, 4});
    k = kv[0];
    v = kv[1];
  }
#if TORCH_VERSION_MAJOR >= 2
  const auto c = at::scaled_dot_product_attention(q, k, v, mask);
#else
  const auto scores = torch::matmul(q * (1 / std::sqrt(static_cast<double>(width))), k.transpose(2, 3)) + mask;
  const auto c = torch::matmul(torch::softmax(scores, -1), v);
#endif
  return torch::linear(c.transpose(1, 2).reshape({x.size(0), asking.size(1), h}), layer.out_weight, layer.out_bias);
}

torch::Tensor EncoderModule::read(const Batch& batch, bool only_first) {
  const auto length = batch.ids.size(1);
  const auto device = batch.ids.device();
  auto x = torch::embedding(word_, batch.ids) + position_.slice(0, 0, length) + type_[0];
  x = dropped(normed(x, ln_weight_, ln_bias_));
  const auto padding = torch::arange(length, torch::TensorOptions(torch::kInt64).device(device)).unsqueeze(0) >=
                       batch.lengths.unsqueeze(1);
  const auto mask = torch::zeros({batch.ids.size(0), 1, 1, length}, torch::TensorOptions().device(device))
                        .masked_fill_(padding.unsqueeze(1).unsqueeze(1), -1e4);
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const Layer& layer = layers_[i];
    const auto asking = only_first && i + 1 == layers_.size() ? x.slice(1, 0, 1) : x;
    const auto a = normed(dropped(attention(asking, x, mask, layer)) + asking, layer.ln1_weight, layer.ln1_bias);
    const auto inner = torch::gelu(torch::linear(a, layer.up_weight, layer.up_bias));
    x = normed(dropped(torch::linear(inner, layer.down_weight, layer.down_bias)) + a, layer.ln2_weight, layer.ln2_bias);
  }
  return x;
}

torch::Tensor EncoderModule::hidden_states(const Batch& batch) {
  return read(batch, false);
}

torch::Tensor EncoderModule::first_states(const Batch& batch) {
  return read(batch, true);
}

torch::Tensor EncoderModule::sentiment_logits(const torch::Tensor& hidden) {
  const auto pooled = torch::tanh(torch::linear(hidden.select(1, 0), pooler_weight_, pooler_bias_));
  return torch::linear(dropped(pooled), classifier_weight_, classifier_bias_).to(torch::kFloat32);
}

torch::Tensor EncoderModule::embeddings(const torch::Tensor& hidden, const torch::Tensor& lengths) {
  const auto at = torch::arange(hidden.size(1), lengths.options()).unsqueeze(0);
  const auto inside = (at >= 1) & (at < (lengths - 1).unsqueeze(1));  // between [CLS] and [SEP]
  const auto weights = inside.to(torch::kFloat32).unsqueeze(2);
  const auto mean = (hidden.to(torch::kFloat32) * weights).sum(1) / weights.sum(1).clamp_min(1);
  return torch::nn::functional::normalize(mean, torch::nn::functional::NormalizeFuncOptions().dim(1));
}

torch::Tensor EncoderModule::word_logits(const torch::Tensor& rows) {
  const auto inner = torch::gelu(torch::linear(rows, mlm_weight_, mlm_bias_));
  return torch::linear(normed(inner, mlm_ln_weight_, mlm_ln_bias_), word_, decoder_bias_).to(torch::kFloat32);
}

}  // namespace segue::encoder
