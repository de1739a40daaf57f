#include "losses.h"

namespace segue::encoder {

torch::Tensor hidden_words_loss(EncoderModule& module, const torch::Tensor& hidden, const Hidden& words) {
  if (words.places.size(0) == 0) return torch::zeros({}, torch::TensorOptions().device(hidden.device()));
  const auto rows = hidden.reshape({-1, hidden.size(2)}).index_select(0, words.places);
  return torch::nn::functional::cross_entropy(module.word_logits(rows), words.words);
}

torch::Tensor two_class_loss(const torch::Tensor& logits, const torch::Tensor& labels) {
  const auto margin = logits.select(1, 2) - logits.select(1, 0);
  return torch::binary_cross_entropy_with_logits(margin, (labels == 2).to(torch::kFloat32));
}

torch::Tensor between_loss(const torch::Tensor& logits, const torch::Tensor& thousandths) {
  const auto margin = logits.select(1, 2) - logits.select(1, 0);
  return torch::binary_cross_entropy_with_logits(margin, thousandths.to(torch::kFloat32) / 1000);
}

torch::Tensor three_class_loss(const torch::Tensor& logits, const torch::Tensor& labels, const torch::Tensor& weights) {
  return torch::nn::functional::cross_entropy(logits, labels,
                                              torch::nn::functional::CrossEntropyFuncOptions().weight(weights));
}

torch::Tensor contrastive_loss(const torch::Tensor& a, const torch::Tensor& b, double temperature) {
  const auto similarity = torch::matmul(a, b.transpose(0, 1)) / temperature;
  const auto own = torch::arange(a.size(0), torch::TensorOptions(torch::kInt64).device(a.device()));
  return (torch::nn::functional::cross_entropy(similarity, own) +
          torch::nn::functional::cross_entropy(similarity.transpose(0, 1), own)) /
         2;
}

}  // namespace segue::encoder
