#include "segue/numeric/tensor_header.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "segue/base/error.h"
#include "segue/base/unicode.h"

namespace segue::numeric {
namespace {

static_assert(sizeof(std::size_t) == sizeof(std::uint64_t), "offsets of the format are 64 bits");

struct NamedType {
  std::string_view name;
  DType type;
  std::size_t size;
};
constexpr std::array<NamedType, 13> kTypes{{
    {"BOOL", DType::kBool, 1},
    {"U8", DType::kU8, 1},
    {"I8", DType::kI8, 1},
    {"I16", DType::kI16, 2},
    {"U16", DType::kU16, 2},
    {"F16", DType::kF16, 2},
    {"BF16", DType::kBF16, 2},
    {"I32", DType::kI32, 4},
    {"U32", DType::kU32, 4},
    {"F32", DType::kF32, 4},
    {"F64", DType::kF64, 8},
    {"I64", DType::kI64, 8},
    {"U64", DType::kU64, 8},
}};

const NamedType& entry_of(DType type) {
  return *std::find_if(kTypes.begin(), kTypes.end(), [&](const NamedType& entry) { return entry.type == type; });
}

std::optional<std::size_t> product(std::size_t a, std::size_t b) {
  if (b != 0 && a > std::numeric_limits<std::size_t>::max() / b) return std::nullopt;
  return a * b;
}

// Bytes a tensor takes; nothing if the number overflows. Extents beside a zero must not overflow either: whoever
// multiplies only some of them stays safe.
std::optional<std::size_t> bytes_of(DType type, std::span<const std::size_t> shape) {
  std::optional<std::size_t> bytes = size_of(type);
  bool empty = false;
  for (const std::size_t extent : shape) {
    empty = empty || extent == 0;
    if (extent != 0 && bytes) bytes = product(*bytes, extent);
  }
  return bytes && empty ? 0 : bytes;
}

// Reads the header as a stream of events: a document tree would keep only the last of duplicate keys, and would be
// built in full, however large and nested, before anything is checked.
class HeaderReader final : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit HeaderReader(const std::string& document) : document_(document) {}

  TensorHeader take() { return std::move(header_); }

  bool null() override { return value("null"); }
  bool boolean(bool) override { return value("true or false"); }
  bool number_integer(number_integer_t) override { return value("a negative number"); }
  bool number_float(number_float_t, const string_t&) override { return value("a fraction or a number beyond 64 bits"); }
  bool binary(binary_t&) override { return value("binary data"); }

  bool number_unsigned(number_unsigned_t number) override {
    if (state_ == State::kExtents) {
      entry_->shape.push_back(number);
    } else if (state_ == State::kOffsets && offsets_ < 2) {
      (offsets_++ == 0 ? entry_->begin : entry_->end) = number;
    } else {
      value("a number");
    }
    return true;
  }

  bool string(string_t& text) override {
    if (state_ == State::kText) {
      header_.metadata.emplace(std::move(key_), std::move(text));
      state_ = State::kMetadata;
    } else if (state_ == State::kType) {
      const auto found =
          std::find_if(kTypes.begin(), kTypes.end(), [&](const auto& entry) { return entry.name == text; });
      if (found == kTypes.end()) fail(fmt::format("unknown element type {}", quoted_name(text)));
      entry_->type = found->type;
      state_ = State::kFields;
    } else {
      value("a string");
    }
    return true;
  }

  bool start_object(std::size_t) override {
    if (state_ == State::kDocument) {
      state_ = State::kNames;
    } else if (state_ == State::kMetadataObject) {
      state_ = State::kMetadata;
    } else if (state_ == State::kTensor) {
      state_ = State::kFields;
    } else {
      value("an object");
    }
    return true;
  }

  bool key(string_t& key) override {
    if (state_ == State::kMetadata) {
      if (header_.metadata.contains(key)) fail(fmt::format("metadata key {} is there twice", quoted_name(key)));
      key_ = std::move(key);
      state_ = State::kText;
    } else if (state_ == State::kFields) {
      begin_field(key);
    } else if (key == kMetadataKey) {
      if (std::exchange(has_metadata_, true)) fail(fmt::format("{} is there twice", kMetadataKey));
      in_tensor_ = false;
      state_ = State::kMetadataObject;
    } else {
      begin_tensor(std::move(key));
    }
    return true;
  }

  bool end_object() override {
    if (state_ == State::kFields) {
      end_tensor();
    } else if (state_ == State::kMetadata) {
      state_ = State::kNames;
    }
    return true;
  }

  bool start_array(std::size_t) override {
    if (state_ == State::kShape) {
      state_ = State::kExtents;
    } else if (state_ == State::kRange) {
      offsets_ = 0;
      state_ = State::kOffsets;
    } else {
      value("an array");
    }
    return true;
  }

  bool end_array() override {
    if (state_ == State::kOffsets && offsets_ != 2) value("fewer");
    state_ = State::kFields;
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    in_tensor_ = false;
    fail(fmt::format("the header is not valid JSON at its byte {}", position));
  }

