#include <algorithm>
#include <cassert>
#include <cstring>
#include <functional>
#include <numeric>

#include <nlohmann/json.hpp>

#include "segue/numeric/tensor_file.h"
#include "segue/numeric/tensor_header.h"

namespace segue::numeric {

void TensorFileWriter::set_metadata(const std::string& key, const std::string& value) {
  metadata_[key] = value;
}

void TensorFileWriter::add(const std::string& tensor, std::span<const std::size_t> shape,
                           std::span<const float> values) {
  assert(tensor != kMetadataKey);
  assert(std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>()) == values.size());
  [[maybe_unused]] const bool is_new =
      tensors_.emplace(tensor, Entry{{shape.begin(), shape.end()}, {values.begin(), values.end()}}).second;
  assert(is_new);
}

std::vector<std::byte> TensorFileWriter::bytes() const {
  auto header = nlohmann::json::object();
  if (!metadata_.empty()) header[std::string(kMetadataKey)] = metadata_;
  std::size_t offset = 0;
  for (const auto& [name, entry] : tensors_) {
    const std::size_t end = offset + entry.values.size() * sizeof(float);
    header[name] = {{"dtype", name_of(DType::kF32)}, {"shape", entry.shape}, {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string json = header.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  json.resize((json.size() + 7) / 8 * 8, ' ');

  const std::uint64_t length = json.size();
  std::vector<std::byte> bytes(sizeof(length) + json.size() + offset);
  std::byte* out = bytes.data();
  const auto append = [&](const void* from, std::size_t count) {
    if (count > 0) std::memcpy(out, from, count);
    out += count;
  };
  append(&length, sizeof(length));
  append(json.data(), json.size());
  for (const auto& [name, entry] : tensors_) append(entry.values.data(), entry.values.size() * sizeof(float));
  return bytes;
}

}  // namespace segue::numeric
