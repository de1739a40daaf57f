#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "segue/text/bert/bert_config.h"
#include "segue/text/bert/bert_weights.h"
#include "segue/text/bert/transformer_layer.h"

namespace segue::text {

/// A BERT-family encoder made ready to run: embeddings, layers and, if there is one, the classification head.
/// Everything is const and may be called from many threads; each call computes on its own.
class BertEncoder {
 public:
  /// Converts and packs the weights, which are needed no longer afterwards. Error(kBadData) for numbers that are not
  /// finite.
  BertEncoder(const BertConfig& config, const BertWeights& weights, numeric::Arithmetic arithmetic);

  /// The vectors after `layers` of the layers (at most config.layers; 0: the embeddings) of 1 to config.positions ids
  /// below config.vocabulary: ids.size() x hidden.
  std::vector<float> states(std::span<const std::int32_t> ids, std::size_t layers) const;
  std::vector<float> states(std::span<const std::int32_t> ids) const { return states(ids, layers_.size()); }

  bool has_head() const { return head_.has_value(); }
  /// The head's logits for the first token's vector (hidden numbers): classifier(tanh(pooler(x))), or DistilBERT's
  /// classifier(relu(pre_classifier(x))). Always in float32. has_head().
  std::vector<float> logits(std::span<const float> first) const;

 private:
  struct Head {
    numeric::PackedLinear hidden;
    numeric::PackedLinear output;
  };
  // Memory of finished calls, for the next ones: as many as ever ran at a time.
  struct Workspaces {
    std::mutex mutex;
    std::vector<std::unique_ptr<Workspace>> free;
  };
  class Borrowed;

  void embed(std::span<const std::int32_t> ids, std::size_t rows, Workspace& workspace) const;

  BertConfig config_;
  std::vector<float> words_;
  std::vector<float> positions_;
  NormWeights embedding_norm_;
  std::vector<TransformerLayer> layers_;
  std::optional<Head> head_;
  std::unique_ptr<Workspaces> workspaces_;
};

}  // namespace segue::text
