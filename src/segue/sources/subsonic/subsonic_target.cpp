#include "segue/sources/subsonic/subsonic_target.h"

#include <algorithm>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/base/title.h"
#include "segue/sources/same_song.h"

namespace segue::sources {
namespace {

constexpr std::size_t kSearched = 50;  // hits looked at for one song
/// Songs of one call whose parameters stand in the URL: 50 ids of 36 characters are 2.5 KB, and servers take 8.
constexpr std::size_t kSongsPerUrl = 50;
constexpr std::size_t kSongsPerForm = 5000;

TargetSong target_song(const SubsonicSong& song, std::string by) {
  std::string artists;
  for (const auto& artist : song.facts.artists) artists += (artists.empty() ? "" : ", ") + artist;
  return {song.id, song.facts.title, artists, std::move(by)};
}

}  // namespace

std::string subsonic_value(std::string_view place, std::string_view id) {
  return fmt::format("{}#{}", place, id);
}

std::optional<TargetSong> SubsonicTarget::find_by_id(const catalog::SongFacts& song) {
  const std::string prefix = subsonic_value(api_.place(), "");
  for (const auto& id : song.ids) {
    if (id.scheme != kSubsonicScheme || !id.value.starts_with(prefix)) continue;
    const auto reply = api_.try_get("getSong", {{"id", id.value.substr(prefix.size())}});
    // Ids outlive songs and are given anew where a server was set up again: the title has to agree, too.
    if (!reply.songs.empty() && title_key(reply.songs.front().facts.title) == title_key(song.title)) {
      return target_song(reply.songs.front(), "id");
    }
  }
  return std::nullopt;
}

std::optional<SubsonicSong> SubsonicTarget::search(const catalog::SongFacts& song, const std::string& query) {
  if (query.empty()) return std::nullopt;
  const auto reply =
      api_.get("search3",
               {{"query", query}, {"songCount", std::to_string(kSearched)}, {"artistCount", "0"}, {"albumCount", "0"}});
  const SubsonicSong* best = nullptr;
  for (const auto& hit : reply.songs) {
    if (!match_song(song, hit.facts)) continue;
    if (best == nullptr || is_better_hit(song, hit.facts, best->facts)) best = &hit;
  }
  return best == nullptr ? std::nullopt : std::optional(*best);
}

std::optional<TargetSong> SubsonicTarget::find(const catalog::SongFacts& song, const Cancellation& cancellation) {
  cancellation.check();
  if (auto known = find_by_id(song)) return known;
  // Some servers look for the whole query in the title, others for each of its words anywhere.
  const std::string name = split_title(song.title).name;
  std::vector<std::string> queries = {song.title};
  if (name != song.title) queries.push_back(name);
  if (!song.artists.empty()) queries.push_back(name + " " + song.artists.front());
  for (const auto& query : queries) {
    const auto hit = search(song, query);
    if (!hit) continue;
    const bool by_id = match_song(song, hit->facts) == SongMatch::kId;
    return target_song(*hit, by_id ? "isrc" : "name");
  }
  return std::nullopt;
}

std::vector<TargetPlaylist> SubsonicTarget::playlists_named(std::string_view name, const Cancellation& cancellation) {
  cancellation.check();
  std::vector<TargetPlaylist> named;
  for (const auto& playlist : api_.get("getPlaylists").playlists) {
    const bool own = playlist.owner.empty() || api_.user().empty() || playlist.owner == api_.user();
    if (own && playlist.name == name) named.push_back({playlist.id, playlist.name, "", playlist.songs});
  }
  return named;
}

void SubsonicTarget::add_rest(const std::string& id, const PlaylistDraft& draft, std::size_t begin, Progress& progress,
                              const Cancellation& cancellation) {
  const std::size_t at_once = api_.has_form_post() ? kSongsPerForm : kSongsPerUrl;
  for (std::size_t at = begin; at < draft.songs.size(); at += at_once) {
    cancellation.check();
    SubsonicParameters parameters{{"playlistId", id}};
    for (std::size_t i = at; i < std::min(at + at_once, draft.songs.size()); ++i) {
      parameters.emplace_back("songIdToAdd", draft.songs[i]);
    }
    api_.post("updatePlaylist", parameters);
    progress.advance(std::min(at + at_once, draft.songs.size()));
  }
}

TargetPlaylist SubsonicTarget::finish(const std::string& id, const PlaylistDraft& draft) {
  SubsonicParameters parameters{{"playlistId", id}};
  if (!draft.comment.empty()) parameters.emplace_back("comment", draft.comment);
  if (draft.is_public) parameters.emplace_back("public", *draft.is_public ? "true" : "false");
  if (parameters.size() > 1) api_.get("updatePlaylist", parameters);
  const auto reply = api_.get("getPlaylist", {{"id", id}});
  TargetPlaylist made{id, draft.name, "", static_cast<std::int64_t>(reply.songs.size())};
  if (!reply.playlists.empty()) made.name = reply.playlists.front().name;
  return made;
}

TargetPlaylist SubsonicTarget::create(const PlaylistDraft& draft, Progress& progress,
                                      const Cancellation& cancellation) {
  progress.begin("writing the playlist", draft.songs.size(), "songs");
  const auto before = playlists_named(draft.name, cancellation);
  std::string id;
  try {
    const auto reply = api_.post("createPlaylist", {{"name", draft.name}});
    if (!reply.playlists.empty()) id = reply.playlists.front().id;  // older servers answer nothing
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kService) throw;
    // It may have been made although the answer was lost.
    if (playlists_named(draft.name, cancellation).size() != before.size() + 1) throw;
  }
  if (id.empty()) {
    for (const auto& playlist : playlists_named(draft.name, cancellation)) {
      const bool is_new = std::none_of(before.begin(), before.end(),
                                       [&](const TargetPlaylist& known) { return known.id == playlist.id; });
      if (is_new) id = playlist.id;
    }
  }
  if (id.empty()) {
    throw Error(ErrorKind::kService,
                fmt::format("{}: the playlist '{}' was made, but is not among the playlists", name(), draft.name),
                "Look at it on the server; 'segue push subsonic --update' fills it.");
  }
  return replace({id, draft.name, "", 0}, draft, progress, cancellation);
}

TargetPlaylist SubsonicTarget::replace(const TargetPlaylist& playlist, const PlaylistDraft& draft, Progress& progress,
                                       const Cancellation& cancellation) {
  progress.begin("writing the playlist", draft.songs.size(), "songs");
  const std::size_t first = std::min(draft.songs.size(), api_.has_form_post() ? kSongsPerForm : kSongsPerUrl);
  SubsonicParameters parameters{{"playlistId", playlist.id}};
  for (std::size_t i = 0; i < first; ++i) parameters.emplace_back("songId", draft.songs[i]);
  const auto reply = api_.post("createPlaylist", parameters);
  if (reply.failed) {
    throw Error(ErrorKind::kService, fmt::format("{}: the playlist '{}' is gone", name(), playlist.name),
                "Run the same command again: it will be made anew.");
  }
  progress.advance(first);
  add_rest(playlist.id, draft, first, progress, cancellation);
  progress.end();
  return finish(playlist.id, draft);
}

}  // namespace segue::sources
