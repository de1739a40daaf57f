#include "segue/app/recommend.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "segue/app/allowed_songs.h"
#include "segue/app/explain.h"
#include "segue/app/pulls.h"
#include "segue/app/song_order.h"
#include "segue/app/song_path.h"
#include "segue/app/space.h"
#include "segue/base/error.h"
#include "segue/numeric/distance.h"
#include "segue/playlist/duration.h"
#include "segue/playlist/time_fit.h"

namespace segue::app {
namespace {

constexpr std::int64_t kUsualLength = 25;
constexpr double kUsualSeconds = 225;  // of a song, where nothing is known

/// How many songs to find in a catalog of `songs`.
std::int64_t asked_length(const std::optional<std::int64_t>& length, std::int64_t songs) {
  if (songs < 2) {
    throw Error(ErrorKind::kUsage, fmt::format("a playlist needs at least 2 songs; the catalog holds {}", songs),
                "Import a table of songs: 'segue import FILE.csv'.");
  }
  const std::int64_t asked = length.value_or(std::min(kUsualLength, songs - 1));
  if (asked < 1 || asked > songs - 1) {
    throw Error(ErrorKind::kUsage,
                fmt::format("--length must be from 1 to {} (the catalog's songs without the seed), found {}", songs - 1,
                            asked));
  }
  return asked;
}

/// What the list starts from.
struct Start {
  std::vector<catalog::Song> seeds;
  std::string title;
};

Start find_start(const catalog::Catalog& catalog, const RecommendOptions& options) {
  std::vector<SongId> ids;
  std::vector<std::string> groups;
  const auto add = [&](SongId id) {
    if (std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
  };
  if (options.path) add(find_seed(catalog, options.path->from));
  for (const SongId id : options.seed_songs) add(id);
  for (const auto& typed : options.seeds) add(find_seed(catalog, typed));
  const std::size_t single = ids.size();
  const auto add_group = [&](SeedGroup&& group) {
    groups.push_back(std::move(group.name));
    for (const SongId id : group.songs) add(id);
  };
  for (const auto& typed : options.seed_albums) add_group(find_album(catalog, typed));
  for (const auto& typed : options.seed_playlists) add_group(find_playlist(catalog, typed));

  Start start{catalog.songs(ids), {}};
  if (single == 1 && groups.empty()) {
    start.title = catalog::display_name(start.seeds.front().facts);
    return start;
  }
  for (std::size_t i = 0; i < single; ++i)
    groups.insert(groups.begin() + static_cast<std::ptrdiff_t>(i), start.seeds[i].facts.title);
  start.title = fmt::format("{}", fmt::join(groups, ", "));
  return start;
}

/// Of each pick, in seconds; where it is not known the median of the others.
std::vector<double> seconds_of(std::span<const playlist::Pick> picks, std::size_t& unknown) {
  std::vector<double> known;
  for (const auto& pick : picks) {
    if (pick.song.facts.duration_ms.value_or(0) > 0) {
      known.push_back(static_cast<double>(*pick.song.facts.duration_ms) / 1000);
    }
  }
  std::ranges::sort(known);
  const double usual = known.empty() ? kUsualSeconds : known[known.size() / 2];
  std::vector<double> seconds;
  unknown = 0;
  for (const auto& pick : picks) {
    const auto ms = pick.song.facts.duration_ms.value_or(0);
    if (ms <= 0) ++unknown;
    seconds.push_back(ms > 0 ? static_cast<double>(ms) / 1000 : usual);
  }
  return seconds;
}

double sum(std::span<const double> values) {
  double total = 0;
  for (const double value : values) total += value;
  return total;
}

/// Says how long the list is.
void tell_time(Recommendation& result, double target) {
  std::size_t unknown = 0;
  const auto seconds = seconds_of(result.playlist.songs, unknown);
  result.seconds = sum(seconds);
  std::string text =
      fmt::format("{} {}, {} in all; {} was asked for.", seconds.size(), seconds.size() == 1 ? "song" : "songs",
                  playlist::duration_text(*result.seconds), playlist::duration_text(target));
  if (unknown > 0) text += fmt::format(" Of {} the length is not known: counted like the others'.", unknown);
  result.remarks.push_back(std::move(text));
}

void keep_those_that_fit(std::vector<playlist::Pick>& picks, double target) {
  std::size_t unknown = 0;
  std::vector<playlist::Pick> kept;
  for (const std::size_t place : playlist::fit_time(seconds_of(picks, unknown), target)) {
    kept.push_back(std::move(picks[place]));
  }
  picks = std::move(kept);
}

/// The path with the number of songs that brings it nearest to the time asked for.
std::vector<playlist::Pick> path_of_length(const SongPath& path, const RecommendOptions& options, std::int64_t asked) {
  if (!options.seconds) return path.find(static_cast<std::size_t>(asked));
  std::vector<playlist::Pick> best;
  double least = -1;
  auto length = std::max(1.0, std::round(*options.seconds / kUsualSeconds));
  for (int round = 0; round < 6; ++round) {
    auto picks = path.find(static_cast<std::size_t>(std::min(length, static_cast<double>(asked))));
    std::size_t unknown = 0;
    const auto seconds = seconds_of(picks, unknown);
    const double over = sum(seconds) - *options.seconds;
    if (over <= playlist::kTimeOver && (least < 0 || std::abs(over) < least)) {
      least = std::abs(over);
      best = picks;
    }
    const double mean = sum(seconds) / static_cast<double>(seconds.size());
    const double next =
        std::max(1.0, length - (over > playlist::kTimeOver ? std::ceil((over - playlist::kTimeOver) / mean)
                                                           : std::round(over / mean)));
    if (next == length) break;
    length = next;
  }
  return best;
}

/// Each pick is explained from the seed it is nearest to.
void explain_picks(const catalog::Catalog& catalog, const Space& space, const std::vector<catalog::Song>& seeds,
                   std::vector<playlist::Pick>& picks) {
  std::vector<std::vector<std::size_t>> of_seed(seeds.size());
  std::vector<std::vector<float>> questions;
  for (const auto& seed : seeds) questions.push_back(seeds.size() > 1 ? space.question_of(seed) : std::vector<float>{});
  for (std::size_t i = 0; i < picks.size(); ++i) {
    std::size_t nearest = 0;
    float least = std::numeric_limits<float>::infinity();
    for (std::size_t s = 0; s < seeds.size() && seeds.size() > 1; ++s) {
      const float distance = numeric::squared_distance(questions[s], space.vector_of(picks[i].song.id));
      if (distance < least) {
        least = distance;
        nearest = s;
      }
    }
    of_seed[nearest].push_back(i);
  }
  for (std::size_t s = 0; s < seeds.size(); ++s) {
    std::vector<catalog::Song> songs;
    for (const std::size_t i : of_seed[s]) songs.push_back(picks[i].song);
    if (songs.empty()) continue;
    auto explanations = explain(catalog, space, seeds[s], songs);
    for (std::size_t k = 0; k < songs.size(); ++k) picks[of_seed[s][k]].why = std::move(explanations[k]);
  }
}

}  // namespace

double seconds_of(const std::string& duration) {
  if (const auto seconds = playlist::parse_duration(duration)) return *seconds;
  throw Error(ErrorKind::kUsage, fmt::format("--duration: expected a time, found '{}'", duration),
              "Write 60m, 1h30m or 90:00 (minutes and seconds).");
}

void check(const RecommendOptions& options) {
  const auto refuse = [](const std::string& message) { throw Error(ErrorKind::kUsage, message); };
  if (!(options.diversity >= 0 && options.diversity <= 1)) {
    refuse(fmt::format("--diversity must be from 0 to 1, found {}", options.diversity));
  }
  if (options.per_artist < 0 || options.per_album < 0) refuse("--per-artist and --per-album must be at least 1");
  if (options.seconds && !(*options.seconds >= 1)) refuse("--duration must be at least a second");
  const bool seeds = !options.seeds.empty() || !options.seed_songs.empty() || !options.seed_albums.empty() ||
                     !options.seed_playlists.empty();
  if (!seeds && !options.path) {
    throw Error(ErrorKind::kUsage, "a playlist needs a song to start from, and none was named",
                "Name it with --seed 'Title,Artist'; --seed-album, --seed-playlist and --path are others to start "
                "from: 'segue playlist --help'.");
  }
}

Recommendation recommend(const catalog::Catalog& catalog, const RecommendOptions& options) {
  check(options);
  const auto songs = catalog.song_count();
  auto asked = asked_length(options.length, songs);
  if (options.seconds) {
    // Enough to choose from: more than can be in it, if they were short.
    asked = std::min(songs - 1, static_cast<std::int64_t>(*options.seconds / 90) + 80);
  }
  const Space space(catalog, options.recipe);

  auto start = find_start(catalog, options);
  Recommendation result;
  result.recipe = space.name();
  result.similarity = space.recipe().similarity;
  result.asked = asked;
  result.songs_without_vector = songs - static_cast<std::int64_t>(space.size()) - space.songs_unplaced();
  result.songs_unplaced = space.songs_unplaced();

  const auto question = space.question_of(start.seeds);
  if (options.within_cluster) {
    result.cluster = space.encoder().clusters_of({question.data(), 1, question.size()}).front();
  }
  playlist::SelectionRules rules;
  rules.diversity = options.diversity;
  rules.limits = {static_cast<std::size_t>(options.per_artist), static_cast<std::size_t>(options.per_album)};
  rules.vector_of = [&](SongId id) { return space.vector_of(id); };
  if (options.seconds)
    rules.pool = std::max<std::size_t>(100, static_cast<std::size_t>(6 * *options.seconds / kUsualSeconds));

  const auto before = catalog.songs(options.songs_before);
  AllowedSongs allowed;
  const auto condition = restrict_songs(catalog, space, options.filter, result.cluster, allowed);
  for (const auto& file : options.exclude) exclude_listed(catalog, file, allowed, rules.excluded, result.remarks);
  Pulls pulls(catalog, space, allowed, rules.excluded);
  for (const auto& typed : options.away) pulls.keep_away(find_seed(catalog, typed));
  if (options.feedback) pulls.add_feedback(start.seeds);

  const auto fetch = [&](std::span<const SongId> wanted) { return catalog.songs(wanted); };
  if (options.path) {
    const SongPath path(catalog, space, start.seeds.front(), find_seed(catalog, options.path->to), allowed, rules);
    result.playlist.songs = path_of_length(path, options, asked);
    start.title += " → " + catalog::display_name(path.last().facts);
  } else {
    // Songs drop out on the way, so more than `asked` neighbors are looked at, and again more until the list is full or
    // the catalog is exhausted.
    const auto length = static_cast<std::size_t>(asked);
    auto taken = start.seeds;
    taken.insert(taken.end(), before.begin(), before.end());
    for (std::size_t k =
             2 * std::max(length, options.diversity > 0 ? std::max<std::size_t>(rules.pool, 6 * length) : 0) +
             start.seeds.size() + 16;
         ; k *= 4) {
      const auto nearest = space.nearest(question, k, allowed.filter(), pulls.pulls());
      result.playlist.songs = playlist::select(nearest, taken, length, fetch, rules);
      if (result.playlist.songs.size() == length || nearest.size() < k) break;
    }
    if (options.seconds) keep_those_that_fit(result.playlist.songs, *options.seconds);
    put_in_order(catalog, space, taken.back(), options.order, options.random_seed, result.playlist.songs);
  }
  if (condition) {
    auto remarks = condition->remarks();
    result.remarks.insert(result.remarks.begin(), remarks.begin(), remarks.end());
  }
  if (options.explain) explain_picks(catalog, space, start.seeds, result.playlist.songs);
  if (options.seconds) {
    tell_time(result, *options.seconds);
    result.asked = static_cast<std::int64_t>(result.playlist.songs.size());
  }
  result.playlist.title = std::move(start.title);
  result.playlist.seeds = std::move(start.seeds);
  return result;
}

}  // namespace segue::app
