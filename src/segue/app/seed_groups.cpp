// Albums and playlists as seeds.
#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "segue/app/seeds.h"
#include "segue/base/title.h"
#include "segue/base/unicode.h"

namespace segue::app {
namespace {

constexpr std::size_t kSuggestions = 8;

/// The songs of one album, filed under the first artist of its first song.
struct Album {
  std::string name;
  std::vector<std::string> artists;  ///< first artists of its songs, the most frequent first
  std::vector<SongId> songs;
};

/// Albums by what is compared of their name and, where `artist` is named, only songs this artist is credited for.
std::map<std::pair<std::string, std::string>, Album> albums_called(const catalog::Catalog& catalog,
                                                                   const playlist::SeedReading& reading) {
  const std::string wanted = name_key(reading.title);
  const std::string artist = reading.artist.empty() ? "" : artist_key(reading.artist);
  std::map<std::pair<std::string, std::string>, Album> albums;
  catalog.for_each_song([&](const catalog::Song& song) {
    const auto& facts = song.facts;
    if (facts.album.empty() || facts.artists.empty() || name_key(facts.album) != wanted) return;
    const auto is_wanted = [&](const std::string& name) { return artist_key(name) == artist; };
    const auto credited = std::ranges::find_if(facts.artists, is_wanted);
    if (!artist.empty() && credited == facts.artists.end()) return;
    // Named, an artist makes one album of songs filed under others too.
    auto& album = albums[{wanted, artist.empty() ? artist_key(facts.artists.front()) : artist}];
    if (album.songs.empty()) {
      album.name = facts.album;
      album.artists = {artist.empty() ? facts.artists.front() : *credited};
    }
    album.songs.push_back(song.id);
  });
  return albums;
}

std::vector<playlist::SeedCandidate> albums_like(const catalog::Catalog& catalog, const std::string& typed) {
  // An album is matched like a title: by its name and artist.
  std::vector<playlist::SeedCandidate> all;
  std::set<std::pair<std::string, std::string>> seen;
  catalog.for_each_song([&](const catalog::Song& song) {
    const auto& facts = song.facts;
    if (facts.album.empty() || facts.artists.empty()) return;
    if (seen.emplace(facts.album, facts.artists.front()).second) {
      all.push_back({song.id, facts.album, {facts.artists.front()}, 0});
    }
  });
  return playlist::nearest_names(typed, all, kSuggestions);
}

std::string listed(const std::vector<const catalog::CollectedPlaylist*>& playlists) {
  std::string text;
  for (const auto* playlist : playlists) {
    text += fmt::format("\n  {} '{}' ({} songs)", playlist->id.value, playlist->name, playlist->songs.size());
  }
  return text;
}

std::vector<const catalog::CollectedPlaylist*> playlists_like(const std::vector<catalog::CollectedPlaylist>& all,
                                                              const std::string& typed) {
  const std::string wanted = fold_words(typed);
  std::vector<std::pair<std::size_t, const catalog::CollectedPlaylist*>> near;
  const std::size_t limit = wanted.size() / 3 + 1;
  for (const auto& playlist : all) {
    const std::string name = fold_words(playlist.name);
    const bool part = !wanted.empty() && name.find(wanted) != std::string::npos;
    const std::size_t distance = part ? 0 : edit_distance(wanted, name, limit);
    if (distance <= limit) near.emplace_back(distance, &playlist);
  }
  std::ranges::stable_sort(near, {}, &std::pair<std::size_t, const catalog::CollectedPlaylist*>::first);
  std::vector<const catalog::CollectedPlaylist*> found;
  for (const auto& one : near) {
    if (found.size() < kSuggestions) found.push_back(one.second);
  }
  return found;
}

}  // namespace

SeedGroup find_album(const catalog::Catalog& catalog, const std::string& typed) {
  for (const auto& reading : playlist::read_seed(typed)) {
    auto albums = albums_called(catalog, reading);
    if (albums.empty()) continue;
    if (albums.size() == 1) {
      auto& album = albums.begin()->second;
      return {album.name + " — " + album.artists.front(), std::move(album.songs)};
    }
    std::vector<playlist::SeedCandidate> candidates;
    for (const auto& [key, album] : albums) {
      if (candidates.size() < kSuggestions) candidates.push_back({album.songs.front(), album.name, album.artists, 0});
    }
    throw SeedError(fmt::format("album '{}' is by several artists", typed),
                    "Name the artist too: --seed-album 'Album,Artist'.", typed, true, std::move(candidates));
  }
  throw SeedError(fmt::format("no album in the catalog matches '{}'", typed),
                  "An album is written --seed-album 'Album,Artist'.", typed, false, albums_like(catalog, typed));
}

SeedGroup find_playlist(const catalog::Catalog& catalog, const std::string& typed) {
  const auto all = catalog.playlists();
  std::int64_t number = 0;
  const char* end = typed.data() + typed.size();
  const auto [stop, error] = std::from_chars(typed.data(), end, number);
  const bool is_number = error == std::errc() && stop == end;
  const std::string name = fold_words(typed);
  std::vector<const catalog::CollectedPlaylist*> found;
  for (const auto& playlist : all) {
    if (playlist.key == typed || (!name.empty() && fold_words(playlist.name) == name)) found.push_back(&playlist);
  }
  if (found.empty() && is_number) {
    for (const auto& playlist : all) {
      if (playlist.id.value == number) found.push_back(&playlist);
    }
  }
  if (found.size() > 1) {
    found.resize(std::min(found.size(), kSuggestions));
    throw Error(ErrorKind::kNotFound, fmt::format("several playlists are called '{}':{}", typed, listed(found)),
                "Name it by its number.");
  }
  if (found.empty()) {
    const auto near = playlists_like(all, typed);
    throw Error(ErrorKind::kNotFound,
                near.empty() ? fmt::format("no playlist is called '{}'; the catalog has {}", typed, all.size())
                             : fmt::format("no playlist is called '{}'; the nearest there are:{}", typed, listed(near)),
                all.empty() ? "Import a table of playlists, or a folder with M3U files." : "");
  }
  if (found.front()->songs.empty()) {
    throw Error(ErrorKind::kNotFound, fmt::format("the playlist '{}' is empty", found.front()->name));
  }
  const auto& playlist = *found.front();
  return {playlist.name.empty() ? playlist.key : playlist.name, playlist.songs};
}

}  // namespace segue::app
