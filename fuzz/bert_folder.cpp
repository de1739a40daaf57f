// The files of a model's folder may say anything: config.json, a NUL, then model.safetensors (or an index of parts).
// Either they make an encoder whose vectors have the right size, or segue::Error is thrown, nothing else.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "segue/base/error.h"
#include "segue/text/bert/bert_encoder.h"
#include "segue/text/bert/sentiment_labels.h"
#include "segue/text/bert/tensor_folder.h"

namespace {

using namespace segue;

void require(bool holds) {
  if (!holds) std::abort();
}

template <class Work>
void may_refuse(const Work& work) {
  try {
    work();
  } catch (const Error& error) {
    require(error.kind() == ErrorKind::kBadData);
  }
}

void read_model(std::string_view json, std::string_view tensors) {
  const text::BertConfig config = text::BertConfig::parse(json, "config.json");
  require(config.hidden > 0 && config.heads > 0 && config.hidden % config.heads == 0 && config.layers > 0);
  const auto* begin = reinterpret_cast<const std::byte*>(tensors.data());
  std::vector<numeric::TensorFile> files;
  files.push_back(numeric::TensorFile::parse({begin, begin + tensors.size()}, "model.safetensors"));
  const text::BertWeights weights(std::move(files), config, "model.safetensors");
  static_cast<void>(weights.fingerprint());
  const text::BertEncoder encoder(config, weights, numeric::Arithmetic::kFloat32);
  const std::vector<std::int32_t> ids{0, static_cast<std::int32_t>(config.vocabulary - 1), 0};
  const std::vector<float> states = encoder.states(ids);
  require(states.size() == ids.size() * config.hidden);
  if (!encoder.has_head()) return;
  const std::vector<float> logits = encoder.logits({states.data(), config.hidden});
  require(logits.size() == weights.head_outputs());
  if (const auto poles = text::poles_of(config.labels, logits.size())) require(poles->size() == logits.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t cut = std::min(input.find('\0'), size);
  const std::string_view json = input.substr(0, cut);
  may_refuse([&] { read_model(json, input.substr(std::min(cut + 1, size))); });
  may_refuse([&] {
    for (const auto& [part, tensors] : text::parts_of_index(json, "index")) {
      require(!part.empty() && part.find('/') == std::string::npos && !tensors.empty());
    }
  });
  return 0;
}
