#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "segue/sources/huggingface/hub.h"

namespace segue::sources {

/// The folder of one repository in the cache that tools of the hub share:
///   blobs/<etag>                the bytes; the name is their digest
///   snapshots/<commit>/<name>   a relative link to a blob (the file itself where the system has no links)
///   refs/<revision>             the commit, 40 hex digits
class CacheFolder {
 public:
  CacheFolder(const std::filesystem::path& cache, std::string_view repo);

  std::filesystem::path blob(std::string_view etag) const;
  std::filesystem::path lock(std::string_view etag) const;
  std::filesystem::path snapshot(std::string_view commit) const;

  /// The commit that `revision` stood for when it was last asked for, or is itself.
  std::optional<std::string> commit_of(std::string_view revision) const;
  /// The snapshot if it has all that a TextModel needs.
  std::optional<CachedModel> complete(std::string_view commit) const;
  /// The best complete snapshot: that of main, else of another revision, else any; by name where several.
  std::optional<CachedModel> any_complete() const;

  bool has(std::string_view commit, std::string_view name) const;
  /// Makes the snapshot's file `name` a link to the blob. Throws Error(kFailed) if it cannot.
  void link(std::string_view commit, std::string_view name, std::string_view etag) const;
  void set_revision(std::string_view revision, std::string_view commit) const;

 private:
  std::string repo_;
  std::filesystem::path folder_;
  std::filesystem::path locks_;
};

/// Makes the folder and those above it; Error(kFailed) with the system's reason.
void make_folder(const std::filesystem::path& folder);

}  // namespace segue::sources
