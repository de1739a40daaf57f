#include "segue/app/song_condition.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "segue/app/filter_columns.h"

namespace segue::app {
namespace {

constexpr std::int64_t kStretch = 262'144;          // songs evaluated together
constexpr std::size_t kMostSingly = 20'000;         // half a second; a million songs take as long together
constexpr std::string_view kPlaylist = "playlist";  // is asked of all playlists, however few the songs

bool known_of_any(const playlist::FilterColumns& columns, std::size_t field) {
  if (playlist::filter_fields()[field].kind == playlist::FieldKind::kText) {
    return std::ranges::any_of(columns.texts[field], [](const std::string& text) { return !text.empty(); });
  }
  return std::ranges::any_of(columns.numbers[field], [](double value) { return value == value; });
}

}  // namespace

SongCondition::SongCondition(const catalog::Catalog& catalog, playlist::Filter filter)
    : catalog_(catalog), filter_(std::move(filter)), known_(filter_.fields().size(), false), most_asked_(kMostSingly) {
  for (const std::size_t field : filter_.fields()) {
    if (playlist::filter_fields()[field].name == kPlaylist) most_asked_ = 0;
  }
}

std::vector<std::uint8_t> SongCondition::evaluate(const std::vector<SongId>& songs) {
  const auto columns = load_filter_columns(catalog_, songs, filter_.fields());
  for (std::size_t i = 0; i < known_.size(); ++i) {
    if (!known_[i]) known_[i] = known_of_any(columns, filter_.fields()[i]);
  }
  return filter_.evaluate(columns);
}

const neighbors::IdSet& SongCondition::fulfilled() {
  if (fulfilled_) return *fulfilled_;
  const std::int64_t last = catalog_.last_song().value;
  fulfilled_.emplace(1, last + 1);
  for (std::int64_t first = 1; first <= last; first += kStretch) {
    const auto songs = catalog_.song_ids({{first}, {std::min(first + kStretch - 1, last)}});
    const auto holds = evaluate(songs);
    for (std::size_t i = 0; i < songs.size(); ++i) {
      if (holds[i] != 0) fulfilled_->add(songs[i].value);
    }
  }
  return *fulfilled_;
}

bool SongCondition::holds_for(SongId song) {
  if (!fulfilled_ && asked_ < most_asked_) {
    ++asked_;
    return evaluate({song}).front() != 0;
  }
  return fulfilled().contains(song.value);
}

std::vector<std::string> SongCondition::remarks() const {
  std::vector<std::string> remarks;
  const auto looked_at = fulfilled_ ? std::string("no song") : fmt::format("none of the {} songs looked at", asked_);
  for (std::size_t i = 0; i < known_.size(); ++i) {
    if (known_[i]) continue;
    remarks.push_back(fmt::format("'{}' is known of {}: a test of it holds for none, 'not' of it for all.",
                                  playlist::filter_fields()[filter_.fields()[i]].name, looked_at));
  }
  if (fulfilled_ && fulfilled_->size() == 0) remarks.emplace_back("No song fulfils the filter.");
  return remarks;
}

}  // namespace segue::app
