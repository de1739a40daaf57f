#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "segue/base/clock.h"
#include "segue/base/unicode.h"
#include "segue/sources/csv/cell.h"
#include "segue/sources/folder/file_name.h"
#include "segue/sources/folder/file_text.h"
#include "segue/sources/folder/lrc.h"
#include "segue/sources/folder/music_folder.h"
#include "segue/sources/folder/song_folder.h"
#include "segue/sources/folder/tag_file.h"
#include "segue/sources/folder/tag_values.h"

namespace segue::sources {
namespace {

constexpr double kLongestDuration = 86400;  // seconds; as for tables

template <class T>
void fill(T& known, T&& other) {
  if (known == T()) known = std::forward<T>(other);
}

/// The first value of `name` that `read` can read.
template <class Read>
auto first_of(const TagFields& tags, std::string_view name, const Read& read) -> decltype(read(std::string_view())) {
  for (const std::string& value : tags.of(name)) {
    if (auto meaning = read(std::string_view(value)); meaning != decltype(meaning)()) return meaning;
  }
  return {};
}

/// The day the song came out first where the tag knows it, in more detail where the day of this edition has the same
/// year.
std::optional<catalog::ReleaseDate> released(const TagFields& tags) {
  const int latest = year_of(Clock::system().now()) + 1;
  const auto read = [&](std::string_view text) { return tag_date(text, latest); };
  std::optional<catalog::ReleaseDate> original = first_of(tags, "ORIGINALDATE", read);
  if (!original) original = first_of(tags, "ORIGINALYEAR", read);
  std::optional<catalog::ReleaseDate> edition = first_of(tags, "DATE", read);
  if (!edition) edition = first_of(tags, "YEAR", read);
  if (!original) return edition;
  return edition && edition->year == original->year && original->month == 0 ? edition : original;
}

std::vector<std::string> artists(const TagFields& tags) {
  for (const std::string_view name : {"ARTISTS", "ARTIST", "ALBUMARTIST"}) {
    std::vector<std::string> names = tag_artists(tags.of(name), tags.slash_lists);
    if (!names.empty()) return names;
  }
  return {};
}

/// "Artist - Title" in the field of the title, where the artist is known to be that one.
std::string without_artist(std::string title, const std::vector<std::string>& artists) {
  const std::size_t dash = title.find(" - ");
  if (dash == std::string::npos || artists.empty()) return title;
  const std::string rest = clean_name(std::string_view(title).substr(dash + 3));
  const bool same = fold_words(std::string_view(title).substr(0, dash)) == fold_words(artists[0]);
  return same && !rest.empty() ? rest : title;
}

/// A field with several titles is a list of an album's songs, or one title in several languages: the one that stands in
/// the file's name, else the first of two, else none is this file's.
std::string title_of(const TagFields& tags, const std::filesystem::path& path) {
  std::vector<std::string> titles;
  for (const std::string& value : tags.of("TITLE")) {
    std::string title = tag_title(value);
    if (!title.empty() && std::find(titles.begin(), titles.end(), title) == titles.end()) titles.push_back(title);
  }
  if (titles.empty()) return {};
  if (titles.size() == 1) return titles[0];
  const std::string name = " " + fold_words(read_file_name(shown_name(path.stem()), {}).title) + " ";
  for (const std::string& title : titles) {
    if (name.find(" " + fold_words(title) + " ") != std::string::npos) return title;
  }
  return titles.size() == 2 ? titles[0] : std::string();
}

std::string tagged_lyrics(const TagFields& tags) {
  std::string longest;
  for (const std::string& value : tags.of("LYRICS")) {
    const std::string text = repaired(value);
    std::string words = looks_like_lrc(text) ? lrc_words(text) : clean_lyrics(text);
    if (words.size() > longest.size()) longest = std::move(words);
  }
  return longest;
}

void take_tags(const TagFields& tags, const std::filesystem::path& path, TaggedFile& song) {
  catalog::SongFacts& facts = song.record.facts;
  facts.artists = artists(tags);
  facts.title = without_artist(title_of(tags, path), facts.artists);
  facts.album = first_of(tags, "ALBUM", tag_album);
  facts.released = released(tags);
  facts.explicit_words = first_of(tags, "ITUNESADVISORY", advisory);
  if (auto isrc = first_of(tags, "ISRC", read_isrc)) facts.ids.push_back({"isrc", std::move(*isrc)});
  if (auto id = first_of(tags, "MUSICBRAINZ_TRACKID", read_musicbrainz_id)) {
    facts.ids.push_back({"musicbrainz", std::move(*id)});
  }
  song.replay_gain_db = first_of(tags, "REPLAYGAIN_TRACK_GAIN", replay_gain);
  if (!song.replay_gain_db) song.replay_gain_db = first_of(tags, "R128_TRACK_GAIN", r128_gain);
  song.stated_duration_s = tags.duration_s;
  if (tags.duration_s && *tags.duration_s <= kLongestDuration) {
    facts.duration_ms = std::llround(*tags.duration_s * 1000);
  }
  song.record.lyrics = tagged_lyrics(tags);
}

/// What the folders above a numbered file say of it, see read_folder_names.
NamedFolders named_folders(const std::filesystem::path& path) {
  std::filesystem::path album = path.parent_path();
  if (is_disc_folder(shown_name(album.filename()))) album = album.parent_path();
  if (album.filename().empty()) return {};
  return read_folder_names(shown_name(album.parent_path().filename()), shown_name(album.filename()));
}

/// Fills in what tags and song files leave open from the file's name, only where the two agree.
void take_name(const std::filesystem::path& path, const SongFolder& folder, TaggedFile& song) {
  catalog::SongFacts& facts = song.record.facts;
  if (!facts.title.empty() && !facts.artists.empty()) return;
  NamedSong named = read_file_name(shown_name(path.stem()), folder.stems());
  if (facts.title.empty() && facts.artists.empty()) {
    // One numbered file alone in its folder says nothing about the folder.
    if (named.artist.empty() && named.numbered && folder.stems().size() > 1) {
      const NamedFolders folders = named_folders(path);
      named.artist = folders.artist;
      if (named.album.empty()) named.album = folders.album;
    }
    facts.title = named.title;
    if (!named.artist.empty()) facts.artists = tag_artists({named.artist}, false);
    if (facts.album.empty()) facts.album = named.album;
  } else if (facts.title.empty()) {
    const bool agrees = named.artist.empty() || fold_words(named.artist) == fold_words(facts.artists[0]);
    facts.title = agrees ? named.title : named.artist + " - " + named.title;
  } else {
    if (named.artist.empty() || fold_words(named.title) != fold_words(facts.title)) return;
    facts.artists = tag_artists({named.artist}, false);
  }
  song.named_by_file = true;
}

}  // namespace

TaggedFile read_tags(const std::filesystem::path& path) {
  TaggedFile song;
  catalog::SongFacts& facts = song.record.facts;
  facts.path = path.native();
  if (const std::optional<TagFields> tags = read_tag_file(path)) take_tags(*tags, path, song);

  const SongFolder folder(path);
  if (song.record.lyrics.empty()) song.record.lyrics = folder.lyrics();
  if (std::optional<UltraStarSong> ultrastar = folder.ultrastar()) {
    fill(facts.title, std::move(ultrastar->title));
    if (facts.artists.empty()) facts.artists = tag_artists({ultrastar->artist}, false);
    if (!facts.released) facts.released = ultrastar->released;
    fill(song.record.lyrics, std::move(ultrastar->lyrics));
  }
  if (std::optional<SongIni> ini = folder.song_ini()) {
    fill(facts.title, std::move(ini->title));
    if (facts.artists.empty()) facts.artists = tag_artists({ini->artist}, false);
    fill(facts.album, std::move(ini->album));
    if (!facts.released) facts.released = ini->released;
  }
  take_name(path, folder, song);
  if (facts.title.empty()) facts.title = clean_name(shown_name(path.filename()));  // named by spaces
  return song;
}

}  // namespace segue::sources
