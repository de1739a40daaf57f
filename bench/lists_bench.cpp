// What orders, feedback and corrections for hubs do to lists, measured on the training playlists of a trained catalog.
//
// Usage: lists_bench CATALOG [SEEDS]
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "segue/app/recommend.h"
#include "segue/app/song_order.h"
#include "segue/app/space.h"
#include "segue/base/error.h"
#include "segue/base/rng.h"
#include "segue/base/unicode.h"
#include "segue/catalog/catalog.h"
#include "segue/evaluation/bootstrap.h"
#include "segue/evaluation/protocol.h"
#include "segue/numeric/distance.h"
#include "segue/numeric/top_k.h"

namespace {

using namespace segue;

constexpr std::size_t kAnswers = 10;
constexpr std::size_t kLiked = 3;

/// Songs of the training playlists, and who shares one with whom.
struct Pool {
  std::vector<std::size_t> rows;                    // of the space
  std::vector<std::string> artist;                  // per row of the space
  std::vector<std::vector<std::size_t>> playlists;  // per row of the space: those it stands in
  std::vector<std::vector<std::size_t>> members;    // per playlist: rows
};

std::optional<std::size_t> row_of(const app::Space& space, SongId song) {
  if (!space.contains(song)) return std::nullopt;
  return space.scanned()->row_of(song.value);
}

Pool training_pool(const catalog::Catalog& catalog, const app::Space& space) {
  Pool pool;
  pool.artist.resize(space.size());
  pool.playlists.resize(space.size());
  catalog.for_each_song([&](const catalog::Song& song) {
    const auto row = row_of(space, song.id);
    if (row && !song.facts.artists.empty()) pool.artist[*row] = lower(song.facts.artists.front());
  });
  for (const auto& playlist : catalog.playlists()) {
    if (playlist.songs.size() < evaluation::kLeastPlaylist || !evaluation::is_training_playlist(playlist.key)) continue;
    std::vector<std::size_t> members;
    for (const SongId id : playlist.songs) {
      if (const auto row = row_of(space, id)) members.push_back(*row);
    }
    for (const std::size_t row : members) pool.playlists[row].push_back(pool.members.size());
    pool.members.push_back(std::move(members));
  }
  for (std::size_t row = 0; row < pool.playlists.size(); ++row) {
    if (!pool.playlists[row].empty()) pool.rows.push_back(row);
  }
  return pool;
}

bool share(const Pool& pool, std::size_t a, std::size_t b) {
  return std::ranges::any_of(pool.playlists[a], [&](std::size_t one) {
    return std::ranges::find(pool.playlists[b], one) != pool.playlists[b].end();
  });
}

/// Distances of a question to all songs, and the share of right ones among the nearest that may be answers.
class Asker {
 public:
  Asker(const app::Space& space, const Pool& pool) : space_(space), pool_(pool) {}

  std::vector<float> distances(std::span<const float> question) const {
    std::vector<float> result(space_.size());
    numeric::squared_distances(question, space_.scanned()->vectors(), result);
    for (float& distance : result) distance = std::sqrt(distance);
    return result;
  }
  std::vector<std::size_t> answers(std::span<const float> distances, std::size_t query,
                                   const std::vector<std::size_t>& banned) const {
    numeric::RunningSmallest best(kAnswers);
    for (const std::size_t row : pool_.rows) {
      if (pool_.artist[row] == pool_.artist[query] || std::ranges::find(banned, row) != banned.end()) continue;
      const auto index = static_cast<std::uint32_t>(row);
      if (best.wants(index, distances[row])) best.offer(index, distances[row]);
    }
    std::vector<std::size_t> rows;
    for (const auto& scored : best.take()) rows.push_back(scored.index);
    return rows;
  }
  float precision(std::span<const float> distances, std::size_t query, const std::vector<std::size_t>& banned) const {
    float right = 0;
    for (const std::size_t row : answers(distances, query, banned)) right += share(pool_, query, row) ? 1.0F : 0.0F;
    return right / static_cast<float>(kAnswers);
  }

