#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segue/base/ids.h"
#include "segue/catalog/values/variable.h"

namespace segue::catalog {

/// Songs by id, both ends included.
struct SongRange {
  SongId first{1};
  SongId last{std::numeric_limits<std::int64_t>::max()};
};

/// A date as exact as it is known: 2020, 2020-01 or 2020-01-21.
struct ReleaseDate {
  int year = 0;
  int month = 0;  ///< 1 to 12; 0 unknown
  int day = 0;    ///< 1 to 31; 0 unknown

  /// Reads "2020", "2020-01", "2020-01-21" (also with a time behind it: "2020-01-21T00:00:00Z"), nothing else.
  /// Checks that the day exists, not that the year is plausible.
  static std::optional<ReleaseDate> parse(std::string_view text);
  std::string text() const;
  auto operator<=>(const ReleaseDate&) const = default;
};

/// A name for a song that some service gave it.
struct ExternalId {
  std::string scheme;  ///< "spotify", "isrc", "musicbrainz", ...
  std::string value;   ///< as the service writes it bare: "0VjIjW4GlUZAMYd2vXMi3b"
  auto operator<=>(const ExternalId&) const = default;
};

/// What there is to say about a song besides its numbers and words.
struct SongFacts {
  std::string title;
  std::vector<std::string> artists;  ///< as credited, the first is the one it is filed under
  std::string album;                 ///< empty: unknown
  std::optional<ReleaseDate> released;
  std::optional<std::int64_t> duration_ms;
  std::optional<int> popularity;  ///< 0 to 100
  std::optional<bool> explicit_words;
  std::vector<ExternalId> ids;
  std::string path;  ///< of the music file; empty: none
};

/// A recording the catalog knows.
struct Song {
  SongId id;
  SongFacts facts;
};

/// "Title — Artist, Artist", for messages.
std::string display_name(const SongFacts& facts);

/// A playlist somebody else made, as it stands in the catalog.
struct CollectedPlaylist {
  PlaylistId id;
  std::string key;   ///< the id it had where it came from, or one made of its name; unique, splits data for evaluation
  std::string name;  ///< may be empty, need not be unique
  std::vector<SongId> songs;  ///< in its order, each once
};

/// Says that a song stands in a playlist.
struct PlaylistMention {
  std::string key;  ///< id where it came from; empty: the catalog makes one from the name
  std::string name;
  bool whole = false;  ///< the file is this one playlist and states all of it, so that a new reading replaces the old
};

/// One song as a source tells of it: what import, analysis and services hand to the catalog.
struct SongRecord {
  SongFacts facts;
  Values values;
  Provenance provenance = Provenance::kFile;  ///< of `values`
  std::string lyrics;                         ///< empty: none given
  std::optional<PlaylistMention> playlist;

  /// True for a row that brings words and no numbers: it makes no new song unless asked to.
  bool only_lyrics() const { return !lyrics.empty() && values.empty() && !playlist; }
};

}  // namespace segue::catalog
