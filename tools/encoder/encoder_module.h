#pragma once

#include <cstdint>
#include <vector>

#include <torch/torch.h>

namespace segue::encoder {

struct Shape {
  std::int64_t vocabulary = 8192;
  std::int64_t hidden = 256;
  std::int64_t layers = 4;
  std::int64_t heads = 4;
  std::int64_t intermediate = 1024;
  std::int64_t positions = 128;  ///< [CLS] and [SEP] included; longer texts are read in windows
};

/// Token ids of several texts, padded to the longest.
struct Batch {
  torch::Tensor ids;      ///< B x T, int64
  torch::Tensor lengths;  ///< B, int64: real tokens, [CLS] and [SEP] included
};

/// A BERT encoder (Devlin et al. 2018: post-LN, erf GELU) with what it is trained by: a masked-language head tied to
/// the word embeddings, and a classification head of three classes on the pooled first token. Query, key and value are
/// one matrix here; export.h parts them.
class EncoderModule : public torch::nn::Module {
 public:
  explicit EncoderModule(const Shape& shape, double dropout);

  const Shape& shape() const { return shape_; }

  /// B x T x hidden: the last layer.
  torch::Tensor hidden_states(const Batch& batch);
  /// B x 1 x hidden: the last layer's first token, the same numbers for a fifth less work: nobody asks for the others.
  torch::Tensor first_states(const Batch& batch);
  /// B x 3: logits of negative, neutral, positive, from either.
  torch::Tensor sentiment_logits(const torch::Tensor& hidden);
  /// n x hidden, unit length: mean over real tokens without [CLS] and [SEP].
  static torch::Tensor embeddings(const torch::Tensor& hidden, const torch::Tensor& lengths);
  /// rows x vocabulary: logits at rows of hidden states (rows x hidden).
  torch::Tensor word_logits(const torch::Tensor& rows);

 private:
  struct Layer {
    torch::Tensor qkv_weight, qkv_bias, out_weight, out_bias, ln1_weight, ln1_bias;
    torch::Tensor up_weight, up_bias, down_weight, down_bias, ln2_weight, ln2_bias;
  };

  torch::Tensor weight(const std::string& name, std::vector<std::int64_t> sizes);
  torch::Tensor zeros(const std::string& name, std::int64_t size);
  torch::Tensor ones(const std::string& name, std::int64_t size);
  torch::Tensor normed(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias) const;
  /// What the tokens `asking` take from the tokens x.
  torch::Tensor attention(const torch::Tensor& asking, const torch::Tensor& x, const torch::Tensor& mask,
                          const Layer& layer);
  torch::Tensor read(const Batch& batch, bool only_first);
  torch::Tensor dropped(const torch::Tensor& x) const;

  Shape shape_;
  double dropout_;
  torch::Tensor word_, position_, type_, ln_weight_, ln_bias_;
  std::vector<Layer> layers_;
  torch::Tensor pooler_weight_, pooler_bias_, classifier_weight_, classifier_bias_;
  torch::Tensor mlm_weight_, mlm_bias_, mlm_ln_weight_, mlm_ln_bias_, decoder_bias_;
};

}  // namespace segue::encoder
