#include "segue/numeric/tensor_file.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/numeric/half_floats.h"
#include "segue/numeric/tensor_header.h"

namespace segue::numeric {
namespace {

static_assert(std::endian::native == std::endian::little, "tensors are read as they lie in the file");

constexpr std::size_t kLengthBytes = 8;  // of the little-endian length of the header, which stands first

[[noreturn]] void refuse(const std::string& document, const std::string& what) {
  throw Error(ErrorKind::kBadData, fmt::format("{}: {}", document, what),
              "The file is damaged or not a safetensors file.");
}

// The length of the header, checked against a document of `size` bytes; `head` is its beginning.
std::size_t header_length(std::span<const std::byte> head, std::size_t size, const std::string& document) {
  if (size < kLengthBytes) refuse(document, fmt::format("expected at least {} bytes, found {}", kLengthBytes, size));
  std::uint64_t length = 0;
  std::memcpy(&length, head.data(), kLengthBytes);
  if (length > TensorFile::kMaxHeaderBytes) {
    refuse(document, fmt::format("a header of {} bytes is announced, more than {} are not read", length,
                                 TensorFile::kMaxHeaderBytes));
  }
  if (length > size - kLengthBytes) {
    refuse(document, fmt::format("a header of {} bytes is announced, but only {} follow", length, size - kLengthBytes));
  }
  return length;
}

// The tensors' ranges, put in order, must cover the data from its first to its last byte, each byte once.
void check_ranges(const TensorHeader& header, std::size_t data_bytes, const std::string& document) {
  using Named = std::pair<const std::string, TensorHeader::Entry>;
  std::vector<const Named*> by_offset;
  by_offset.reserve(header.tensors.size());
  for (const Named& tensor : header.tensors) by_offset.push_back(&tensor);
  std::stable_sort(by_offset.begin(), by_offset.end(), [](const Named* a, const Named* b) {
    return std::pair(a->second.begin, a->second.end) < std::pair(b->second.begin, b->second.end);
  });
  std::size_t covered = 0;
  const Named* previous = nullptr;
  for (const Named* tensor : by_offset) {
    const auto [begin, end] = std::pair(tensor->second.begin, tensor->second.end);
    if (end > data_bytes) {
      refuse(document, fmt::format("tensor {} ends at byte {} of the data, which has {}", quoted_name(tensor->first),
                                   end, data_bytes));
    }
    if (begin < covered) {
      refuse(document,
             fmt::format("tensors {} and {} overlap", quoted_name(previous->first), quoted_name(tensor->first)));
    }
    if (begin > covered) {
      refuse(document, fmt::format("the {} bytes before tensor {} belong to no tensor", begin - covered,
                                   quoted_name(tensor->first)));
    }
    covered = end;
    previous = tensor;
  }
  if (covered < data_bytes) {
    refuse(document, fmt::format("the last {} bytes belong to no tensor", data_bytes - covered));
  }
}

}  // namespace

TensorFile TensorFile::parse(std::vector<std::byte> document, const std::string& name) {
  TensorFile file = view(document, name);
  file.document_ = std::move(document);  // its bytes stay where they are
  return file;
}

TensorFile TensorFile::view(std::span<const std::byte> document, const std::string& name) {
  const std::size_t length = header_length(document, document.size(), name);
  const std::string_view json{reinterpret_cast<const char*>(document.data()) + kLengthBytes, length};
  TensorHeader header = parse_tensor_header(json, name);
  check_ranges(header, document.size() - kLengthBytes - length, name);

  TensorFile file;
  file.name_ = name;
  file.metadata_ = std::move(header.metadata);
  const auto data = document.subspan(kLengthBytes + length);
  for (auto& [tensor, entry] : header.tensors) {
    file.tensors_.emplace_hint(
        file.tensors_.end(), tensor,
        Tensor{entry.type, std::move(entry.shape), data.subspan(entry.begin, entry.end - entry.begin)});
  }
  return file;
}

TensorFile TensorFile::read(const std::filesystem::path& path) {
  const std::string name = path.string();
  const auto fail = [&](const std::string& reason) {
    throw Error(ErrorKind::kFailed, fmt::format("cannot read {}: {}", name, reason));
  };
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (error) fail(error.message());
  if (!std::filesystem::is_regular_file(status)) fail("it is not a regular file");
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error) fail(error.message());
  if (size > kMaxFileBytes) {
    throw Error(ErrorKind::kBadData,
                fmt::format("{}: it has {} bytes, more than {} are not read", name, size, kMaxFileBytes));
  }
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  if (!in) fail(std::generic_category().message(errno));

  // The length first: most files that are no safetensors show it there, before the memory for them is taken.
  std::vector<std::byte> document(std::min<std::size_t>(size, kLengthBytes));
  const auto read_to = [&](std::size_t begin) {
    const auto count = static_cast<std::streamsize>(document.size() - begin);
    in.read(reinterpret_cast<char*>(document.data() + begin), count);
    if (in.gcount() != count) fail("it became shorter while it was read");
  };
  read_to(0);
  header_length(document, size, name);
  document.resize(size);
  read_to(kLengthBytes);
  return parse(std::move(document), name);
}

void TensorFile::check_floats(const std::string& tensor, std::span<const std::size_t> shape) const {
  const auto found = tensors_.find(tensor);
  if (found == tensors_.end()) refuse(name_, fmt::format("expected a tensor {}, found none", quoted_name(tensor)));
  const Tensor& t = found->second;
  if (!is_float_type(t.type) || !std::equal(t.shape.begin(), t.shape.end(), shape.begin(), shape.end())) {
    refuse(name_, fmt::format("tensor {}: expected F32, F16 or BF16 of shape {}, found {} of shape {}",
                              quoted_name(tensor), shape_text(shape), name_of(t.type), shape_text(t.shape)));
  }
}

std::vector<float> TensorFile::floats(const std::string& tensor, std::span<const std::size_t> shape) const {
  check_floats(tensor, shape);
  const Tensor& t = tensors_.at(tensor);
  return widened(t.bytes, t.type);
}

void TensorFile::read_floats(const std::string& tensor, std::span<const std::size_t> shape,
                             std::span<float> values) const {
  check_floats(tensor, shape);
  const Tensor& t = tensors_.at(tensor);
  widen(t.bytes, t.type, values);
}

}  // namespace segue::numeric
