#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace segue::numeric {

/// Element types of the safetensors format.
enum class DType : std::uint8_t { kBool, kU8, kI8, kI16, kU16, kF16, kBF16, kI32, kU32, kF32, kF64, kI64, kU64 };
std::size_t size_of(DType type);

/// A safetensors document (https://github.com/huggingface/safetensors), read from memory and checked completely before
/// anything is handed out: header length against the document and a 100 MB cap, JSON, dtypes, shapes whose product does
/// not overflow, offsets inside the data, no overlap, no hole, no duplicate name. Anything else: Error(kBadData) that
/// names the file and the tensor.
class TensorFile {
 public:
  struct Tensor {
    DType type = DType::kF32;
    std::vector<std::size_t> shape;
    std::span<const std::byte> bytes;  ///< inside the document
  };

  /// `name` stands for the document in messages.
  static TensorFile parse(std::vector<std::byte> document, const std::string& name);
  static TensorFile read(const std::filesystem::path& path);

  const std::map<std::string, std::string>& metadata() const { return metadata_; }
  const std::map<std::string, Tensor>& tensors() const { return tensors_; }
  /// The values of an F32 tensor of exactly this shape; Error(kBadData) naming both shapes otherwise.
  std::vector<float> floats(const std::string& tensor, std::span<const std::size_t> shape) const;

 private:
  std::string name_;
  std::vector<std::byte> document_;
  std::map<std::string, std::string> metadata_;
  std::map<std::string, Tensor> tensors_;
};

/// Collects F32 tensors and writes them as safetensors; the same content gives the same bytes (names sorted, header
/// padded with spaces to 8 bytes).
class TensorFileWriter {
 public:
  void set_metadata(const std::string& key, const std::string& value);
  /// values.size() must be the product of shape.
  void add(const std::string& tensor, std::span<const std::size_t> shape, std::span<const float> values);
  std::vector<std::byte> bytes() const;

 private:
  struct Entry {
    std::vector<std::size_t> shape;
    std::vector<float> values;
  };
  std::map<std::string, std::string> metadata_;
  std::map<std::string, Entry> tensors_;
};

}  // namespace segue::numeric
