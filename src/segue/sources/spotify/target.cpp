#include "segue/sources/spotify/target.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "segue/base/error.h"
#include "segue/sources/spotify/answer_shape.h"
#include "segue/sources/spotify/link.h"
#include "segue/sources/spotify/tracks.h"

namespace segue::sources {
namespace {

constexpr std::size_t kBatch = 100;
constexpr int kMostPages = 220;  // of 50 playlists: 11,000 are the most somebody may have
constexpr int kAttempts = 3;

bool may_be_elsewhere(int status) {
  return status == 403 || status == 404;
}

/// Whether a write that was answered so may have been done all the same.
bool is_unsure(int status) {
  return status >= 500;
}

std::string as_json(const nlohmann::ordered_json& document) {
  return document.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

/// The URIs of the songs from `from` on, one batch.
std::string batch_json(const PlaylistDraft& draft, std::size_t from) {
  nlohmann::ordered_json uris = nlohmann::ordered_json::array();
  for (std::size_t i = from; i < std::min(from + kBatch, draft.songs.size()); ++i) {
    uris.push_back(spotify_uri(SpotifyType::kTrack, draft.songs[i]));
  }
  return as_json({{"uris", std::move(uris)}});
}

TargetPlaylist playlist_in(JsonValue object) {
  TargetPlaylist playlist;
  playlist.id = object["id"].text();
  playlist.name = object["name"].text();
  playlist.url = spotify_url(SpotifyType::kPlaylist, playlist.id);
  auto total = object["items"]["total"].whole();
  if (!total) total = object["tracks"]["total"].whole();
  playlist.songs = static_cast<std::int64_t>(std::min(total.value_or(0), std::uint64_t{1'000'000}));
  return playlist;
}

}  // namespace

SpotifyTarget::SpotifyTarget(SpotifyApi& api) : api_(api) {
  if (api_.by_user()) return;
  throw Error(ErrorKind::kService, "a playlist at Spotify belongs to a user, and nobody is logged in",
              "Log in with 'segue login spotify' ('segue login --help' says what that needs). Without an account, "
              "'segue playlist --format m3u8' writes a file that players read.");
}

std::optional<TargetSong> SpotifyTarget::find(const catalog::SongFacts& song, const Cancellation& cancellation) {
  const auto names = [](const catalog::SongFacts& facts) { return fmt::format("{}", fmt::join(facts.artists, ", ")); };
  if (const auto id = spotify_id_in(song); is_spotify_id(id)) return TargetSong{id, song.title, names(song), "id"};
  const auto hit = search_spotify(api_, song, cancellation);
  if (!hit) return std::nullopt;
  return TargetSong{hit->id, hit->facts.title, names(hit->facts), hit->by_isrc ? "isrc" : "name"};
}

const std::string& SpotifyTarget::user(const Cancellation& cancellation) {
  if (!user_.empty()) return user_;
  const std::string what = "the user who is logged in";
  const auto response = api_.get_now("/me", what, cancellation);
  if (response.status != 200) throw api_.refusal(response, what);
  const JsonDocument document(response.body);
  user_ = object_in(document, what)["id"].text();
  if (user_.empty()) strange_answer(what, "\"id\", a text", "nothing");
  return user_;
}

std::vector<TargetPlaylist> SpotifyTarget::playlists_named(std::string_view name, const Cancellation& cancellation) {
  const std::string me = user(cancellation);
  const std::string what = "your playlists at Spotify";
  std::vector<TargetPlaylist> found;
  std::size_t offset = 0;
  for (int page = 0; page < kMostPages; ++page) {
    const auto response = api_.get_now(fmt::format("/me/playlists?limit=50&offset={}", offset), what, cancellation);
    if (response.status != 200) throw api_.refusal(response, what);
    const JsonDocument document(response.body);
    const auto root = object_in(document, what);
    const auto items = root["items"];
    if (!items.is_array()) strange_answer(what, "\"items\", a list", items.type());
    for (std::size_t i = 0; i < items.size(); ++i) {
      const auto item = items.at(i);
      if (item["name"].text() == name && item["owner"]["id"].text() == me && is_spotify_id(item["id"].text())) {
        found.push_back(playlist_in(item));
      }
    }
    offset += items.size();
    if (items.size() == 0 || offset >= root["total"].whole().value_or(0)) break;
  }
  auto& ids = listed_[std::string(name)];
  ids.clear();
  for (const auto& playlist : found) ids.insert(playlist.id);
  return found;
}

HttpResponse SpotifyTarget::post_playlist(const std::string& json, const Cancellation& cancellation) {
  const std::string what = "a new playlist at Spotify";
  auto response = api_.write(HttpMethod::kPost, "/me/playlists", what, json, cancellation);
  if (!may_be_elsewhere(response.status)) return response;
  auto old =
      api_.write(HttpMethod::kPost, fmt::format("/users/{}/playlists", user(cancellation)), what, json, cancellation);
  return old.status == 404 ? response : old;
}

TargetPlaylist SpotifyTarget::make(const PlaylistDraft& draft, const Cancellation& cancellation) {
  const std::string what = "a new playlist at Spotify";
  nlohmann::ordered_json document{{"name", draft.name}};
  if (!draft.comment.empty()) document["description"] = draft.comment;
  if (draft.is_public) document["public"] = *draft.is_public;
  const auto json = as_json(document);
  if (!listed_.contains(draft.name)) playlists_named(draft.name, cancellation);
  const auto before = listed_[draft.name];
  for (int attempt = 1;; ++attempt) {
    std::optional<Error> lost;
    std::optional<HttpResponse> response;
    try {
      response = post_playlist(json, cancellation);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::kService) throw;
      lost = error;
    }
    if (response) {
      if (response->ok()) {
        const JsonDocument answer(response->body);
        auto made = playlist_in(answer.root());
        if (is_spotify_id(made.id)) return made;
      }
      lost = api_.refusal(*response, what);
      if (!response->ok() && !is_unsure(response->status)) throw Error(*lost);
    }
    for (auto& playlist : playlists_named(draft.name, cancellation)) {
      if (!before.contains(playlist.id)) return std::move(playlist);
    }
    if (attempt == kAttempts) throw Error(*lost);
  }
}

std::uint64_t SpotifyTarget::count(const std::string& id, const Cancellation& cancellation) {
  const std::string what = "how many songs playlist " + id + " holds";
  const auto response = api_.get_now(fmt::format("/playlists/{}/{}?limit=1", id, form_), what, cancellation);
  if (response.status != 200) throw api_.refusal(response, what);
  const JsonDocument document(response.body);
  const auto total = object_in(document, what)["total"];
  if (!total.whole()) strange_answer(what, "\"total\", a number", total.type());
  return *total.whole();
}

HttpResponse SpotifyTarget::write_entries(HttpMethod method, const std::string& id, const std::string& json,
                                          const Cancellation& cancellation) {
  const std::string what = "the songs of playlist " + id;
  auto response = api_.write(method, fmt::format("/playlists/{}/{}", id, form_), what, json, cancellation);
  if (!may_be_elsewhere(response.status)) return response;
  const std::string other = form_ == "items" ? "tracks" : "items";
  auto second = api_.write(method, fmt::format("/playlists/{}/{}", id, other), what, json, cancellation);
  if (may_be_elsewhere(second.status)) return response;
  form_ = other;
  return second;
}

void SpotifyTarget::add(const std::string& id, const PlaylistDraft& draft, std::size_t from, Progress& progress,
                        const Cancellation& cancellation) {
  for (int attempt = 1; from < draft.songs.size();) {
    const auto end = std::min(from + kBatch, draft.songs.size());
    const std::string what = fmt::format("songs {} to {} of {} for playlist {}", from + 1, end, draft.songs.size(), id);
    std::optional<Error> lost;
    std::optional<HttpResponse> response;
    try {
      response = write_entries(HttpMethod::kPost, id, batch_json(draft, from), cancellation);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::kService) throw;
      lost = error;
    }
    if (response && !response->ok()) {
      lost = api_.refusal(*response, what);
      if (!is_unsure(response->status)) {
        throw Error(
            lost->kind(), lost->what(),
            fmt::format("{} of the {} songs are in the playlist: run it again later with --update, which writes "
                        "the whole list.",
                        from, draft.songs.size()));
      }
    }
    if (lost) {
      const auto there = count(id, cancellation);
      if (there != from && there != end) {
        throw Error(ErrorKind::kService,
                    fmt::format("{}: the playlist holds {} songs now, expected {} or {}", what, there, from, end),
                    "Somebody else changes it. Run it again with --update: that writes the whole list anew.");
      }
      if (there == from && attempt++ == kAttempts) throw Error(*lost);
      if (there == from) continue;
    }
    attempt = 1;
    from = end;
    progress.advance(from);
  }
}