 private:
  // What has to come next.
  enum class State {
    kDocument,        // the object that is the header
    kNames,           // the name of a tensor, or the metadata key
    kMetadataObject,  // the object of metadata
    kMetadata,        // a key of metadata
    kText,            // its string
    kTensor,          // the object of a tensor
    kFields,          // one of its keys
    kType,            // the string of "dtype"
    kShape,           // the array of "shape"
    kExtents,         // a number in it
    kRange,           // the array of "data_offsets"
    kOffsets,         // a number in it
  };

  [[noreturn]] void fail(const std::string& what) const {
    const std::string where = in_tensor_ ? fmt::format(", tensor {}", quoted_name(name_)) : std::string();
    throw Error(ErrorKind::kBadData, fmt::format("{}{}: {}", document_, where, what),
                "The file is damaged or not a safetensors file.");
  }

  // A value that is none of what may stand here.
  bool value(std::string_view found) const {
    fail(fmt::format("expected {}, found {}", expected(), found));
    return false;
  }

  std::string expected() const {
    switch (state_) {
      case State::kMetadataObject:
        return fmt::format("an object as {}", kMetadataKey);
      case State::kText:
        return fmt::format("a string as metadata {}", quoted_name(key_));
      case State::kTensor:
        return "an object with dtype, shape and data_offsets";
      case State::kType:
        return "a string as dtype";
      case State::kShape:
        return "an array as shape";
      case State::kExtents:
        return "whole numbers from 0 in shape";
      case State::kRange:
      case State::kOffsets:
        return "an array of two whole numbers from 0 as data_offsets";
      default:
        return "an object as header";
    }
  }

  void begin_tensor(std::string name) {
    in_tensor_ = true;
    name_ = std::move(name);
    const auto [place, is_new] = header_.tensors.try_emplace(name_);
    if (!is_new) fail("is there twice");
    entry_ = &place->second;
    has_type_ = has_shape_ = has_range_ = false;
    state_ = State::kTensor;
  }

  void begin_field(const std::string& key) {
    bool* seen = nullptr;
    if (key == "dtype") {
      seen = &has_type_;
      state_ = State::kType;
    } else if (key == "shape") {
      seen = &has_shape_;
      state_ = State::kShape;
    } else if (key == "data_offsets") {
      seen = &has_range_;
      state_ = State::kRange;
    } else {
      fail(fmt::format("expected dtype, shape and data_offsets, found {}", quoted_name(key)));
    }
    if (std::exchange(*seen, true)) fail(fmt::format("{} is there twice", key));
  }

  void end_tensor() {
    if (!has_type_) fail("dtype is missing");
    if (!has_shape_) fail("shape is missing");
    if (!has_range_) fail("data_offsets is missing");
    const TensorHeader::Entry& entry = *entry_;
    const std::string shape = shape_text(entry.shape);
    if (entry.begin > entry.end) fail(fmt::format("data_offsets run backwards, from {} to {}", entry.begin, entry.end));
    const std::optional<std::size_t> bytes = bytes_of(entry.type, entry.shape);
    if (!bytes) fail(fmt::format("shape {} is too large", shape));
    if (*bytes != entry.end - entry.begin) {
      fail(fmt::format("expected {} bytes for {} of shape {}, found data_offsets from {} to {}", *bytes,
                       name_of(entry.type), shape, entry.begin, entry.end));
    }
    in_tensor_ = false;
    state_ = State::kNames;
  }

  const std::string& document_;
  TensorHeader header_;
  State state_ = State::kDocument;
  bool has_metadata_ = false;
  std::string key_;                       // of metadata, while its value is awaited
  bool in_tensor_ = false;                // name_ and entry_ are those of the tensor being read
  std::string name_;                      //
  TensorHeader::Entry* entry_ = nullptr;  //
  bool has_type_ = false;
  bool has_shape_ = false;
  bool has_range_ = false;
  std::size_t offsets_ = 0;  // numbers of data_offsets read
};

}  // namespace

TensorHeader parse_tensor_header(std::string_view json, const std::string& document) {
  // The JSON reader would skip a byte order mark and take a NUL for the end; the format knows neither.
  if (!json.starts_with('{')) {
    throw Error(ErrorKind::kBadData, fmt::format("{}: expected a header that begins with '{{'", document),
                "The file is damaged or not a safetensors file.");
  }
  if (const std::size_t nul = json.find('\0'); nul != std::string_view::npos) {
    throw Error(ErrorKind::kBadData, fmt::format("{}: the header holds a NUL at its byte {}", document, nul + 1),
                "The file is damaged or not a safetensors file.");
  }
  HeaderReader reader(document);
  nlohmann::json::sax_parse(json.begin(), json.end(), &reader);
  return reader.take();
}

std::string_view name_of(DType type) {
  return entry_of(type).name;
}

std::size_t size_of(DType type) {
  return entry_of(type).size;
}

std::string shape_text(std::span<const std::size_t> shape) {
  constexpr std::size_t kShown = 8;
  return fmt::format("[{}{}]", fmt::join(shape.first(std::min(kShown, shape.size())), ", "),
                     shape.size() > kShown ? fmt::format(", ... {} extents", shape.size()) : std::string());
}

std::string quoted_name(std::string_view name) {
  constexpr std::size_t kCells = 60;
  return fmt::format("\"{}\"", shorten(printable(name.substr(0, 1000)), kCells));
}

}  // namespace segue::numeric
