#include "segue/app/filter_columns.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

namespace segue::app {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

template <class T>
double number_or_unknown(const std::optional<T>& value) {
  return value ? static_cast<double>(*value) : kUnknown;
}

double fact(const catalog::SongFacts& facts, std::string_view field) {
  if (field == "year") return facts.released ? static_cast<double>(facts.released->year) : kUnknown;
  if (field == "duration") return facts.duration_ms ? static_cast<double>(*facts.duration_ms) / 1000 : kUnknown;
  if (field == "popularity") return number_or_unknown(facts.popularity);
  return number_or_unknown(facts.explicit_words);
}

std::string text(const catalog::SongFacts& facts, std::string_view field) {
  if (field == "title") return facts.title;
  if (field == "album") return facts.album;
  if (field == "path") return facts.path;
  std::string artists;
  for (const auto& artist : facts.artists) artists += artist + '\x1f';
  return artists;
}

/// Steps through ascending songs beside ascending ids.
class Walk {
 public:
  explicit Walk(std::span<const SongId> songs) : songs_(songs) {}
  std::optional<std::size_t> row_of(SongId id) {
    while (at_ < songs_.size() && songs_[at_] < id) ++at_;
    if (at_ == songs_.size() || songs_[at_] != id) return std::nullopt;
    return at_;
  }

 private:
  std::span<const SongId> songs_;
  std::size_t at_ = 0;
};

catalog::SongRange range_of(std::span<const SongId> songs) {
  return {songs.front(), songs.back()};
}

void load_values(const catalog::Catalog& catalog, std::span<const SongId> songs,
                 std::span<const std::pair<std::size_t, catalog::Variable>> wanted, playlist::FilterColumns& columns) {
  const bool words = catalog.has_lyrics();
  std::vector<catalog::Variable> only;
  for (const auto& [field, variable] : wanted) only.push_back(variable);
  Walk walk(songs);
  catalog.for_each_values(
      [&](SongId id, const catalog::KnownValues& known) {
        const auto row = walk.row_of(id);
        if (!row) return;
        for (const auto& [field, variable] : wanted) {
          double value = known.values[variable];
          if (variable == catalog::Variable::kHasLyrics && value != value && words) value = 0;
          columns.numbers[field][*row] = value;
        }
      },
      only, range_of(songs));
}

void load_playlists(const catalog::Catalog& catalog, std::span<const SongId> songs, std::vector<std::string>& names) {
  for (const auto& playlist : catalog.playlists()) {
    if (playlist.name.empty()) continue;
    for (const SongId id : playlist.songs) {
      const auto at = std::ranges::lower_bound(songs, id);
      if (at != songs.end() && *at == id) names[static_cast<std::size_t>(at - songs.begin())] += playlist.name + '\x1f';
    }
  }
}

}  // namespace

playlist::FilterColumns load_filter_columns(const catalog::Catalog& catalog, std::span<const SongId> songs,
                                            std::span<const std::size_t> fields) {
  playlist::FilterColumns columns(songs.size());
  std::vector<std::size_t> facts;
  std::vector<std::pair<std::size_t, catalog::Variable>> values;
  for (const std::size_t field : fields) {
    const auto& known = playlist::filter_fields()[field];
    const bool is_text = known.kind == playlist::FieldKind::kText;
    if (is_text) {
      columns.texts[field].resize(songs.size());
    } else {
      columns.numbers[field].assign(songs.size(), kUnknown);
    }
    if (const auto variable = catalog::variable_named(known.name)) {
      values.emplace_back(field, *variable);
    } else if (known.name == "playlist") {
      load_playlists(catalog, songs, columns.texts[field]);
    } else {
      facts.push_back(field);
    }
  }
  if (songs.empty()) return columns;
  if (!values.empty()) load_values(catalog, songs, values, columns);
  if (facts.empty()) return columns;
  Walk walk(songs);
  const auto take = [&](const catalog::Song& song) {
    const auto row = walk.row_of(song.id);
    if (!row) return;
    for (const std::size_t field : facts) {
      const auto name = playlist::filter_fields()[field].name;
      if (columns.texts[field].empty()) {
        columns.numbers[field][*row] = fact(song.facts, name);
      } else {
        columns.texts[field][*row] = text(song.facts, name);
      }
    }
  };
  catalog.for_each_song(take, false, range_of(songs));
  return columns;
}

}  // namespace segue::app
