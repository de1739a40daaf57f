#include "segue/sources/huggingface/hub.h"

#include <algorithm>
#include <system_error>

#include <fmt/format.h>

#include "segue/base/atomic_file.h"
#include "segue/base/error.h"
#include "segue/sources/http/http_url.h"
#include "segue/sources/huggingface/blob_file.h"
#include "segue/sources/huggingface/hub_api.h"
#include "segue/sources/huggingface/hub_cache.h"
#include "segue/sources/huggingface/hub_names.h"

namespace segue::sources {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestIndex = 16U * 1024 * 1024;
// Of a file whose size the hub does not say.
constexpr std::uint64_t kLargestFile = std::uint64_t{64} * 1024 * 1024 * 1024;

/// One model on its way into the cache.
class Fetch {
 public:
  Fetch(HubApi& api, const CacheFolder& folder, std::string commit, Progress& progress,
        const Cancellation& cancellation)
      : api_(api), folder_(folder), commit_(std::move(commit)), progress_(progress), cancellation_(cancellation) {}

  /// After this the snapshot has the file, checked.
  void take(std::string_view name) {
    if (folder_.has(commit_, name)) return;
    const HubFile file = api_.describe(commit_, name);
    progress_.begin(name, file.size, "bytes");
    const fs::path blob = folder_.blob(file.etag);
    if (!is_there(blob, file)) fetch(name, file, blob);
    folder_.link(commit_, name, file.etag);
    progress_.end();
  }

 private:
  static bool is_there(const fs::path& blob, const HubFile& file) {
    std::error_code error;
    if (!fs::is_regular_file(blob, error)) return false;
    const auto size = fs::file_size(blob, error);
    return !error && file.size.value_or(size) == size;
  }

  void fetch(std::string_view name, const HubFile& file, const fs::path& blob) {
    const BlobLock lock(folder_.lock(file.etag), progress_, cancellation_);
    if (is_there(blob, file)) return;  // fetched by whoever held the lock
    PartialBlob partial(blob, progress_, cancellation_);
    // What an earlier attempt left may be spoilt, or of a tool that writes otherwise: then all is fetched anew, once.
    if (partial.size() > file.size.value_or(kLargestFile)) partial.clear();
    if (partial.size() > 0) {
      if (file.size != partial.size()) api_.download(commit_, name, partial, partial.size(), limit_of(file));
      if (partial.defect(file).empty()) return partial.finish();
      partial.clear();
    }
    partial.check_room(file.size.value_or(0));
    api_.download(commit_, name, partial, 0, limit_of(file));
    if (const std::string defect = partial.defect(file); !defect.empty()) {
      partial.clear();
      throw Error(ErrorKind::kService,
                  fmt::format("{} of {}: what arrived is not what the hub has: {}", name, api_.repository(), defect),
                  "run it again; if it stays so, something between here and the hub (a proxy, a mirror in HF_ENDPOINT) "
                  "changes files");
    }
    partial.finish();
  }

  static std::uint64_t limit_of(const HubFile& file) {
    return std::min(file.size.value_or(kLargestFile), kLargestFile);
  }

  HubApi& api_;
  const CacheFolder& folder_;
  std::string commit_;
  Progress& progress_;
  const Cancellation& cancellation_;
};

bool lists(const HubListing& listing, std::string_view name) {
  return std::find(listing.names.begin(), listing.names.end(), name) != listing.names.end();
}

/// Error(kNotFound) unless the repository has what a TextModel reads.
void check_readable(const HubListing& listing, std::string_view repo) {
  const bool weights = lists(listing, hub_files::kWeights) || lists(listing, hub_files::kIndex);
  std::string missing;
  const auto miss = [&missing](std::string_view name) {
    missing += fmt::format("{}{}", missing.empty() ? "" : ", ", name);
  };
  if (!lists(listing, hub_files::kConfig)) miss(hub_files::kConfig);
  if (!lists(listing, hub_files::kVocabulary)) miss(hub_files::kVocabulary);
  if (!weights) miss(hub_files::kWeights);
  if (missing.empty()) return;
  std::string hint =
      "segue reads models of the BERT family in Hugging Face's layout: config.json, vocab.txt (WordPiece) and "
      "model.safetensors";
  if (!weights && (lists(listing, "pytorch_model.bin") || lists(listing, "tf_model.h5"))) {
    hint =
        "its weights are in another format (pytorch_model.bin or tf_model.h5); segue reads model.safetensors only: "
        "look "
        "for a revision or a copy of the model that has it";
  }
  throw Error(ErrorKind::kNotFound, fmt::format("{} at {} has no {}", repo, listing.commit.substr(0, 12), missing),
              hint);
}

void check_settings(const HubSettings& settings) {
  if (!origin_of(settings.endpoint)) {
    throw Error(ErrorKind::kUsage, "HF_ENDPOINT: expected http://HOST or https://HOST, without a name or password");
  }
  if (settings.cache.empty()) {
    throw Error(ErrorKind::kUsage, "there is no folder to keep models in", "set HF_HUB_CACHE, HF_HOME or HOME");
  }
}

void take_weights(Fetch& fetch, const HubListing& listing, const CacheFolder& folder, std::string_view repo) {
  if (lists(listing, hub_files::kWeights)) return fetch.take(hub_files::kWeights);
  fetch.take(hub_files::kIndex);
  const fs::path index = folder.snapshot(listing.commit) / hub_files::kIndex;
  const auto parts = parts_in_index(read_file(index, kLargestIndex), fmt::format("{} of {}", hub_files::kIndex, repo));
  for (const auto& part : parts) {
    if (!lists(listing, part)) {
      throw Error(ErrorKind::kNotFound, fmt::format("{} has no {}, which its {} names", repo, part, hub_files::kIndex),
                  "the model is not whole: take another revision");
    }
  }
  for (const auto& part : parts) fetch.take(part);
}

}  // namespace

CachedModel fetch_model(HttpClient& http, const HubSettings& settings, std::string_view repo, std::string_view revision,
                        Progress& progress, const Cancellation& cancellation) {
  check_repository(repo);
  check_revision(revision);
  check_settings(settings);
  if (is_commit(revision) || settings.offline) {
    if (auto model = find_cached(settings, repo, revision)) return *model;
  }
  if (settings.offline) {
    throw Error(ErrorKind::kService,
                fmt::format("{} is not in {}, and HF_HUB_OFFLINE forbids to fetch it", repo, settings.cache.string()),
                "unset HF_HUB_OFFLINE and TRANSFORMERS_OFFLINE, or copy the model's folder there");
  }
  HubApi api(http, settings, repo, cancellation);
  const HubListing listing = api.list(revision);
  for (const auto& name : names_of(repo)) {
    const CacheFolder folder(settings.cache, name);
    if (auto model = folder.complete(listing.commit)) {
      folder.set_revision(revision, listing.commit);
      return *model;
    }
  }
  check_readable(listing, repo);

  const CacheFolder folder(settings.cache, repo);
  Fetch fetch(api, folder, listing.commit, progress, cancellation);
  fetch.take(hub_files::kConfig);
  fetch.take(hub_files::kVocabulary);
  if (lists(listing, hub_files::kTokenizer)) fetch.take(hub_files::kTokenizer);
  take_weights(fetch, listing, folder, repo);
  // Last, so that offline the revision always means a whole model.
  folder.set_revision(revision, listing.commit);
  auto model = folder.complete(listing.commit);
  if (!model) {
    throw Error(ErrorKind::kFailed,
                fmt::format("{} vanished while it was fetched", folder.snapshot(listing.commit).string()),
                "run it again");
  }
  return *model;
}

}  // namespace segue::sources
