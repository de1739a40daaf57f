#include "segue/sources/spotify/tracks.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "segue/base/title.h"
#include "segue/base/utf8.h"
#include "segue/sources/http/http_url.h"
#include "segue/sources/same_song.h"
#include "segue/sources/spotify/answers.h"

namespace segue::sources {
namespace {

using catalog::SongFacts;
using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t kBatch = 50;
constexpr std::string_view kSearchLimit = "10";  // the most a new app may ask for
constexpr std::size_t kLongestPart = 100;        // bytes of a title or an artist; Spotify takes 250 in all

std::string market_query(const SpotifyApi& api, Pairs pairs) {
  if (!api.account().market.empty()) pairs.emplace_back("market", api.account().market);
  return pairs.empty() ? std::string() : "?" + query_string(pairs);
}

std::optional<SongFacts> one_track(SpotifyApi& api, const std::string& id, const Cancellation& cancellation) {
  const std::string what = "track " + id;
  const auto response = api.get("/tracks/" + id + market_query(api, {}), what, {}, cancellation);
  if (response.status == 404 || response.status == 400) return std::nullopt;
  if (response.status != 200) throw api.refusal(response, what);
  return read_spotify_track(response.body, what);
}

/// The facts by each id they have; nothing if the app may not ask for several at once.
std::optional<std::map<std::string, SongFacts>> several_tracks(SpotifyApi& api, std::span<const std::string> ids,
                                                               const Cancellation& cancellation) {
  const std::string what = fmt::format("{} tracks from {} on", ids.size(), ids.front());
  const auto path = "/tracks" + market_query(api, {{"ids", fmt::format("{}", fmt::join(ids, ","))}});
  const auto response = api.get(path, what, {}, cancellation);
  if (response.status == 403 || response.status == 404) return std::nullopt;
  if (response.status != 200) throw api.refusal(response, what);
  std::map<std::string, SongFacts> found;
  for (auto& facts : read_spotify_tracks(response.body, what)) {
    if (!facts) continue;
    for (const auto& id : facts->ids) {
      if (id.scheme == "spotify") found.emplace(id.value, *facts);
    }
  }
  return found;
}

/// What Spotify's search takes as text: its own marks would be read as filters.
std::string for_search(std::string_view text) {
  std::string plain = valid_utf8(text.substr(0, kLongestPart));
  std::ranges::replace_if(
      plain, [](char c) { return c == '"' || c == ':' || static_cast<unsigned char>(c) < 0x20; }, ' ');
  return plain;
}

std::optional<SpotifyHit> best_hit(SpotifyApi& api, const SongFacts& wanted, const std::string& query,
                                   const Cancellation& cancellation) {
  const std::string what = fmt::format("search for '{}'", catalog::display_name(wanted));
  const auto path =
      "/search" + market_query(api, {{"q", query}, {"type", "track"}, {"limit", std::string(kSearchLimit)}});
  const auto response = api.get(path, what, {}, cancellation);
  if (response.status == 404) return std::nullopt;
  if (response.status != 200) throw api.refusal(response, what);
  std::optional<SongFacts> best;
  for (auto& facts : read_spotify_search(response.body, what)) {
    if (spotify_id_in(facts).empty() || !match_song(wanted, facts)) continue;
    if (!best || is_better_hit(wanted, facts, *best)) best = std::move(facts);
  }
  if (!best) return std::nullopt;
  auto id = spotify_id_in(*best);
  return SpotifyHit{std::move(*best), std::move(id), false};
}

}  // namespace

std::string spotify_id_in(const SongFacts& facts) {
  const auto found = std::ranges::find(facts.ids, std::string_view("spotify"), &catalog::ExternalId::scheme);
  return found == facts.ids.end() ? std::string() : found->value;
}

std::vector<std::optional<SongFacts>> spotify_tracks(SpotifyApi& api, std::span<const std::string> ids,
                                                     Progress& progress, const Cancellation& cancellation) {
  std::vector<std::optional<SongFacts>> tracks(ids.size());
  progress.begin("tracks", ids.size(), "tracks");
  for (std::size_t at = 0; at < ids.size(); at += kBatch) {
    const auto batch = ids.subspan(at, std::min(kBatch, ids.size() - at));
    if (batch.size() > 1 && !api.no_several_tracks) {
      if (auto found = several_tracks(api, batch, cancellation)) {
        for (std::size_t i = 0; i < batch.size(); ++i) {
          if (const auto track = found->find(batch[i]); track != found->end()) tracks[at + i] = track->second;
        }
        progress.advance(at + batch.size());
        continue;
      }
      api.no_several_tracks = true;
    }
    for (std::size_t i = 0; i < batch.size(); ++i) {
      tracks[at + i] = one_track(api, batch[i], cancellation);
      progress.advance(at + i + 1);
    }
  }
  progress.end();
  return tracks;
}

std::optional<SpotifyHit> search_spotify(SpotifyApi& api, const SongFacts& wanted, const Cancellation& cancellation) {
  const auto isrc = std::ranges::find(wanted.ids, std::string_view("isrc"), &catalog::ExternalId::scheme);
  if (isrc != wanted.ids.end()) {
    if (auto hit = best_hit(api, wanted, "isrc:" + isrc->value, cancellation)) {
      hit->by_isrc = true;
      return hit;
    }
  }
  if (wanted.title.empty() || wanted.artists.empty()) return std::nullopt;
  const auto title = for_search(split_title(wanted.title).name);
  const auto artist = for_search(wanted.artists.front());
  if (auto hit = best_hit(api, wanted, fmt::format("track:{} artist:{}", title, artist), cancellation)) return hit;
  // The filters want every word to agree; as plain words the same song is found under another spelling.
  return best_hit(api, wanted, title + " " + artist, cancellation);
}

}  // namespace segue::sources
