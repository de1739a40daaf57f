#include "segue/text/bert/tensor_folder.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "segue/base/error.h"
#include "segue/base/unicode.h"

namespace segue::text {
namespace {

using Json = nlohmann::json;
using numeric::TensorFile;

constexpr std::size_t kMostParts = 1000;
constexpr std::size_t kMostIndexBytes = std::size_t{64} << 20;
constexpr std::string_view kWhole = "model.safetensors";
constexpr std::string_view kIndex = "model.safetensors.index.json";

std::string shown(std::string_view name) {
  constexpr std::size_t kCells = 80;
  return fmt::format("\"{}\"", shorten(printable(name.substr(0, 1000)), kCells));
}

[[noreturn]] void refuse(const std::string& where, const std::string& what) {
  throw Error(ErrorKind::kBadData, fmt::format("{}: {}", where, what), "The model's files are damaged or incomplete.");
}

bool is_there(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

[[noreturn]] void no_model(const std::filesystem::path& folder) {
  const bool only_pickle = is_there(folder / "pytorch_model.bin");
  throw Error(ErrorKind::kNotFound,
              fmt::format("{}: expected {} or {}, found {}", folder.string(), kWhole, kIndex,
                          only_pickle ? "only pytorch_model.bin" : "neither"),
              only_pickle ? "segue reads safetensors only; newer revisions of most models have them."
                          : "A model's folder holds config.json, vocab.txt and model.safetensors.");
}

// Whether a name is that of a file in the folder itself.
bool is_plain_name(const std::string& name) {
  return !name.empty() && name != "." && name != ".." &&
         name.find_first_of(std::string_view("/\\\0", 3)) == std::string::npos;
}

TensorFolder read_parts(const std::filesystem::path& folder) {
  TensorFolder result;
  result.where = (folder / kIndex).string();
  std::set<std::string> seen;
  for (const auto& [part, tensors] : parts_of_index(read_small_file(folder / kIndex, kMostIndexBytes), result.where)) {
    if (!is_there(folder / part)) {
      throw Error(ErrorKind::kNotFound,
                  fmt::format("{}: expected the part {} beside it, found none", result.where, shown(part)),
                  "The model was not downloaded in full.");
    }
    TensorFile file = TensorFile::read(folder / part);
    for (const std::string& tensor : tensors) {
      if (!file.tensors().contains(tensor)) {
        refuse(result.where, fmt::format("expected a tensor {} in {}, found none", shown(tensor), shown(part)));
      }
    }
    for (const auto& [name, tensor] : file.tensors()) {
      if (!seen.insert(name).second) refuse(result.where, fmt::format("tensor {} is in two parts", shown(name)));
    }
    result.files.push_back(std::move(file));
  }
  return result;
}

}  // namespace

std::string read_small_file(const std::filesystem::path& path, std::size_t most) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    throw Error(ErrorKind::kNotFound, fmt::format("{}: there is no such file", path.string()),
                "A model's folder holds config.json, vocab.txt and model.safetensors.");
  }
  const auto fail = [&](const std::string& reason) {
    throw Error(ErrorKind::kFailed, fmt::format("cannot read {}: {}", path.string(), reason));
  };
  if (!std::filesystem::is_regular_file(path, error)) fail("it is not a regular file");
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error) fail(error.message());
  if (size > most) {
    throw Error(ErrorKind::kBadData, fmt::format("{}: expected at most {} bytes, found {}", path.string(), most, size));
  }
  std::ifstream in(path, std::ios::binary);
  std::string text(size, '\0');
  in.read(text.data(), static_cast<std::streamsize>(size));
  if (!in) fail("it became shorter while it was read, or may not be opened");
  return text;
}

std::vector<std::pair<std::string, std::vector<std::string>>> parts_of_index(std::string_view json,
                                                                             const std::string& where) {
  const Json document = Json::parse(json.begin(), json.end(), nullptr, false);
  const auto map = document.is_object() ? document.find("weight_map") : document.end();
  if (!document.is_object() || map == document.end() || !map->is_object() || map->empty()) {
    refuse(where, "expected a JSON object with weight_map, an object of tensors and their files, found none");
  }
  std::map<std::string, std::vector<std::string>> parts;
  for (const auto& [tensor, part] : map->items()) {
    if (!part.is_string() || !is_plain_name(part.get<std::string>())) {
      refuse(where, fmt::format("tensor {}: expected the name of a file in the same folder, found {}", shown(tensor),
                                shown(part.dump(-1, ' ', false, Json::error_handler_t::replace))));
    }
    parts[part.get<std::string>()].push_back(tensor);
  }
  if (parts.size() > kMostParts) {
    refuse(where, fmt::format("expected at most {} parts, found {}", kMostParts, parts.size()));
  }
  return {parts.begin(), parts.end()};
}

TensorFolder read_tensor_folder(const std::filesystem::path& folder) {
  if (is_there(folder / kWhole)) {
    TensorFolder result;
    result.where = (folder / kWhole).string();
    result.files.push_back(TensorFile::read(folder / kWhole));
    return result;
  }
  if (!is_there(folder / kIndex)) no_model(folder);
  return read_parts(folder);
}

}  // namespace segue::text
