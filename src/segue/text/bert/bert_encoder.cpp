#include "segue/text/bert/bert_encoder.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include "segue/numeric/row_kernels.h"

namespace segue::text {

using numeric::Arithmetic;
using numeric::PackedLinear;

// A workspace for the time of one call.
class BertEncoder::Borrowed {
 public:
  explicit Borrowed(Workspaces& all) : all_(all) {
    const std::scoped_lock lock(all.mutex);
    if (all.free.empty()) {
      mine_ = std::make_unique<Workspace>();
    } else {
      mine_ = std::move(all.free.back());
      all.free.pop_back();
    }
  }
  ~Borrowed() {
    const std::scoped_lock lock(all_.mutex);
    all_.free.push_back(std::move(mine_));
  }
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;
  Workspace& operator*() const { return *mine_; }

 private:
  Workspaces& all_;
  std::unique_ptr<Workspace> mine_;
};

BertEncoder::BertEncoder(const BertConfig& config, const BertWeights& weights, Arithmetic arithmetic)
    : config_(config),
      words_(weights.words()),
      positions_(weights.positions()),
      embedding_norm_(weights.embedding_norm()),
      workspaces_(std::make_unique<Workspaces>()) {
  layers_.reserve(config.layers);
  for (std::size_t i = 0; i < config.layers; ++i) layers_.emplace_back(config, weights.layer(i), arithmetic);
  if (weights.head_outputs() == 0) return;
  const auto packed = [](const LinearWeights& linear, numeric::LinearActivation activation) {
    const PackedLinear::Shape shape{linear.weights.size() / linear.bias.size(), linear.bias.size()};
    return PackedLinear(linear.weights, linear.bias, shape, Arithmetic::kFloat32, activation);
  };
  const auto activation = config.distilbert ? numeric::LinearActivation::kRelu : numeric::LinearActivation::kNone;
  head_ =
      Head{packed(weights.head_hidden(), activation), packed(weights.head_output(), numeric::LinearActivation::kNone)};
}

// Words, positions and the type, normed; rows beyond the ids become 0.
void BertEncoder::embed(std::span<const std::int32_t> ids, std::size_t rows, Workspace& workspace) const {
  const std::size_t hidden = config_.hidden;
  if (workspace.x.size() < rows * hidden) workspace.x.resize(rows * hidden);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    assert(ids[i] >= 0 && static_cast<std::size_t>(ids[i]) < config_.vocabulary);
    const float* word = words_.data() + static_cast<std::size_t>(ids[i]) * hidden;
    float* x = workspace.x.data() + i * hidden;
    std::copy(word, word + hidden, x);
    numeric::add_layer_norm(hidden, positions_.data() + i * hidden, embedding_norm_.gain.data(),
                            embedding_norm_.bias.data(), static_cast<float>(config_.layer_norm_epsilon), x);
  }
  std::fill(workspace.x.data() + ids.size() * hidden, workspace.x.data() + rows * hidden, 0.0F);
}

std::vector<float> BertEncoder::states(std::span<const std::int32_t> ids, std::size_t layers) const {
  assert(!ids.empty() && ids.size() <= config_.positions && layers <= layers_.size());
  const CallSize size{ids.size(),
                      (ids.size() + PackedLinear::kRowStep - 1) / PackedLinear::kRowStep * PackedLinear::kRowStep};
  const Borrowed borrowed(*workspaces_);
  Workspace& workspace = *borrowed;
  embed(ids, size.rows, workspace);
  for (std::size_t i = 0; i < layers; ++i) layers_[i].run(size, workspace);
  return {workspace.x.data(), workspace.x.data() + ids.size() * config_.hidden};
}

std::vector<float> BertEncoder::logits(std::span<const float> first) const {
  assert(head_ && first.size() == config_.hidden);
  numeric::LinearScratch scratch;
  std::vector<float> hidden(config_.hidden);
  head_->hidden.apply(first.data(), 1, hidden.data(), scratch);
  if (!config_.distilbert) {
    for (float& value : hidden) value = std::tanh(value);
  }
  std::vector<float> logits(head_->output.shape().outputs);
  head_->output.apply(hidden.data(), 1, logits.data(), scratch);
  return logits;
}

}  // namespace segue::text
