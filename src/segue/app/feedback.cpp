#include "segue/app/feedback.h"

#include <utility>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/catalog/listener.h"

namespace segue::app {
namespace {

catalog::Song song_at(const catalog::Catalog& catalog, SongId id) {
  return catalog.songs(std::vector{id}).front();
}

GivenFeedback named(const catalog::Catalog& catalog, const std::string& song, const std::string& seed) {
  GivenFeedback found{song_at(catalog, find_seed(catalog, song)), std::nullopt, true, {}};
  if (!seed.empty()) found.seed = song_at(catalog, find_seed(catalog, seed));
  if (found.seed && found.seed->id == found.song.id) {
    throw Error(ErrorKind::kUsage,
                fmt::format("'{}' is the seed and the song", catalog::display_name(found.song.facts)));
  }
  return found;
}

std::optional<SongId> seed_id(const GivenFeedback& feedback) {
  if (!feedback.seed) return std::nullopt;
  return feedback.seed->id;
}

}  // namespace

GivenFeedback give_feedback(const catalog::Catalog& catalog, const std::string& song, const std::string& seed,
                            bool liked) {
  auto found = named(catalog, song, seed);
  found.liked = liked;
  catalog::Listener(catalog.path()).write_feedback({found.song.id, seed_id(found), liked});
  return found;
}

GivenFeedback remove_feedback(const catalog::Catalog& catalog, const std::string& song, const std::string& seed) {
  auto found = named(catalog, song, seed);
  if (!catalog::Listener(catalog.path()).remove_feedback(found.song.id, seed_id(found))) {
    throw Error(ErrorKind::kNotFound,
                fmt::format("'{}' is neither liked nor disliked for {}", catalog::display_name(found.song.facts),
                            validity(found)),
                "'segue feedback list' shows what there is.");
  }
  return found;
}

std::vector<GivenFeedback> list_feedback(const catalog::Catalog& catalog) {
  std::vector<GivenFeedback> all;
  for (const auto& one : catalog::Listener(catalog.path()).feedback()) {
    GivenFeedback given{song_at(catalog, one.song), std::nullopt, one.liked, one.created};
    if (one.seed) given.seed = song_at(catalog, *one.seed);
    all.push_back(std::move(given));
  }
  return all;
}

std::string validity(const GivenFeedback& feedback) {
  return feedback.seed ? fmt::format("lists from {}", catalog::display_name(feedback.seed->facts)) : "all lists";
}

}  // namespace segue::app
