#include "segue/app/allowed_songs.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include <fmt/format.h>

#include "segue/app/song_list.h"

namespace segue::app {

void AllowedSongs::take_out(SongId song) {
  out_.insert(song);
  if (kept_) kept_->remove(song.value);
}

void AllowedSongs::keep(neighbors::IdSet songs) {
  assert(!kept_);
  kept_ = std::move(songs);
  for (const SongId song : out_) kept_->remove(song.value);
}

void AllowedSongs::keep_if(std::function<bool(SongId)> fulfils) {
  conditions_.push_back(std::move(fulfils));
}

bool AllowedSongs::contains(SongId song) const {
  if (kept_ ? !kept_->contains(song.value) : out_.contains(song)) return false;
  return std::ranges::all_of(conditions_, [&](const auto& condition) { return condition(song); });
}

neighbors::Filter AllowedSongs::filter() const {
  if (kept_ && conditions_.empty()) return *kept_;
  if (!kept_ && out_.empty() && conditions_.empty()) return {};
  return [this](std::int64_t id) { return contains(SongId{id}); };
}

std::unique_ptr<SongCondition> restrict_songs(const catalog::Catalog& catalog, const Space& space,
                                              const std::string& filter, const std::optional<std::int32_t>& cluster,
                                              AllowedSongs& allowed) {
  std::unique_ptr<SongCondition> condition;
  if (!filter.empty()) {
    condition = std::make_unique<SongCondition>(catalog, playlist::Filter::parse(filter));
    if (space.mapped() == nullptr) {
      allowed.keep(condition->fulfilled());
    } else {
      allowed.keep_if([asked = condition.get()](SongId song) { return asked->holds_for(song); });
    }
  }
  for (const SongId id : catalog.songs_without_file()) allowed.take_out(id);
  if (cluster) allowed.keep_if([&space, cluster](SongId song) { return space.cluster_of(song) == *cluster; });
  return condition;
}

void exclude_listed(const catalog::Catalog& catalog, const std::filesystem::path& file, AllowedSongs& allowed,
                    std::unordered_set<std::string>& keys, std::vector<std::string>& remarks) {
  auto list = read_song_list(catalog, file);
  for (const SongId id : list.songs) allowed.take_out(id);
  keys.merge(list.keys);
  if (list.unknown.empty()) return;
  remarks.push_back(fmt::format("{}: {} of {} entries name no song of the catalog, '{}' first.", file.string(),
                                list.unknown.size(), list.unknown.size() + list.songs.size(), list.unknown.front()));
}

}  // namespace segue::app
