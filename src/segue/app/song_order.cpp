#include "segue/app/song_order.h"

#include <utility>

namespace segue::app {

std::vector<playlist::OrderSong> order_songs(const catalog::Catalog& catalog, const Space& space,
                                             const std::vector<SongId>& songs) {
  using catalog::Variable;
  std::vector<playlist::OrderSong> result;
  for (const SongId id : songs) {
    const auto known = catalog.values(id);
    const catalog::Values values = known ? known->values : catalog::Values{};
    playlist::OrderSong song{
        values[Variable::kTempo], values[Variable::kKey], values[Variable::kMode], values[Variable::kEnergy], {}};
    if (space.contains(id)) song.vector = space.vector_of(id);
    result.push_back(song);
  }
  return result;
}

void put_in_order(const catalog::Catalog& catalog, const Space& space, const catalog::Song& seed, playlist::Order order,
                  std::uint64_t random_seed, std::vector<playlist::Pick>& picks) {
  if (order == playlist::Order::kSimilarity) return;
  std::vector<SongId> ids{seed.id};
  for (const auto& pick : picks) ids.push_back(pick.song.id);
  const auto songs = order_songs(catalog, space, ids);
  std::vector<playlist::Pick> in_order;
  for (const std::size_t place : playlist::ordered(std::span(songs).subspan(1), order, songs.front(), random_seed)) {
    in_order.push_back(std::move(picks[place]));
  }
  picks = std::move(in_order);
}

}  // namespace segue::app