 private:
  const app::Space& space_;
  const Pool& pool_;
};

void print_difference(const std::string& what, const std::vector<float>& with, const std::vector<float>& without) {
  const auto difference = evaluation::paired_bootstrap(with, without);
  double a = 0;
  double b = 0;
  for (const float one : with) a += double{one};
  for (const float one : without) b += double{one};
  const auto n = static_cast<double>(with.size());
  fmt::print("  {:44} P@10 {:.4f} against {:.4f}: {:+.4f} ({:+.4f} to {:+.4f})\n", what, a / n, b / n, difference.mean,
             difference.low, difference.high);
}

std::vector<std::size_t> sampled(const Pool& pool, std::size_t count) {
  std::vector<std::size_t> rows = pool.rows;
  Rng rng(1);
  rng.shuffle(std::span(rows));
  rows.resize(std::min(rows.size(), count));
  return rows;
}

void orders(const catalog::Catalog& catalog, const app::Space& space, const std::vector<std::size_t>& seeds) {
  std::map<std::string, playlist::Smoothness> sums;
  double lists = 0;
  for (const std::size_t row : seeds) {
    app::RecommendOptions options;
    options.seed_songs = {SongId{space.scanned()->ids()[row]}};
    const auto made = app::recommend(catalog, options);
    std::vector<SongId> ids{options.seed_songs};
    for (const auto& pick : made.playlist.songs) ids.push_back(pick.song.id);
    const auto songs = app::order_songs(catalog, space, ids);
    for (const auto& [name, order] :
         {std::pair{"similarity", playlist::Order::kSimilarity}, std::pair{"smooth", playlist::Order::kSmooth}}) {
      std::vector<playlist::OrderSong> in_order{songs.front()};
      for (const std::size_t place : playlist::ordered(std::span(songs).subspan(1), order, songs.front())) {
        in_order.push_back(songs[place + 1]);
      }
      const auto here = playlist::smoothness(in_order);
      sums[name].tempo += here.tempo;
      sums[name].key += here.key;
      sums[name].energy += here.energy;
    }
    ++lists;
  }
  fmt::print("orders of the same 25 songs, mean step of {} lists: octaves of tempo, steps of key, energy\n", lists);
  for (const auto& [name, sum] : sums) {
    fmt::print("  {:12} {:.4f}  {:.3f}  {:.4f}\n", name, sum.tempo / lists, sum.key / lists, sum.energy / lists);
  }
  const auto& a = sums["smooth"];
  const auto& b = sums["similarity"];
  fmt::print("  {:12} {:.2f}    {:.2f}   {:.2f}\n", "ratio", a.tempo / b.tempo, a.key / b.key, a.energy / b.energy);
}

/// Likes are songs that share a playlist with the seed, dislikes answers that do not; neither is an answer itself.
void feedback(const app::Space& space, const Pool& pool, const std::vector<std::size_t>& seeds) {
  const Asker asker(space, pool);
  const auto vectors = space.scanned()->vectors();
  std::map<std::string, std::pair<std::vector<float>, std::vector<float>>> results;  // with, without
  Rng rng(2);
  for (const std::size_t query : seeds) {
    const auto plain = asker.distances(vectors.row(query));
    const auto& list = pool.members[pool.playlists[query][rng.below(pool.playlists[query].size())]];
    std::vector<std::size_t> liked;
    for (int tries = 0; tries < 50 && liked.size() < kLiked; ++tries) {
      const std::size_t row = list[rng.below(list.size())];
      if (row != query && std::ranges::find(liked, row) == liked.end()) liked.push_back(row);
    }
    std::vector<std::size_t> disliked;
    for (const std::size_t row : asker.answers(plain, query, {})) {
      if (disliked.size() < kLiked && !share(pool, query, row)) disliked.push_back(row);
    }
    const auto measure = [&](const std::string& name, const std::vector<std::size_t>& rows, double weight) {
      auto distances = plain;
      std::vector<playlist::Pull> pulls;
      for (const std::size_t row : rows) pulls.push_back({vectors.row(row), weight});
      playlist::tilt(distances, vectors, pulls);
      results[name].first.push_back(asker.precision(distances, query, rows));
      results[name].second.push_back(asker.precision(plain, query, rows));
    };
    for (const double weight : {0.2, 0.5, 0.8, 1.0}) {
      measure(fmt::format("{} likes of weight {}", kLiked, weight), liked, weight);
      measure(fmt::format("{} dislikes of weight {}", kLiked, weight), disliked, -weight);
    }
    const auto name = fmt::format("{} likes as further seeds (Rocchio)", kLiked);
    std::vector<float> mean(vectors.row(query).begin(), vectors.row(query).end());
    for (const std::size_t row : liked) {
      for (std::size_t j = 0; j < mean.size(); ++j) mean[j] += vectors(row, j) / 3;
    }
    for (float& value : mean) value /= 1 + static_cast<float>(liked.size()) / 3;
    results[name].first.push_back(asker.precision(asker.distances(mean), query, liked));
    results[name].second.push_back(asker.precision(plain, query, liked));
  }
  fmt::print("feedback, {} seeds, with against without:\n", seeds.size());
  for (const auto& [name, values] : results) print_difference(name, values.first, values.second);
}

/// Skewness of how often a song is among the answers (Radovanovic et al. 2010).
double skewness(const std::map<std::size_t, double>& counts, std::size_t songs) {
  double mean = 0;
  for (const auto& [row, count] : counts) mean += count;
  mean /= static_cast<double>(songs);
  double second = static_cast<double>(songs - counts.size()) * mean * mean;
  double third = -static_cast<double>(songs - counts.size()) * mean * mean * mean;
  for (const auto& [row, count] : counts) {
    second += (count - mean) * (count - mean);
    third += (count - mean) * (count - mean) * (count - mean);
  }
  const auto n = static_cast<double>(songs);
  return third / n / std::pow(second / n, 1.5);
}

/// Corrections of distances d by how near songs' own neighbors are (r, the mean distance to the 10 nearest).
void hubs(const app::Space& space, const Pool& pool, const std::vector<std::size_t>& seeds) {
  const Asker asker(space, pool);
  const auto vectors = space.scanned()->vectors();
  std::vector<float> radius(space.size(), 1.0F);
  for (const std::size_t row : pool.rows) {
    const auto distances = asker.distances(vectors.row(row));
    numeric::RunningSmallest best(kAnswers + 1);
    for (const std::size_t other : pool.rows) {
      const auto index = static_cast<std::uint32_t>(other);
      if (best.wants(index, distances[other])) best.offer(index, distances[other]);
    }
    float sum = 0;
    for (const auto& scored : best.take()) sum += scored.score;
    radius[row] = std::max(sum / static_cast<float>(kAnswers), 1e-6F);
  }
  std::map<std::string, std::vector<float>> precision;
  std::map<std::string, std::map<std::size_t, double>> counts;
  for (const std::size_t query : seeds) {
    const auto plain = asker.distances(vectors.row(query));
    const auto measure = [&](const std::string& name, auto&& corrected) {
      auto distances = plain;
      for (const std::size_t row : pool.rows) distances[row] = corrected(plain[row], radius[row]);
      precision[name].push_back(asker.precision(distances, query, {}));
      for (const std::size_t row : asker.answers(distances, query, {})) ++counts[name][row];
    };
    measure("plain", [](float d, float) { return d; });
    measure("CSLS: 2 d - r", [](float d, float r) { return 2 * d - r; });
    measure("local scaling: d / sqrt(r)", [](float d, float r) { return d / std::sqrt(r); });
    measure("half: d - r / 4", [](float d, float r) { return d - r / 4; });
  }
  fmt::print("corrections for hubs, {} seeds; skewness of k-occurrence:\n", seeds.size());
  for (const auto& [name, values] : precision) {
    print_difference(fmt::format("{} (skewness {:.2f})", name, skewness(counts[name], pool.rows.size())), values,
                     precision["plain"]);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: lists_bench CATALOG [SEEDS]\n");
    return 2;
  }
  try {
    const auto catalog = catalog::Catalog::open_existing(argv[1]);
    const app::Space space(catalog, "");
    const auto pool = training_pool(catalog, space);
    const auto seeds = sampled(pool, argc > 2 ? static_cast<std::size_t>(std::atoi(argv[2])) : 2000);
    fmt::print("recipe '{}', {} songs of {} training playlists\n", space.name(), pool.rows.size(), pool.members.size());
    orders(catalog, space,
           {seeds.begin(), seeds.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(200, seeds.size()))});
    feedback(space, pool, seeds);
    hubs(space, pool, seeds);
  } catch (const Error& error) {
    fmt::print(stderr, "{}\n{}\n", error.what(), error.hint());
    return error.exit_code();
  }
  return 0;
}
