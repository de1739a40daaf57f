#pragma once

#include "batches.h"
#include "encoder_module.h"
#include <torch/torch.h>

namespace segue::encoder {

/// Cross-entropy of hidden words; 0 if none are hidden. `hidden`: B x T x H.
torch::Tensor hidden_words_loss(EncoderModule& module, const torch::Tensor& hidden, const Hidden& words);

/// Cross-entropy over negative and positive alone: labels (0 or 2) of a corpus that knows no neutral.
torch::Tensor two_class_loss(const torch::Tensor& logits, const torch::Tensor& labels);

/// The same towards a share of positive between: thousandths (0 negative, 1000 positive).
torch::Tensor between_loss(const torch::Tensor& logits, const torch::Tensor& thousandths);

/// Cross-entropy over three classes, weighted.
torch::Tensor three_class_loss(const torch::Tensor& logits, const torch::Tensor& labels, const torch::Tensor& weights);

/// InfoNCE in both directions: row i of `a` belongs to row i of `b` (unit vectors), all other rows are wrong.
torch::Tensor contrastive_loss(const torch::Tensor& a, const torch::Tensor& b, double temperature);

}  // namespace segue::encoder
