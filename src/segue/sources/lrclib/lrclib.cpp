#include "segue/sources/lrclib/lrclib.h"

#include <functional>
#include <span>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "segue/base/title.h"
#include "segue/sources/lrclib/lrclib_reply.h"

namespace segue::sources {
namespace {

using Outcome = ServiceHttp::Outcome;
using Parameters = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t kBodyLimit = 4U << 20;  // twenty tracks, with and without times
constexpr std::int64_t kLongest = 3600;       // s, that it takes for a length

LyricsAnswer answer_of(const LrclibTrack& track) {
  return {track.words.empty() ? AnswerKind::kInstrumental : AnswerKind::kFound, track.words, ""};
}

}  // namespace

Lrclib::Lrclib(LrclibSettings settings, CachedHttp& http, HttpClient& client, HttpCache& cache)
    : settings_(std::move(settings)), http_("LRCLIB", "lrclib/1", http, client, cache, settings_.memory) {}

bool Lrclib::can_ask(const catalog::SongFacts& song) const {
  return !song.title.empty() && !song.artists.empty();
}

ServiceHttp::Reply Lrclib::get(const std::string& path, std::span<const std::pair<std::string, std::string>> parameters,
                               const std::function<bool(std::string_view)>& is_sound,
                               const Cancellation& cancellation) {
  auto request = HttpRequest::get(settings_.url + path + "?" + query_string(parameters));
  request.headers.add("Accept", "application/json");
  request.accept_gzip = true;
  request.body_limit = kBodyLimit;
  auto reply = http_.get(request, is_sound, cancellation);
  if (reply.outcome == Outcome::kRefused) {
    http_.give_up(reply.problem,
                  "It may refuse this network or this program: say who you are with the setting 'contact'.");
  }
  return reply;
}

LyricsAnswer Lrclib::ask(const catalog::SongFacts& song, const Cancellation& cancellation) {
  Parameters parameters{{"track_name", song.title}, {"artist_name", song.artists.front()}};
  const std::int64_t seconds = (song.duration_ms.value_or(0) + 500) / 1000;
  if (seconds >= 1 && seconds <= kLongest) {
    parameters.emplace_back("duration", std::to_string(seconds));
  } else if (!song.album.empty()) {
    parameters.emplace_back("album_name", song.album);
  }
  const auto exact = get(
      "/get", parameters, [](std::string_view body) { return read_lrclib_track(body).has_value(); }, cancellation);
  if (exact.outcome == Outcome::kUnasked) return {};
  // It says 400 to titles that are nothing but punctuation; a search may still find them.
  const bool not_taken = exact.outcome == Outcome::kFailed && exact.response.status == 400;
  if (exact.outcome == Outcome::kFailed && !not_taken) return {AnswerKind::kFailed, "", exact.problem};
  if (exact.outcome == Outcome::kGood) {
    const std::vector tracks{*read_lrclib_track(exact.response.body)};
    if (const auto* track = best_track(song, tracks)) return answer_of(*track);
  }

  const auto found = get(
      "/search", Parameters{{"track_name", split_title(song.title).name}, {"artist_name", song.artists.front()}},
      [](std::string_view body) { return read_lrclib_tracks(body).has_value(); }, cancellation);
  if (found.outcome == Outcome::kUnasked) return {};
  if (found.outcome == Outcome::kFailed) return {AnswerKind::kFailed, "", found.problem};
  if (found.outcome == Outcome::kGood) {
    const auto tracks = read_lrclib_tracks(found.response.body);
    if (const auto* track = best_track(song, *tracks)) return answer_of(*track);
  }
  return {AnswerKind::kMissing, "", ""};
}

}  // namespace segue::sources
