#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segue/base/progress.h"
#include "segue/sources/http/http_client.h"

namespace segue::sources {

/// Where models are fetched from and kept, as Hugging Face's own tools read it from the environment.
struct HubSettings {
  std::string endpoint = "https://huggingface.co";  ///< HF_ENDPOINT, without a slash at its end
  std::filesystem::path cache;                      ///< HF_HUB_CACHE, else HUGGINGFACE_HUB_CACHE, else HF_HOME/hub
  std::string token;     ///< HF_TOKEN, else HUGGING_FACE_HUB_TOKEN, else the file HF_TOKEN_PATH
  bool offline = false;  ///< HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE

  static HubSettings from_environment();
};

/// A model that stands whole in the cache.
struct CachedModel {
  std::string repo;              ///< "google-bert/bert-base-uncased"
  std::string commit;            ///< 40 hex digits
  std::filesystem::path folder;  ///< the snapshot
  std::uint64_t bytes = 0;
};

/// Short names people use for repositories: "bert-base-uncased", "all-MiniLM-L6-v2",
/// "distilbert-base-uncased-finetuned-sst-2-english"; what is none is taken as a repository's id.
std::string repository_of(std::string_view name);

/// The models in the cache that a TextModel could load (config.json, vocab.txt and weights are there), by name.
std::vector<CachedModel> cached_models(const HubSettings& settings);
/// The snapshot of `revision` ("main", or a commit) of this repository, if it is there; also under a former name
/// (bert-base-uncased and google-bert/bert-base-uncased). No request is made.
std::optional<CachedModel> find_cached(const HubSettings& settings, std::string_view repo,
                                       std::string_view revision = "main");

/// Fetches what a TextModel needs (config.json, vocab.txt, tokenizer_config.json, model.safetensors or its parts) into
/// the cache that other tools share, in its layout (blobs, snapshots, refs). What is there already is not fetched
/// again; a download that broke off is continued; size and digest are checked before a file counts. Error(kService)
/// names what the hub said and what to do (no such repository, gated, offline, rate limit, wrong digest),
/// Error(kNotFound) if the repository has no file that segue can read (which are missing), Error(kUsage) if `repo` is
/// no id.
CachedModel fetch_model(HttpClient& http, const HubSettings& settings, std::string_view repo,
                        std::string_view revision = "main", Progress& progress = Progress::none(),
                        const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::sources
