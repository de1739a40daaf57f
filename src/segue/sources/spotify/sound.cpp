#include "segue/sources/spotify/sound.h"

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

}  // namespace

bool SpotifySound::can_ask(const catalog::SongFacts& song) const {
  return !spotify_id_in(song).empty();
}

std::vector<FeatureAnswer> SpotifySound::ask(std::span<const catalog::SongFacts> songs,
                                             const Cancellation& cancellation) {
  std::vector<std::string> ids;
  for (const auto& song : songs) ids.push_back(spotify_id_in(song));
  const auto what = fmt::format("audio features of {} songs", ids.size());
  const auto response = api_.get(fmt::format("/audio-features?ids={}", fmt::join(ids, ",")), what, {}, cancellation);
  if (response.status == 403 || response.status == 404) throw not_for_this_app("audio features");
  if (response.status != 200) throw api_.refusal(response, what);
  std::map<std::string, catalog::Values> told;
  for (auto& features : read_spotify_features(response.body, what)) {
    told.emplace(std::move(features.id), features.values);
  }
  std::vector<FeatureAnswer> answers(songs.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto found = told.find(ids[i]);
    answers[i].kind = found == told.end() || found->second.empty() ? AnswerKind::kMissing : AnswerKind::kFound;
    if (answers[i].kind == AnswerKind::kMissing) continue;
    answers[i].values = found->second;
    if (analysis_) add_analysis(ids[i], answers[i], cancellation);
  }
  return answers;
}

void SpotifySound::add_analysis(std::string_view id, FeatureAnswer& answer, const Cancellation& cancellation) {
  const auto what = fmt::format("audio analysis of {}", id);
  SpotifyApi::Keeping keeping;
  keeping.body_limit = kLargestAnalysis;
  const auto response = api_.get(fmt::format("/audio-analysis/{}", id), what, keeping, cancellation);
  if (response.status == 404) return;
  if (response.status == 403) {
    analysis_ = false;
    notes_.warn(not_for_this_app("audio analysis").what());
    return;
  }
  if (response.status != 200) throw api_.refusal(response, what);
  const auto values = read_spotify_analysis(response.body, what);
  if (!values) return;
  for (const auto& info : catalog::variables()) {
    if (values->has(info.variable)) answer.values[info.variable] = (*values)[info.variable];
  }
}

}  // namespace segue::sources
