#include "segue/sources/spotify/sound.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "segue/base/error.h"
#include "segue/sources/spotify/sound_answers.h"
#include "segue/sources/spotify/tracks.h"

namespace segue::sources {
namespace {

constexpr std::size_t kLargestAnalysis = 32U * 1024 * 1024;

Error not_for_this_app(std::string_view what) {
  return {
      ErrorKind::kService,
      fmt::format("Spotify tells this app no {}: it closed them to apps made since 27 November 2024", what),
      "Take the numbers from ReccoBeats, from music files of your own (segue listens to these), or from a table that "
      "has them."};
}

ServiceMemory memory_of_spotify(ServiceMemory memory) {
  memory.good = std::min(memory.good, kSpotifyGood);
  return memory;
}

}  // namespace

SpotifySound::SpotifySound(SpotifyApi& api, ServiceMemory memory, CachedHttp& http, HttpClient& client,
                           HttpCache& cache, Notes& notes)
    : api_(api),
      memory_(memory_of_spotify(memory)),
      service_("Spotify", "spotify-features/1", http, client, cache, memory_),
      notes_(notes) {}

bool SpotifySound::can_ask(const catalog::SongFacts& song) const {
  return !spotify_id_in(song).empty();
}

std::optional<FeatureAnswer> SpotifySound::kept(const std::string& id) const {
  const auto kept = service_.kept(api_.account().api, id);
  if (!kept) return std::nullopt;
  FeatureAnswer answer;
  answer.kind = AnswerKind::kMissing;
  if (!kept->text) return answer;
  try {
    const auto features = read_spotify_features(*kept->text, "what was kept");
    if (features.empty() || features.front().values.empty()) return std::nullopt;
    answer.kind = AnswerKind::kFound;
    answer.values = features.front().values;
    return answer;
  } catch (const Error&) {
    return std::nullopt;  // as if it had not been kept
  }
}

std::vector<FeatureAnswer> SpotifySound::ask(std::span<const catalog::SongFacts> songs,
                                             const Cancellation& cancellation) {
  if (given_up_) throw Error(*given_up_);
  std::vector<FeatureAnswer> answers(songs.size());
  std::vector<std::size_t> open;
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < songs.size(); ++i) {
    const auto id = spotify_id_in(songs[i]);
    if (auto answer = kept(id)) {
      answers[i] = *std::move(answer);
    } else if (!service_.offline()) {
      open.push_back(i);
      ids.push_back(id);
    }
  }
  if (!open.empty()) {
    std::vector<FeatureAnswer> told(open.size());
    ask_features(ids, told, cancellation);
    for (std::size_t i = 0; i < open.size(); ++i) answers[open[i]] = std::move(told[i]);
  }
  for (std::size_t i = 0; i < songs.size(); ++i) {
    if (answers[i].kind == AnswerKind::kFound) add_analysis(spotify_id_in(songs[i]), answers[i], cancellation);
  }
  return answers;
}

void SpotifySound::ask_features(std::span<const std::string> ids, std::span<FeatureAnswer> answers,
                                const Cancellation& cancellation) {
  const auto what = fmt::format("audio features of {} {}", ids.size(), ids.size() == 1 ? "song" : "songs");
  service_.begin();
  const auto response = api_.get_now(fmt::format("/audio-features?ids={}", fmt::join(ids, ",")), what, cancellation);
  if (response.status == 403 || response.status == 404) throw not_for_this_app("audio features");
  if (response.status != 200) throw api_.refusal(response, what);
  std::map<std::string, catalog::Values> told;
  try {
    for (auto& features : read_spotify_features(response.body, what)) {
      told.emplace(std::move(features.id), features.values);
    }
  } catch (const Error& strange) {
    service_.failed(strange.what());
    for (auto& answer : answers) {
      answer.kind = AnswerKind::kFailed;
      answer.problem = strange.what();
    }
    return;
  }
  service_.succeeded();
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto found = told.find(ids[i]);
    ServiceHttp::Kept kept;
    if (found == told.end() || found->second.empty()) {
      answers[i].kind = AnswerKind::kMissing;
    } else {
      answers[i].kind = AnswerKind::kFound;
      answers[i].values = found->second;
      kept.text = written_spotify_features({ids[i], found->second});
    }
    service_.keep(api_.account().api, ids[i], kept);
  }
}

void SpotifySound::add_analysis(const std::string& id, FeatureAnswer& answer, const Cancellation& cancellation) {
  if (!analysis_) return;
  const auto what = fmt::format("audio analysis of {}", id);
  service_.begin();
  try {
    const auto body = ask_analysis(id, what, cancellation);
    if (!body) return;
    std::optional<catalog::Values> values;
    try {
      values = read_spotify_analysis(*body, what);
    } catch (const Error& strange) {
      service_.failed(strange.what());
      notes_.warn(strange.what());
      return;
    }
    service_.succeeded();
    if (!values) return;
    for (const auto& info : catalog::variables()) {
      if (values->has(info.variable)) answer.values[info.variable] = (*values)[info.variable];
    }
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kService) throw;
    // The features are good without it: they must not be lost, whatever becomes of the rest.
    analysis_ = false;
    if (service_.offline()) return;
    given_up_ = error;
    notes_.warn(fmt::format("{}; the songs have their features, but from here on no analysis", error.what()));
  }
}

std::optional<std::string> SpotifySound::ask_analysis(const std::string& id, const std::string& what,
                                                      const Cancellation& cancellation) {
  SpotifyApi::Keeping keeping;
  keeping.good = memory_.good;
  keeping.missing = memory_.missing;
  keeping.body_limit = kLargestAnalysis;
  auto response = api_.get(fmt::format("/audio-analysis/{}", id), what, keeping, cancellation);
  if (response.status == 404) return std::nullopt;
  if (response.status == 403) {
    analysis_ = false;
    notes_.warn(not_for_this_app("audio analysis").what());
    return std::nullopt;
  }
  if (response.status != 200) throw api_.refusal(response, what);
  return std::move(response.body);
}

}  // namespace segue::sources
