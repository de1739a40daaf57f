#include "segue/app/allowed_songs.h"

#include <algorithm>

#include <fmt/format.h>

#include "segue/app/filter_columns.h"
#include "segue/app/song_list.h"

namespace segue::app {
namespace {

bool known_of_any(const playlist::FilterColumns& columns, std::size_t field) {
  if (playlist::filter_fields()[field].kind == playlist::FieldKind::kText) {
    return std::ranges::any_of(columns.texts[field], [](const std::string& text) { return !text.empty(); });
  }
  return std::ranges::any_of(columns.numbers[field], [](double value) { return value == value; });
}

}  // namespace

std::vector<std::uint8_t> allowed_songs(const catalog::Catalog& catalog, const Space& space, const std::string& filter,
                                        const std::optional<std::int32_t>& cluster, std::vector<std::string>& remarks) {
  std::vector<std::uint8_t> allowed(space.songs().size(), 1);
  if (!filter.empty()) {
    const auto condition = playlist::Filter::parse(filter);
    const auto columns = load_filter_columns(catalog, space.songs(), condition.fields());
    allowed = condition.evaluate(columns);
    for (const std::size_t field : condition.fields()) {
      if (known_of_any(columns, field)) continue;
      remarks.push_back(fmt::format("'{}' is known of no song: a test of it holds for none, 'not' of it for all.",
                                    playlist::filter_fields()[field].name));
    }
    if (std::ranges::find(allowed, 1) == allowed.end()) remarks.emplace_back("No song fulfils the filter.");
  }
  for (const SongId id : catalog.songs_without_file()) {
    if (const auto row = space.row_of(id)) allowed[*row] = 0;
  }
  if (cluster) {
    for (std::size_t i = 0; i < allowed.size(); ++i) {
      if (space.clusters()[i] != *cluster) allowed[i] = 0;
    }
  }
  return allowed;
}

void exclude_listed(const catalog::Catalog& catalog, const Space& space, const std::filesystem::path& file,
                    std::vector<std::uint8_t>& allowed, std::unordered_set<std::string>& keys,
                    std::vector<std::string>& remarks) {
  auto list = read_song_list(catalog, file);
  for (const SongId id : list.songs) {
    if (const auto row = space.row_of(id)) allowed[*row] = 0;
  }
  keys.merge(list.keys);
  if (list.unknown.empty()) return;
  remarks.push_back(fmt::format("{}: {} of {} entries name no song of the catalog, '{}' first.", file.string(),
                                list.unknown.size(), list.unknown.size() + list.songs.size(), list.unknown.front()));
}

}  // namespace segue::app
