#include "segue/app/made_lists.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "segue/app/song_list.h"
#include "segue/base/error.h"
#include "segue/base/unicode.h"
#include "segue/catalog/listener.h"

namespace segue::app {
namespace {

constexpr std::size_t kNamed = 8;  // lists an error names

std::string request_of(const RecommendOptions& options) {
  nlohmann::ordered_json request{{"version", 1}};
  request["path"] = options.path.has_value();
  request["filter"] = options.filter;
  request["diversity"] = options.diversity;
  request["per_artist"] = options.per_artist;
  request["per_album"] = options.per_album;
  request["order"] = static_cast<int>(options.order);
  request["within_cluster"] = options.within_cluster;
  request["recipe"] = options.recipe;
  request["not"] = options.away;
  return request.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

/// Fills what is at its default from what was asked for then; returns whether it was a path. What cannot be read counts
/// as not said.
bool fill_in(RecommendOptions& options, const std::string& request) {
  const auto then = nlohmann::json::parse(request, nullptr, false);
  if (!then.is_object()) return false;
  const auto take = [&](const char* name, auto& value, const auto& usual) {
    if (!(value == usual) || !then.contains(name)) return;
    try {
      then.at(name).get_to(value);
    } catch (const nlohmann::json::exception&) {
      value = usual;
    }
  };
  take("filter", options.filter, std::string());
  take("diversity", options.diversity, 0.0);
  take("per_artist", options.per_artist, std::int64_t{0});
  take("per_album", options.per_album, std::int64_t{0});
  take("within_cluster", options.within_cluster, false);
  take("recipe", options.recipe, std::string());
  take("not", options.away, std::vector<std::string>());
  int order = 0;
  take("order", order, 0);
  if (options.order == playlist::Order::kSimilarity && order > 0 &&
      order <= static_cast<int>(playlist::Order::kShuffle)) {
    options.order = static_cast<playlist::Order>(order);
  }
  bool path = false;
  take("path", path, false);
  return path;
}

bool is_file(const std::string& wanted) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(wanted, ignored);
}

void add(std::vector<SongId>& songs, const std::vector<SongId>& more) {
  songs.insert(songs.end(), more.begin(), more.end());
}

}  // namespace

void keep_list(const catalog::Catalog& catalog, const std::string& name, const RecommendOptions& options,
               const Recommendation& made) {
  if (fold(name).empty()) throw Error(ErrorKind::kUsage, "a list is kept under a name, and none was given");
  catalog::MadeList list{name, made.playlist.title, {}, request_of(options), {}, {}, {}};
  for (const auto& seed : made.playlist.seeds) list.seeds.push_back(seed.id);
  for (const auto& pick : made.playlist.songs) {
    list.songs.push_back(pick.song.id);
    list.distances.push_back(pick.distance);
  }
  catalog::Listener(catalog.path()).write_list(list);
}

std::vector<catalog::MadeList> made_lists(const catalog::Catalog& catalog) {
  return catalog::Listener(catalog.path()).lists();
}

void forget_list(const catalog::Catalog& catalog, const std::string& name) {
  catalog::Listener(catalog.path()).remove_list(name);
}

catalog::MadeList find_made_list(const catalog::Catalog& catalog, const std::string& wanted) {
  auto lists = made_lists(catalog);
  const auto named = std::ranges::find(lists, wanted, &catalog::MadeList::name);
  if (named != lists.end()) return std::move(*named);
  const std::string folded = fold_words(wanted);
  for (auto& list : lists) {
    if (!folded.empty() && fold_words(list.name) == folded) return std::move(list);
  }
  std::size_t number = 0;
  const char* end = wanted.data() + wanted.size();
  const auto [stop, error] = std::from_chars(wanted.data(), end, number);
  if (error == std::errc() && stop == end && number >= 1 && number <= lists.size()) return std::move(lists[number - 1]);
  std::string there;
  for (std::size_t i = 0; i < std::min(lists.size(), kNamed); ++i)
    there += fmt::format("\n  {} '{}'", i + 1, lists[i].name);
  throw Error(ErrorKind::kNotFound,
              lists.empty()
                  ? fmt::format("no list is kept under '{}', and there is no such file", wanted)
                  : fmt::format("no list is kept under '{}', and there is no such file; kept are:{}", wanted, there),
              lists.empty() ? "'segue playlist --seed ... --save NAME' keeps one." : "");
}

Recommendation more(const catalog::Catalog& catalog, const std::string& wanted, const RecommendOptions& options) {
  auto asked = options;
  if (is_file(wanted)) {
    const auto list = read_song_list(catalog, wanted);
    if (list.songs.empty()) {
      throw Error(ErrorKind::kNotFound, fmt::format("{} names no song of the catalog", wanted));
    }
    asked.seed_songs = list.seeds.empty() ? list.songs : list.seeds;
    asked.songs_before = list.songs;
    auto made = recommend(catalog, asked);
    if (!list.unknown.empty()) {
      made.remarks.push_back(fmt::format("{}: {} entries name no song of the catalog, '{}' first.", wanted,
                                         list.unknown.size(), list.unknown.front()));
    }
    made.playlist.title = fmt::format("more of {}", std::filesystem::path(wanted).stem().string());
    return made;
  }
  auto list = find_made_list(catalog, wanted);
  const bool path = fill_in(asked, list.request);
  asked.seed_songs = path && !list.songs.empty() ? std::vector{list.songs.back()} : list.seeds;
  asked.songs_before = list.seeds;
  add(asked.songs_before, list.songs);
  auto made = recommend(catalog, asked);
  for (const auto& pick : made.playlist.songs) {
    list.songs.push_back(pick.song.id);
    list.distances.push_back(pick.distance);
  }
  catalog::Listener(catalog.path()).write_list(list);
  made.playlist.title = fmt::format("more of {}", list.name);
  return made;
}

}  // namespace segue::app
