#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "segue/numeric/attention.h"
#include "segue/numeric/packed_linear.h"
#include "segue/text/bert/bert_config.h"
#include "segue/text/bert/bert_weights.h"

namespace segue::text {

/// Memory that one call of an encoder works in; it grows to what the longest sequence needs. One call at a time.
struct Workspace {
  std::vector<float> x;       ///< rows x hidden: what goes from layer to layer
  std::vector<float> wide;    ///< float32: queries, keys and values, or the intermediate layer
  std::vector<float> narrow;  ///< float32: results of attention and of products of hidden numbers
  std::vector<float> row;     ///< one row of any width
  std::vector<numeric::BFloat16> x16, wide16;
  std::vector<std::uint8_t> x8, wide8;
  std::vector<std::int32_t> sums;  ///< int8
  std::vector<float> scales;       ///< int8: one per row
  numeric::LinearScratch linear;
  numeric::AttentionScratch attention;
};

/// Sizes of a call: only the first `tokens` of `rows` rows are words, the others (finite numbers) fill up to a multiple
/// of PackedLinear::kRowStep and are seen by no word.
struct CallSize {
  std::size_t tokens = 0;
  std::size_t rows = 0;
};

/// One layer of an encoder with the norm after each half (Devlin et al. 2018; Vaswani et al. 2017, figure 1):
/// x = norm(x + attention(x)), x = norm(x + output(activation(intermediate(x)))).
class TransformerLayer {
 public:
  /// Products in `arithmetic`. With bfloat16, and with int8 where the processor has it, attention is in bfloat16.
  TransformerLayer(const BertConfig& config, const LayerWeights& weights, numeric::Arithmetic arithmetic);

  /// Works on workspace.x, rows x hidden. Const, on this thread only.
  void run(CallSize size, Workspace& workspace) const;

 private:
  void run_float32(CallSize size, Workspace& workspace) const;
  void run_bfloat16(CallSize size, Workspace& workspace) const;
  void run_int8(CallSize size, Workspace& workspace) const;
  void attend_int8(CallSize size, Workspace& workspace) const;
  void norm(const NormWeights& weights, const float* y, float* x) const;

  std::size_t hidden_;
  std::size_t intermediate_size_;
  std::size_t heads_;
  float epsilon_;
  numeric::LinearActivation activation_;
  numeric::Arithmetic arithmetic_;
  numeric::PackedLinear attention_input_;  // queries, keys and values in one product
  numeric::PackedLinear attention_output_;
  numeric::PackedLinear intermediate_;
  numeric::PackedLinear output_;
  NormWeights attention_norm_;
  NormWeights output_norm_;
};

}  // namespace segue::text
