#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "segue/numeric/tensor_file.h"

namespace segue::numeric {

/// The JSON header of a safetensors document, checked as far as that is possible without the data: syntax, known keys
/// of the right types, no duplicate, element types, and for every tensor begin <= end and end - begin the size its
/// type and shape ask for. Whether the ranges fit the data and each other is TensorFile's to check.
struct TensorHeader {
  struct Entry {
    DType type = DType::kF32;
    std::vector<std::size_t> shape;
    std::size_t begin = 0;  ///< offsets in bytes from the end of the header
    std::size_t end = 0;
  };
  std::map<std::string, std::string> metadata;
  std::map<std::string, Entry> tensors;
};

/// Throws Error(kBadData); `document` names the document in its message.
TensorHeader parse_tensor_header(std::string_view json, const std::string& document);

/// The format's name of a type: "F32".
std::string_view name_of(DType type);
/// "[2, 3]"; a long one is cut.
std::string shape_text(std::span<const std::size_t> shape);
/// A tensor's name for a message: quoted, shortened, fit for a terminal.
std::string quoted_name(std::string_view name);

/// The key of the header that is not a tensor.
inline constexpr std::string_view kMetadataKey = "__metadata__";

}  // namespace segue::numeric
