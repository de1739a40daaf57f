#include "segue/sources/huggingface/hub_cache.h"

#include <algorithm>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "segue/base/atomic_file.h"
#include "segue/base/error.h"
#include "segue/sources/huggingface/hub_names.h"

namespace segue::sources {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestIndex = 16U * 1024 * 1024;

/// The names in a folder, sorted; none if there is no such folder.
std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    names.push_back(entry->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// The size of a regular file, links followed; nothing if it is none.
std::optional<std::uint64_t> size_of(const fs::path& file) {
  std::error_code error;
  if (!fs::is_regular_file(file, error)) return std::nullopt;
  const std::uintmax_t size = fs::file_size(file, error);
  if (error) return std::nullopt;
  return size;
}

[[noreturn]] void fail_to_write(const fs::path& path, const std::error_code& error) {
  throw Error(ErrorKind::kFailed, fmt::format("cannot write {}: {}", path.string(), error.message()),
              "check the folder's permissions, or choose another cache with HF_HUB_CACHE");
}

}  // namespace

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) fail_to_write(folder, error);
}

CacheFolder::CacheFolder(const fs::path& cache, std::string_view repo)
    : repo_(repo), folder_(cache / folder_of(repo)), locks_(cache / ".locks" / folder_of(repo)) {}

fs::path CacheFolder::blob(std::string_view etag) const {
  return folder_ / "blobs" / etag;
}

fs::path CacheFolder::lock(std::string_view etag) const {
  return locks_ / (std::string(etag) + ".lock");
}

fs::path CacheFolder::snapshot(std::string_view commit) const {
  return folder_ / "snapshots" / commit;
}

std::optional<std::string> CacheFolder::commit_of(std::string_view revision) const {
  if (is_commit(revision)) return std::string(revision);
  constexpr std::size_t kLongest = 100;
  const fs::path file = folder_ / "refs" / revision;
  if (!size_of(file)) return std::nullopt;
  try {
    std::string commit = read_file(file, kLongest);
    while (!commit.empty() && (commit.back() == '\n' || commit.back() == '\r')) commit.pop_back();
    if (is_commit(commit)) return commit;
  } catch (const Error&) {
    return std::nullopt;
  }
  return std::nullopt;
}

std::optional<CachedModel> CacheFolder::complete(std::string_view commit) const {
  CachedModel model{repo_, std::string(commit), snapshot(commit), 0};
  const auto count = [&model](std::string_view name) {
    const auto size = size_of(model.folder / name);
    model.bytes += size.value_or(0);
    return size.has_value();
  };
  if (!count(hub_files::kConfig) || !count(hub_files::kVocabulary)) return std::nullopt;
  count(hub_files::kTokenizer);
  if (count(hub_files::kWeights)) return model;
  if (!count(hub_files::kIndex)) return std::nullopt;
  try {
    const fs::path index = model.folder / hub_files::kIndex;
    const auto parts = parts_in_index(read_file(index, kLargestIndex), index.string());
    if (std::all_of(parts.begin(), parts.end(), count)) return model;
  } catch (const Error&) {
    return std::nullopt;
  }
  return std::nullopt;
}

std::optional<CachedModel> CacheFolder::any_complete() const {
  std::vector<std::string> commits;
  const auto add = [&](const std::string& revision) {
    if (const auto commit = commit_of(revision)) commits.push_back(*commit);
  };
  add("main");
  for (const auto& revision : names_in(folder_ / "refs")) add(revision);
  for (const auto& commit : names_in(folder_ / "snapshots")) {
    if (is_commit(commit)) commits.push_back(commit);
  }
  for (const auto& commit : commits) {
    if (auto model = complete(commit)) return model;
  }
  return std::nullopt;
}

bool CacheFolder::has(std::string_view commit, std::string_view name) const {
  return size_of(snapshot(commit) / name).has_value();
}

void CacheFolder::link(std::string_view commit, std::string_view name, std::string_view etag) const {
  const fs::path file = snapshot(commit) / name;
  make_folder(file.parent_path());
  const fs::path target = fs::path("..") / ".." / "blobs" / etag;
  // Made beside it and moved over it: another process may do the same, and a broken link may stand there.
  const fs::path beside = file.parent_path() / fmt::format(".{}.{}.segue", name, ::getpid());
  std::error_code error;
  fs::remove(beside, error);
  fs::create_symlink(target, beside, error);
  if (error == std::errc::operation_not_permitted || error == std::errc::function_not_supported) {
    error.clear();
    fs::copy_file(blob(etag), beside, error);
  }
  if (!error) fs::rename(beside, file, error);
  if (error) {
    std::error_code ignored;
    fs::remove(beside, ignored);
    fail_to_write(file, error);
  }
}

void CacheFolder::set_revision(std::string_view revision, std::string_view commit) const {
  if (is_commit(revision)) return;
  const fs::path file = folder_ / "refs" / revision;
  make_folder(file.parent_path());
  write_file_atomically(file, commit);
}

std::vector<CachedModel> cached_models(const HubSettings& settings) {
  std::vector<CachedModel> models;
  for (const auto& folder : names_in(settings.cache)) {
    const std::string repo = repository_in(folder);
    if (repo.empty()) continue;
    if (auto model = CacheFolder(settings.cache, repo).any_complete()) models.push_back(std::move(*model));
  }
  return models;
}

std::optional<CachedModel> find_cached(const HubSettings& settings, std::string_view repo, std::string_view revision) {
  check_repository(repo);
  check_revision(revision);
  for (const auto& name : names_of(repo)) {
    const CacheFolder folder(settings.cache, name);
    const auto commit = folder.commit_of(revision);
    if (!commit) continue;
    if (auto model = folder.complete(*commit)) return model;
  }
  return std::nullopt;
}

}  // namespace segue::sources
