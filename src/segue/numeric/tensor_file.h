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
/// Bytes of one element.
std::size_t size_of(DType type);

/// A safetensors document (https://github.com/huggingface/safetensors), read from memory and checked completely before
/// anything is handed out: header length against the document and a 100 MB cap, JSON, dtypes, shapes whose product does
/// not overflow, offsets inside the data, no overlap, no hole, no duplicate name, metadata of strings only, no key the
/// format does not know. Anything else: Error(kBadData) that names the file and the tensor.
/// The values themselves are not looked at: floats may be NaN. Tensors may be empty and may be scalars (shape []).
/// Moves, but does not copy: the tensors point into the document.
class TensorFile {
 public:
  /// Longer headers are refused, as the format's own readers do.
  static constexpr std::size_t kMaxHeaderBytes = 100'000'000;
  /// Longer files are refused by read().
  static constexpr std::size_t kMaxFileBytes = std::size_t{8} << 30;

  struct Tensor {
    DType type = DType::kF32;
    std::vector<std::size_t> shape;  ///< row-major; [] is a scalar
    std::span<const std::byte>
        bytes;  ///< inside the document, little-endian, not aligned; lives as long as the TensorFile
  };

  TensorFile() = default;
  TensorFile(TensorFile&&) = default;
  TensorFile& operator=(TensorFile&&) = default;
  TensorFile(const TensorFile&) = delete;
  TensorFile& operator=(const TensorFile&) = delete;

  /// `name` stands for the document in messages.
  static TensorFile parse(std::vector<std::byte> document, const std::string& name);
  /// The same without taking the document, which must outlive the TensorFile.
  static TensorFile view(std::span<const std::byte> document, const std::string& name);
  /// Sizes are checked before anything is allocated for them. Error(kFailed) if the file cannot be read.
  static TensorFile read(const std::filesystem::path& path);

  const std::map<std::string, std::string>& metadata() const { return metadata_; }
  const std::map<std::string, Tensor>& tensors() const { return tensors_; }
  /// The values of an F32, F16 or BF16 tensor of exactly this shape, exactly, as float32; Error(kBadData) naming both
  /// shapes otherwise.
  std::vector<float> floats(const std::string& tensor, std::span<const std::size_t> shape) const;
  /// The same into `values`, whose size must be the product of `shape`.
  void read_floats(const std::string& tensor, std::span<const std::size_t> shape, std::span<float> values) const;
  /// Throws what floats() would, and converts nothing.
  void check_floats(const std::string& tensor, std::span<const std::size_t> shape) const;

 private:
  std::string name_;
  std::vector<std::byte> document_;
  std::map<std::string, std::string> metadata_;
  std::map<std::string, Tensor> tensors_;
};

/// Collects F32 tensors and writes them as safetensors; the same content gives the same bytes (names sorted, header
/// padded with spaces to 8 bytes), in whatever order it was added. What it writes, TensorFile reads back bit by bit.
class TensorFileWriter {
 public:
  /// Setting a key again replaces its value. What is not UTF-8 is written as U+FFFD.
  void set_metadata(const std::string& key, const std::string& value);
  /// values.size() must be the product of shape. Each tensor once, with a name in UTF-8 other than "__metadata__".
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
