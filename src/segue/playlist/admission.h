#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "segue/catalog/values/song.h"

namespace segue::playlist {

/// "the same song": title_key and artist_key of a song, joined.
std::string song_key(const catalog::SongFacts& facts);

/// False for a song without a title or an artist: it cannot be told to be the same as another.
bool has_name(const catalog::SongFacts& facts);

/// How many songs of a kind a list may have; 0: any number.
struct Limits {
  std::size_t per_artist = 0;  ///< with the same first artist (artist_key)
  std::size_t per_album = 0;   ///< of an album (its name folded) by the same first artist; unknown albums do not count
};

/// Keeps watch over a list while it is made: each song once, whatever its versions, and the limits.
class Admission {
 public:
  /// What is compared of a song; empty: like no other.
  struct Marks {
    std::string key;
    std::string artist;
    std::string album;
  };

  /// `excluded`: song_key() of songs that never come; must outlive this.
  Admission(const Limits& limits, const std::unordered_set<std::string>& excluded)
      : limits_(limits), excluded_(&excluded) {}

  Marks marks_of(const catalog::SongFacts& facts) const;
  bool allows(const Marks& marks) const;
  /// The song is in the list now.
  void take(const Marks& marks);

 private:
  using Counts = std::unordered_map<std::string, std::size_t>;
  static bool below(const Counts& counts, const std::string& name, std::size_t most);

  Limits limits_;
  const std::unordered_set<std::string>* excluded_;
  std::unordered_set<std::string> taken_;
  Counts by_artist_;
  Counts by_album_;
};

}  // namespace segue::playlist