TargetPlaylist SpotifyTarget::create(const PlaylistDraft& draft, Progress& progress, const Cancellation& cancellation) {
  auto playlist = make(draft, cancellation);
  progress.begin("to Spotify", draft.songs.size(), "songs");
  add(playlist.id, draft, 0, progress, cancellation);
  progress.end();
  playlist.songs = static_cast<std::int64_t>(count(playlist.id, cancellation));
  return playlist;
}

TargetPlaylist SpotifyTarget::replace(const TargetPlaylist& playlist, const PlaylistDraft& draft, Progress& progress,
                                      const Cancellation& cancellation) {
  const std::string what = "the songs of playlist " + playlist.id;
  progress.begin("to Spotify", draft.songs.size(), "songs");
  const auto response = write_entries(HttpMethod::kPut, playlist.id, batch_json(draft, 0), cancellation);
  if (!response.ok()) throw api_.refusal(response, what);
  const auto first = std::min(kBatch, draft.songs.size());
  progress.advance(first);
  add(playlist.id, draft, first, progress, cancellation);
  if (draft.is_public) {
    const auto json = as_json({{"public", *draft.is_public}});
    const auto changed =
        api_.write(HttpMethod::kPut, "/playlists/" + playlist.id, "playlist " + playlist.id, json, cancellation);
    if (!changed.ok()) throw api_.refusal(changed, "playlist " + playlist.id);
  }
  progress.end();
  auto stored = playlist;
  stored.songs = static_cast<std::int64_t>(count(playlist.id, cancellation));
  return stored;
}

}  // namespace segue::sources
