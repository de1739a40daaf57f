#include "segue/app/song_index.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <iterator>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "segue/app/placed_songs.h"
#include "segue/app/recipes.h"
#include "segue/app/vector_file.h"
#include "segue/base/error.h"
#include "segue/base/sha256.h"
#include "segue/neighbors/build_index.h"

namespace segue::app {
namespace {

constexpr std::int64_t kStretch = 65'536;  // songs that are read and placed together
constexpr std::size_t kDigestBytes = 24;
constexpr double kMostAdded = 0.1;  // of the songs an index was built for; beyond, cells no longer fit the songs

static_assert(std::endian::native == std::endian::little, "labels are stored as this machine has them in memory");

/// Says which training an index belongs to, and up to which song.
neighbors::IndexLabel label_of(const catalog::RecipeSummary& recipe, const std::string& json, SongId last) {
  const auto digest = sha256_hex(fmt::format("{} {} {} {}", recipe.id.value, recipe.created, recipe.dimension, json));
  neighbors::IndexLabel label{};
  std::copy_n(digest.begin(), kDigestBytes, label.begin());
  std::memcpy(label.data() + kDigestBytes, &last.value, sizeof(last.value));
  return label;
}

SongId last_of(const neighbors::IndexLabel& label) {
  SongId last;
  std::memcpy(&last.value, label.data() + kDigestBytes, sizeof(last.value));
  return last;
}

/// What a recipe knows: its stored vectors where it has them, else its encoder's.
class Places {
 public:
  Places(const catalog::Catalog& catalog, const catalog::RecipeSummary& recipe)
      : catalog_(catalog),
        stored_(catalog.read_recipe(recipe.id)),
        encoder_(Encoder::load(stored_, recipe.name)),
        last_(catalog.last_song()) {}

  const std::string& json() const { return stored_.json; }
  std::size_t dimension() const { return stored_.dimension; }
  SongId last() const { return last_; }
  /// The songs of the catalog and those the recipe has vectors of.
  std::size_t songs() const { return static_cast<std::size_t>(catalog_.song_count()); }

  /// Hands out all songs that are not `known`, stretch by stretch, in ascending order.
  template <class Known, class Take>
  void for_each_other(const Known& known, const Take& take, Progress& progress, const Cancellation& cancellation) {
    progress.begin("Placing songs", songs(), "songs");
    std::uint64_t done = 0;
    for (std::int64_t first = 1; first <= last_.value; first += kStretch) {
      cancellation.check();
      const catalog::SongRange range{{first}, {std::min(first + kStretch - 1, last_.value)}};
      const auto all = catalog_.song_ids(range);
      std::vector<SongId> others;
      std::ranges::copy_if(all, std::back_inserter(others), [&](SongId id) { return !known(id); });
      if (!others.empty()) take(placed(range, all, others));
      done += all.size();
      progress.advance(done);
    }
    progress.end();
  }

 private:
  PlacedSongs placed(const catalog::SongRange& range, const std::vector<SongId>& all,
                     const std::vector<SongId>& others) const {
    std::vector<SongId> new_ones;
    std::ranges::set_difference(others, stored_.songs, std::back_inserter(new_ones));
    PlacedSongs encoded;
    if (4 * new_ones.size() > all.size()) {
      encoded = place_songs(catalog_, encoder_, range);  // reads faster, song for song
    } else if (!new_ones.empty()) {
      encoded = place_songs(catalog_, encoder_, new_ones);
    }
    if (encoded.songs == others) return encoded;
    PlacedSongs result;
    std::vector<float> vectors;
    for (const SongId id : others) {
      const float* vector = nullptr;
      if (const auto at = std::ranges::lower_bound(stored_.songs, id); at != stored_.songs.end() && *at == id) {
        vector = stored_.vectors.data() + static_cast<std::size_t>(at - stored_.songs.begin()) * dimension();
      } else if (const auto to = std::ranges::lower_bound(encoded.songs, id); to != encoded.songs.end() && *to == id) {
        vector = encoded.vectors.row(static_cast<std::size_t>(to - encoded.songs.begin())).data();
      } else {
        continue;
      }
      result.songs.push_back(id);
      vectors.insert(vectors.end(), vector, vector + dimension());
    }
    result.vectors = numeric::Matrix(result.songs.size(), dimension(), std::move(vectors));
    return result;
  }

