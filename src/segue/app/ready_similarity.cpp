#include "segue/app/ready_similarity.h"

#include <cstddef>
#include <fstream>
#include <iterator>
#include <map>
#include <string_view>

#include "segue/base/atomic_file.h"
#include "segue/base/error.h"

namespace segue::app {
namespace {

std::vector<std::byte> bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file) throw Error(ErrorKind::kFailed, "cannot read " + path.string());
  const auto* begin = reinterpret_cast<const std::byte*>(text.data());
  return {begin, begin + text.size()};
}

}  // namespace

std::optional<ReadySimilarity> find_similarity(const std::vector<std::filesystem::path>& folders) {
  for (const auto& places : folders) {
    const auto folder = places / kShippedSimilarity;
    std::error_code none;
    if (!std::filesystem::exists(folder / "similarity.safetensors", none)) continue;
    std::map<std::string, std::vector<std::byte>> models;
    for (const char* model : {"inputs", "similarity"}) {
      models[model] = bytes_of(folder / (std::string(model) + ".safetensors"));
    }
    return ReadySimilarity{kShippedSimilarity, Likeness::load(models, folder.string())};
  }
  return std::nullopt;
}

void write_similarity(const Likeness& likeness, const std::filesystem::path& folder) {
  std::map<std::string, std::vector<std::byte>> models;
  likeness.add_models(models);
  std::filesystem::create_directories(folder);
  for (const auto& [model, bytes] : models) {
    write_file_atomically(folder / (model + ".safetensors"),
                          std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  }
}

}  // namespace segue::app
