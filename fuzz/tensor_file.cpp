// TensorFile::parse takes any bytes: it hands out a checked document or throws segue::Error, nothing else. What parses
// can be read to its last byte and, where all of it is F32, comes back from the writer.
#include "segue/numeric/tensor_file.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <span>
#include <vector>

#include "segue/base/error.h"

namespace {

using segue::numeric::DType;
using segue::numeric::TensorFile;
using segue::numeric::TensorFileWriter;

void require(bool holds) {
  if (!holds) std::abort();
}

std::optional<TensorFile> parsed(const std::uint8_t* data, std::size_t size) {
  const auto* begin = reinterpret_cast<const std::byte*>(data);
  try {
    return TensorFile::parse({begin, begin + size}, "fuzz");
  } catch (const segue::Error& error) {
    require(error.kind() == segue::ErrorKind::kBadData);
    return std::nullopt;
  }
}

bool same_bytes(std::span<const std::byte> a, std::span<const std::byte> b) {
  return std::vector<std::byte>(a.begin(), a.end()) == std::vector<std::byte>(b.begin(), b.end());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::optional<TensorFile> file = parsed(data, size);
  if (!file) return 0;

  TensorFileWriter writer;
  for (const auto& [key, value] : file->metadata()) writer.set_metadata(key, value);
  bool all_floats = true;
  std::size_t bytes = 0;
  volatile unsigned sum = 0;
  for (const auto& [name, tensor] : file->tensors()) {
    for (const std::byte byte : tensor.bytes) sum = sum + std::to_integer<unsigned>(byte);
    bytes += tensor.bytes.size();
    std::size_t expected = size_of(tensor.type);
    for (const std::size_t extent : tensor.shape) expected *= extent;
    require(tensor.bytes.size() == expected);
    all_floats = all_floats && tensor.type == DType::kF32;
    if (all_floats) writer.add(name, tensor.shape, file->floats(name, tensor.shape));
  }
  require(bytes <= size);
  if (!all_floats) return 0;

  const TensorFile again = TensorFile::parse(writer.bytes(), "fuzz again");
  require(again.metadata() == file->metadata());
  require(again.tensors().size() == file->tensors().size());
  for (const auto& [name, tensor] : file->tensors()) {
    const auto& other = again.tensors().at(name);
    require(other.type == tensor.type && other.shape == tensor.shape && same_bytes(other.bytes, tensor.bytes));
  }
  return 0;
}