  const catalog::Catalog& catalog_;
  catalog::StoredRecipe stored_;
  Encoder encoder_;
  SongId last_;
};

SongIndexReport build(Places& places, const neighbors::IndexLabel& label, const std::filesystem::path& path,
                      const SongIndexOptions& options, Progress& progress, const Cancellation& cancellation) {
  VectorFile vectors(path, places.dimension());
  places.for_each_other([](SongId) { return false; }, [&](const PlacedSongs& placed) { vectors.add(placed); }, progress,
                        cancellation);
  neighbors::BuildOptions how;
  how.recall = options.recall.value_or(kUsualRecall);
  how.threads = options.threads;
  how.seed = options.seed;
  how.label = label;
  auto report = report_on(neighbors::build_index(vectors, how, path, progress, cancellation));
  report.added = report.songs;
  report.rebuilt = true;
  return report;
}

}  // namespace

SongIndexReport report_on(const neighbors::InvertedFile& index) {
  SongIndexReport report;
  report.songs = index.size();
  report.cells = index.cells();
  report.probes = index.probes();
  report.recall = index.probes() < index.cells() ? double{index.header().recall} : 1;
  report.bytes = index.bytes();
  return report;
}

std::filesystem::path song_index_path(const catalog::Catalog& catalog, RecipeId recipe) {
  return catalog.path().string() + fmt::format(".recipe-{}.index", recipe.value);
}

FoundIndex find_song_index(const catalog::Catalog& catalog, const catalog::RecipeSummary& recipe,
                           const std::string& json) {
  FoundIndex found;
  try {
    auto places = neighbors::InvertedFile::open(song_index_path(catalog, recipe.id));
    const auto last = last_of(places.header().label);
    if (places.header().label != label_of(recipe, json, last) ||
        places.dimension() != static_cast<std::size_t>(recipe.dimension)) {
      found.state = IndexState::kOfAnotherTraining;
      return found;
    }
    found.state = IndexState::kUsed;
    found.index = SongIndex{std::move(places), last};
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kNotFound) {
      found.state = IndexState::kDamaged;
      found.problem = error.what();
    }
  }
  return found;
}

SongIndexReport update_song_index(const catalog::Catalog& catalog, const SongIndexOptions& options, Progress& progress,
                                  const Cancellation& cancellation) {
  if (options.recall && !(*options.recall > 0 && *options.recall <= 1)) {
    throw Error(ErrorKind::kUsage, fmt::format("--recall must be above 0, at most 1, found {}", *options.recall));
  }
  const auto recipe = find_recipe(catalog, options.recipe);
  const auto path = song_index_path(catalog, recipe.id);
  Places places(catalog, recipe);
  const auto label = label_of(recipe, places.json(), places.last());

  SongIndexReport report;
  auto found = find_song_index(catalog, recipe, places.json());
  const bool usable = found.index && !options.rebuild && !options.recall;
  const auto most =
      usable
          ? static_cast<std::size_t>((1 + kMostAdded) * static_cast<double>(found.index->places.header().trained_rows))
          : 0;
  bool rebuild = !usable;
  if (usable) {
    auto& index = found.index->places;
    const auto add = [&](const PlacedSongs& placed) {
      if (index.size() + placed.songs.size() > most) rebuild = true;
      for (std::size_t i = 0; !rebuild && i < placed.songs.size(); ++i) {
        index.insert(placed.songs[i].value, placed.vectors.row(i));
      }
    };
    const auto known = [&](SongId id) { return rebuild || index.contains(id.value); };
    places.for_each_other(known, add, progress, cancellation);
    if (!rebuild) {
      const std::size_t added = index.changes();
      // Also where nothing came: which songs were looked at is part of it.
      if (added > 0 || found.index->last != places.last()) index.save(path, label);
      report = added > 0 ? report_on(neighbors::InvertedFile::open(path)) : report_on(index);
      report.added = added;
    }
  }
  if (rebuild) {
    found.index.reset();
    report = build(places, label, path, options, progress, cancellation);
  }
  report.recipe = recipe.name;
  report.path = path;
  report.songs_without_inputs = places.songs() - report.songs;
  return report;
}

}  // namespace segue::app
