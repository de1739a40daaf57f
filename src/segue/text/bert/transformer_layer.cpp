#include "segue/text/bert/transformer_layer.h"

#include <algorithm>

#include "segue/numeric/row_kernels.h"

namespace segue::text {
namespace {

using numeric::Arithmetic;
using numeric::BFloat16;
using numeric::LinearActivation;
using numeric::PackedLinear;

LinearActivation linear_activation(Activation activation) {
  switch (activation) {
    case Activation::kGeluErf:
      return LinearActivation::kGeluErf;
    case Activation::kGeluTanh:
      return LinearActivation::kGeluTanh;
    case Activation::kRelu:
      break;
  }
  return LinearActivation::kRelu;
}

PackedLinear packed(const LinearWeights& weights, Arithmetic arithmetic,
                    LinearActivation activation = LinearActivation::kNone) {
  const PackedLinear::Shape shape{weights.weights.size() / weights.bias.size(), weights.bias.size()};
  return {weights.weights, weights.bias, shape, arithmetic, activation};
}

LinearWeights joined(const LinearWeights& a, const LinearWeights& b, const LinearWeights& c) {
  LinearWeights all = a;
  for (const LinearWeights* next : {&b, &c}) {
    all.weights.insert(all.weights.end(), next->weights.begin(), next->weights.end());
    all.bias.insert(all.bias.end(), next->bias.begin(), next->bias.end());
  }
  return all;
}

template <class T>
T* room_for(std::vector<T>& memory, std::size_t size) {
  if (memory.size() < size) memory.resize(size);
  return memory.data();
}

}  // namespace

TransformerLayer::TransformerLayer(const BertConfig& config, const LayerWeights& weights, Arithmetic arithmetic)
    : hidden_(config.hidden),
      intermediate_size_(config.intermediate),
      heads_(config.heads),
      epsilon_(static_cast<float>(config.layer_norm_epsilon)),
      activation_(linear_activation(config.activation)),
      arithmetic_(arithmetic),
      attention_input_(packed(joined(weights.query, weights.key, weights.value), arithmetic)),
      attention_output_(packed(weights.attention_output, arithmetic)),
      // After an int8 product the activation waits for the scales.
      intermediate_(packed(weights.intermediate, arithmetic,
                           arithmetic == Arithmetic::kInt8 ? LinearActivation::kNone : activation_)),
      output_(packed(weights.output, arithmetic)),
      attention_norm_(weights.attention_norm),
      output_norm_(weights.output_norm) {}

void TransformerLayer::run(CallSize size, Workspace& workspace) const {
  switch (arithmetic_) {
    case Arithmetic::kFloat32:
      return run_float32(size, workspace);
    case Arithmetic::kBFloat16:
      return run_bfloat16(size, workspace);
    case Arithmetic::kInt8:
      return run_int8(size, workspace);
  }
}

void TransformerLayer::norm(const NormWeights& weights, const float* y, float* x) const {
  numeric::add_layer_norm(hidden_, y, weights.gain.data(), weights.bias.data(), epsilon_, x);
}

void TransformerLayer::run_float32(CallSize size, Workspace& workspace) const {
  const std::size_t rows = size.rows;
  float* x = workspace.x.data();
  float* wide = room_for(workspace.wide, rows * std::max(3 * hidden_, intermediate_size_));
  float* narrow = room_for(workspace.narrow, 2 * rows * hidden_);
  float* mixed = narrow + rows * hidden_;

  attention_input_.apply(x, rows, wide, workspace.linear);
  numeric::attend({size.tokens, heads_, hidden_ / heads_}, wide, mixed, workspace.attention);
  attention_output_.apply(mixed, rows, narrow, workspace.linear);
  for (std::size_t i = 0; i < rows; ++i) norm(attention_norm_, narrow + i * hidden_, x + i * hidden_);

  intermediate_.apply(x, rows, wide, workspace.linear);
  output_.apply(wide, rows, narrow, workspace.linear);
  for (std::size_t i = 0; i < rows; ++i) norm(output_norm_, narrow + i * hidden_, x + i * hidden_);
}

void TransformerLayer::run_bfloat16(CallSize size, Workspace& workspace) const {
  const std::size_t rows = size.rows;
  float* x = workspace.x.data();
  BFloat16* x16 = room_for(workspace.x16, rows * hidden_);
  BFloat16* wide16 = room_for(workspace.wide16, rows * std::max(3 * hidden_, intermediate_size_));
  float* narrow = room_for(workspace.narrow, rows * hidden_);

  numeric::narrow(rows * hidden_, x, x16);
  attention_input_.apply(x16, rows, wide16, workspace.linear);
  numeric::attend({size.tokens, heads_, hidden_ / heads_}, wide16, x16, workspace.attention);
  attention_output_.apply(x16, rows, narrow, workspace.linear);
  for (std::size_t i = 0; i < rows; ++i) {
    norm(attention_norm_, narrow + i * hidden_, x + i * hidden_);
    numeric::narrow(hidden_, x + i * hidden_, x16 + i * hidden_);
  }

  intermediate_.apply(x16, rows, wide16, workspace.linear);
  output_.apply(wide16, rows, narrow, workspace.linear);
  for (std::size_t i = 0; i < rows; ++i) norm(output_norm_, narrow + i * hidden_, x + i * hidden_);
}

// workspace.x8 becomes what attention made of workspace.sums, the products of its input.
void TransformerLayer::attend_int8(CallSize size, Workspace& workspace) const {
  const std::size_t rows = size.rows;
  const std::size_t width = 3 * hidden_;
  const int levels = numeric::int8_levels();
  const auto& columns = attention_input_.int8_columns();
  const numeric::AttentionShape shape{size.tokens, heads_, hidden_ / heads_};
  const std::int32_t* sums = workspace.sums.data();
  float* scales = workspace.scales.data();
  std::uint8_t* x8 = workspace.x8.data();
  float* row = room_for(workspace.row, width);
  if (numeric::has_bfloat16_attention()) {
    BFloat16* wide16 = room_for(workspace.wide16, rows * width);
    BFloat16* x16 = room_for(workspace.x16, rows * hidden_);
    for (std::size_t i = 0; i < rows; ++i) {
      numeric::dequantise(width, sums + i * width, scales[i], columns, row);
      numeric::narrow(width, row, wide16 + i * width);
    }
    numeric::attend(shape, wide16, x16, workspace.attention);
    for (std::size_t i = 0; i < rows; ++i) {
      numeric::widen(hidden_, x16 + i * hidden_, row);
      scales[i] = numeric::quantise(hidden_, row, levels, x8 + i * hidden_);
    }
    return;
  }
  float* wide = room_for(workspace.wide, rows * width);
  float* mixed = room_for(workspace.narrow, rows * hidden_);
  for (std::size_t i = 0; i < rows; ++i)
    numeric::dequantise(width, sums + i * width, scales[i], columns, wide + i * width);
  numeric::attend(shape, wide, mixed, workspace.attention);
  for (std::size_t i = 0; i < rows; ++i) {
    scales[i] = numeric::quantise(hidden_, mixed + i * hidden_, levels, x8 + i * hidden_);
  }
}

void TransformerLayer::run_int8(CallSize size, Workspace& workspace) const {
  const std::size_t rows = size.rows;
  const std::size_t widest = std::max(3 * hidden_, intermediate_size_);
  const int levels = numeric::int8_levels();
  float* x = workspace.x.data();
  std::uint8_t* x8 = room_for(workspace.x8, rows * hidden_);
  std::uint8_t* wide8 = room_for(workspace.wide8, rows * intermediate_size_);
  std::int32_t* sums = room_for(workspace.sums, rows * widest);
  float* scales = room_for(workspace.scales, rows);
  float* row = room_for(workspace.row, widest);

  for (std::size_t i = 0; i < rows; ++i)
    scales[i] = numeric::quantise(hidden_, x + i * hidden_, levels, x8 + i * hidden_);
  attention_input_.apply(x8, rows, sums, workspace.linear);
  attend_int8(size, workspace);
  attention_output_.apply(x8, rows, sums, workspace.linear);
  for (std::size_t i = 0; i < rows; ++i) {
    numeric::dequantise(hidden_, sums + i * hidden_, scales[i], attention_output_.int8_columns(), row);
    norm(attention_norm_, row, x + i * hidden_);
    scales[i] = numeric::quantise(hidden_, x + i * hidden_, levels, x8 + i * hidden_);
  }

  intermediate_.apply(x8, rows, sums, workspace.linear);
  for (std::size_t i = 0; i < rows; ++i) {
    const std::size_t width = intermediate_size_;
    numeric::dequantise(width, sums + i * width, scales[i], intermediate_.int8_columns(), row);
    numeric::activate(activation_, width, row);
    scales[i] = numeric::quantise(width, row, levels, wide8 + i * width);
  }
  output_.apply(wide8, rows, sums, workspace.linear);
  for (std::size_t i = 0; i < rows; ++i) {
    numeric::dequantise(hidden_, sums + i * hidden_, scales[i], output_.int8_columns(), row);
    norm(output_norm_, row, x + i * hidden_);
  }
}

}  // namespace segue::text
