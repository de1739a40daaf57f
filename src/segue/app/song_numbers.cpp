#include "segue/app/song_numbers.h"

#include <algorithm>
#include <limits>

namespace segue::app {
namespace {

features::SongNumbers numbers_of(const catalog::Song& song) {
  constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
  const auto& facts = song.facts;
  return {song.id,
          catalog::Values{},
          facts.released ? static_cast<double>(facts.released->year) : kUnknown,
          facts.duration_ms ? static_cast<double>(*facts.duration_ms) : kUnknown,
          {}};
}

/// A song without words among songs with words. One of which nothing else is known stays unknown: it would be placed by
/// the words it has not.
void take_wordless(std::vector<features::SongNumbers>& numbers, const catalog::Catalog& catalog) {
  using catalog::Variable;
  if (!catalog.has_lyrics()) return;
  for (auto& song : numbers) {
    if (!song.values.empty() && !song.values.has(Variable::kHasLyrics)) song.values[Variable::kHasLyrics] = 0;
  }
}

}  // namespace

std::vector<features::SongNumbers> load_numbers(const catalog::Catalog& catalog, const catalog::SongRange& range) {
  std::vector<features::SongNumbers> numbers;
  catalog.for_each_song([&](const catalog::Song& song) { numbers.push_back(numbers_of(song)); }, false, range);
  auto at = numbers.begin();
  catalog.for_each_values(
      [&](SongId id, const catalog::KnownValues& known) {
        // Both come in ascending order, so the next song with values is never behind.
        while (at != numbers.end() && at->song < id) ++at;
        if (at != numbers.end() && at->song == id) at->values = known.values;
      },
      {}, range);
  take_wordless(numbers, catalog);
  at = numbers.begin();
  catalog.for_each_timbre(
      [&](SongId id, std::span<const float> timbre) {
        while (at != numbers.end() && at->song < id) ++at;
        if (at != numbers.end() && at->song == id) at->timbre.assign(timbre.begin(), timbre.end());
      },
      range);
  return numbers;
}

std::vector<features::SongNumbers> load_numbers(const catalog::Catalog& catalog, const std::vector<SongId>& songs) {
  std::vector<features::SongNumbers> numbers;
  for (const auto& song : catalog.songs(songs)) {
    numbers.push_back(numbers_of(song));
    if (const auto known = catalog.values(song.id)) numbers.back().values = known->values;
    if (auto sound = catalog.sound(song.id)) numbers.back().timbre = std::move(sound->timbre);
  }
  take_wordless(numbers, catalog);
  return numbers;
}

}  // namespace segue::app
