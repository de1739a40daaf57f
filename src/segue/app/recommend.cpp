#include "segue/app/recommend.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "segue/app/encoder.h"
#include "segue/app/recipes.h"
#include "segue/app/song_numbers.h"
#include "segue/base/title.h"
#include "segue/neighbors/exact_scan.h"

namespace segue::app {
namespace {

playlist::SeedCandidate candidate_of(const catalog::SongName& name) {
  return {name.id, name.title, name.artists, name.popularity.value_or(0)};
}

/// The songs a seed can mean, found by index: those titled like any reading of it.
std::vector<playlist::SeedCandidate> titled_like(const catalog::Catalog& catalog, const std::string& typed) {
  std::set<std::string> keys;
  for (const auto& reading : playlist::read_seed(typed)) {
    keys.insert(title_key(reading.title));
    keys.insert(name_key(reading.title));
  }
  std::vector<playlist::SeedCandidate> candidates;
  std::set<SongId> seen;
  for (const auto& key : keys) {
    for (const auto& name : catalog.songs_titled(key)) {
      if (seen.insert(name.id).second) candidates.push_back(candidate_of(name));
    }
  }
  return candidates;
}

/// The id in a Spotify link, URI, or bare; nothing if `typed` is none of these.
std::optional<std::string> spotify_id(std::string_view typed) {
  constexpr std::size_t kIdLength = 22;
  for (const std::string_view prefix : {"spotify:track:", "https://open.spotify.com/track/", ""}) {
    if (!typed.starts_with(prefix)) continue;
    auto id = typed.substr(prefix.size());
    id = id.substr(0, id.find('?'));
    const auto is_base62 = [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    if (id.size() == kIdLength && std::ranges::all_of(id, is_base62)) return std::string(id);
  }
  return std::nullopt;
}

SongId find_seed(const catalog::Catalog& catalog, const std::string& typed) {
  if (const auto id = spotify_id(typed)) {
    if (const auto song = catalog.find_by_id({"spotify", *id})) return *song;
  }
  auto match = playlist::match_seed(typed, titled_like(catalog, typed));
  if (match.song) return *match.song;
  if (match.ambiguous) {
    throw SeedError(fmt::format("seed '{}' fits several songs", typed), "Name the artist too: --seed 'Title,Artist'.",
                    typed, true, std::move(match.nearest));
  }
  std::vector<playlist::SeedCandidate> all;
  catalog.for_each_name([&](const catalog::SongName& name) { all.push_back(candidate_of(name)); });
  throw SeedError(fmt::format("no song in the catalog matches the seed '{}'", typed),
                  "A seed is written --seed 'Title,Artist'.", typed, false, playlist::nearest_names(typed, all));
}

/// What a song asks: from its stored vector, or encoded now if the recipe has not seen it.
std::vector<float> question_of(const catalog::Catalog& catalog, const catalog::StoredRecipe& stored,
                               const Encoder& encoder, const catalog::Song& song) {
  std::vector<float> vector;
  const auto at = std::ranges::lower_bound(stored.songs, song.id);
  if (at != stored.songs.end() && *at == song.id) {
    const auto row = static_cast<std::size_t>(at - stored.songs.begin());
    const auto begin = stored.vectors.begin() + static_cast<std::ptrdiff_t>(row * stored.dimension);
    vector.assign(begin, begin + static_cast<std::ptrdiff_t>(stored.dimension));
  } else {
    const auto table = features::make_table(load_numbers(catalog, {song.id}), features::model_columns());
    if (!encoder.knows(table, 0)) {
      throw Error(ErrorKind::kNotFound,
                  fmt::format("nothing is known about the sound of the seed '{}'", catalog::display_name(song.facts)),
                  "Import a table that has its audio features, or choose another seed.");
    }
    const auto& words = encoder.recipe().words;
    vector =
        encoder.encode(table, words ? load_embeddings(catalog, words->model, {song.id}) : SongEmbeddings{}).values();
  }
  encoder.ask(vector);
  return vector;
}

/// How many songs to find in a catalog of `songs`.
std::int64_t asked_length(const std::optional<std::int64_t>& length, std::int64_t songs) {
  constexpr std::int64_t kUsual = 25;
  if (songs < 2) {
    throw Error(ErrorKind::kUsage, fmt::format("a playlist needs at least 2 songs; the catalog holds {}", songs),
                "Import a table of songs: 'segue import FILE.csv'.");
  }
  const std::int64_t asked = length.value_or(std::min(kUsual, songs - 1));
  if (asked < 1 || asked > songs - 1) {
    throw Error(ErrorKind::kUsage,
                fmt::format("--length must be from 1 to {} (the catalog's songs without the seed), found {}", songs - 1,
                            asked));
  }
  return asked;
}

std::string playlist_title(const std::vector<catalog::Song>& seeds) {
  if (seeds.size() == 1) return catalog::display_name(seeds.front().facts);
  std::string title = seeds.front().facts.title;
  for (std::size_t i = 1; i < seeds.size(); ++i) title += ", " + seeds[i].facts.title;
  return title;
}

}  // namespace

SeedError::SeedError(const std::string& message, std::string hint, std::string typed_seed, bool is_ambiguous,
                     std::vector<playlist::SeedCandidate> nearest_candidates)
    : Error(ErrorKind::kNotFound, message, std::move(hint)),
      typed(std::move(typed_seed)),
      ambiguous(is_ambiguous),
      nearest(std::move(nearest_candidates)) {}

Recommendation recommend(const catalog::Catalog& catalog, const RecommendOptions& options) {
  const auto songs = catalog.song_count();
  const auto asked = asked_length(options.length, songs);
  const auto recipe = find_recipe(catalog, options.recipe);

  std::vector<SongId> seed_ids;
  for (const auto& typed : options.seeds) {
    const auto id = find_seed(catalog, typed);
    if (std::ranges::find(seed_ids, id) == seed_ids.end()) seed_ids.push_back(id);
  }
  auto seeds = catalog.songs(seed_ids);

  auto stored = catalog.read_recipe(recipe.id);
  const auto encoder = Encoder::load(stored, recipe.name);
  std::vector<float> query(stored.dimension, 0.0F);
  for (const auto& seed : seeds) {
    const auto vector = question_of(catalog, stored, encoder, seed);
    for (std::size_t j = 0; j < query.size(); ++j) query[j] += vector[j] / static_cast<float>(seeds.size());
  }

  Recommendation result;
  result.recipe = recipe.name;
  result.asked = asked;
  result.songs_without_vector = songs - static_cast<std::int64_t>(stored.songs.size());
  if (options.within_cluster) {
    result.cluster = encoder.clusters_of({query.data(), 1, query.size()}).front();
  }
  const auto unplayable = catalog.songs_without_file();
  neighbors::Filter filter;
  if (result.cluster || !unplayable.empty()) {
    filter = [&](std::int64_t id) {
      if (std::ranges::binary_search(unplayable, SongId{id})) return false;
      if (!result.cluster) return true;
      const auto at = std::ranges::lower_bound(stored.songs, SongId{id});
      return stored.clusters[static_cast<std::size_t>(at - stored.songs.begin())] == *result.cluster;
    };
  }
  std::vector<std::int64_t> ids;
  ids.reserve(stored.songs.size());
  for (const auto id : stored.songs) ids.push_back(id.value);
  const neighbors::ExactScan index(std::move(ids),
                                   numeric::Matrix(stored.songs.size(), stored.dimension, std::move(stored.vectors)));

  // Other recordings of songs already picked drop out, so more than `length` neighbors are asked for, and again more
  // until the list is full or the catalog is exhausted.
  const auto length = static_cast<std::size_t>(asked);
  const auto fetch = [&](std::span<const SongId> wanted) { return catalog.songs(wanted); };
  for (std::size_t k = 2 * length + seeds.size() + 16;; k *= 4) {
    const auto nearest = index.search(query, k, filter);
    result.playlist.songs = playlist::select(nearest, seeds, length, fetch);
    if (result.playlist.songs.size() == length || nearest.size() < k) break;
  }
  result.playlist.title = playlist_title(seeds);
  result.playlist.seeds = std::move(seeds);
  return result;
}

}  // namespace segue::app
