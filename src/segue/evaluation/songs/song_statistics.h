#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace segue::evaluation {

/// The variables whose distribution is known: nine audio features, then tempo, duration (ms), year, popularity.
inline constexpr std::size_t kDrawnVariables = 12;
enum class Drawn : std::uint8_t {
  kDanceability,
  kEnergy,
  kLoudness,
  kSpeechiness,
  kAcousticness,
  kInstrumentalness,
  kLiveness,
  kValence,
  kTempo,
  kDuration,
  kYear,
  kPopularity
};

/// A distribution, told by some of its quantiles; between them it is uniform.
struct Quantiles {
  std::vector<double> values;  ///< ascending, one per level of SongStatistics::levels
};

/// The value at `level`, 0 to 1, of a distribution told by its quantiles at `levels`, which ascend from 0 to 1.
double value_at(std::span<const double> levels, std::span<const double> quantiles, double level);

using DrawnMatrix = std::array<std::array<double, kDrawnVariables>, kDrawnVariables>;

/// Songs of one kind of playlist ("album rock").
struct SongStyle {
  std::string name;
  double weight = 0;  ///< songs of the table it was measured on
  std::array<Quantiles, kDrawnVariables> quantiles;
  DrawnMatrix root{};  ///< lower triangle; root * root' are the correlations of the normal scores
};

/// How a song's artist is drawn (tools/song_facts.py tells the law).
struct ArtistLaw {
  double niche = 0;     ///< mean share of songs by an artist of the niche
  double anywhere = 0;  ///< of the others, the share by an artist of no style
  double tail = 1;
  double scale = 1;
};

/// What songs of playlists are like: facts measured on the TidyTuesday table by tools/song_facts.py.
struct SongStatistics {
  std::vector<double> levels;  ///< of all quantiles; ascending from 0 to 1
  std::vector<SongStyle> styles;
  /// Of the variance of normal scores within a style: what songs of a niche share, and songs of an artist beyond that.
  std::array<double, kDrawnVariables> shared_niche{};
  std::array<double, kDrawnVariables> shared_artist{};
  Quantiles title_length;   ///< characters
  Quantiles artist_length;  ///< characters
  double guests = 0;        ///< share of songs whose title names a guest
  double whole_dates = 0;   ///< share of songs whose day of release is known, not only the year
  double major = 0;         ///< share in a major key
  std::array<double, 12> keys_major{};
  std::array<double, 12> keys_minor{};
  ArtistLaw artists;
  Quantiles playlist_size;
  double playlist_niche = 0;     ///< of a playlist's songs, the share from its niche
  double playlist_exponent = 0;  ///< the song of rank r stands in playlists as often as r^-this; 0 to 1
  /// Of all songs together, to check what is made against.
  std::array<Quantiles, kDrawnVariables> all;
  DrawnMatrix all_correlations{};  ///< symmetric

  /// The value of `of` at `level`, 0 to 1.
  double at(const Quantiles& of, double level) const;

  /// Those compiled in.
  static const SongStatistics& known();
  /// Reads the text tools/song_facts.py writes. Error(kBadData) naming the line if it is none.
  static SongStatistics read(std::string_view text);
};

/// The text compiled in.
std::span<const std::byte> song_facts_text();

}  // namespace segue::evaluation
