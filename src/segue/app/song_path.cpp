#include "segue/app/song_path.h"

#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/numeric/distance.h"
#include "segue/playlist/even_path.h"

namespace segue::app {
namespace {

constexpr std::size_t kCandidates = 24;  // at each point

float distance(std::span<const float> a, std::span<const float> b) {
  return std::sqrt(numeric::squared_distance(a, b));
}

}  // namespace

SongPath::SongPath(const catalog::Catalog& catalog, const Space& space, const catalog::Song& from, SongId to,
                   AllowedSongs& allowed, const playlist::SelectionRules& rules)
    : catalog_(catalog),
      space_(space),
      from_(from),
      to_(catalog.songs(std::vector{to}).front()),
      allowed_(allowed),
      rules_(rules),
      begin_(space.question_of(from)),
      end_(space.question_of(to_)) {
  if (from.id == to) {
    throw Error(ErrorKind::kUsage, fmt::format("a path goes from one song to another, and both are '{}'",
                                               catalog::display_name(from.facts)));
  }
  for (const SongId end : {from.id, to}) allowed.take_out(end);
}

std::vector<playlist::Pick> SongPath::find(std::size_t songs) const {
  const auto points = playlist::waypoints(begin_, end_, songs > 0 ? songs - 1 : 0);
  std::vector<std::vector<playlist::StopCandidate>> candidates(points.rows());
  std::map<SongId, std::size_t> places;
  for (std::size_t i = 0; i < points.rows(); ++i) {
    for (const auto& near : space_.nearest(points.row(i), kCandidates, allowed_.filter())) {
      const std::size_t place = places.try_emplace(SongId{near.id}, places.size()).first->second;
      candidates[i].push_back({place, space_.vector_of(SongId{near.id})});
    }
  }
  std::vector<SongId> ids(places.size());
  for (const auto& [id, place] : places) ids[place] = id;
  const auto found = catalog_.songs(ids);

  playlist::Admission ends(rules_.limits, rules_.excluded);
  ends.take(ends.marks_of(from_.facts));
  ends.take(ends.marks_of(to_.facts));
  std::vector<playlist::Admission::Marks> marks;
  for (const auto& song : found) marks.push_back(ends.marks_of(song.facts));
  const auto refused = [&](std::span<const std::size_t> chosen) {
    auto admission = ends;
    std::vector<bool> there(found.size(), false);
    std::vector<std::size_t> wrong;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      if (there[chosen[i]] || !admission.allows(marks[chosen[i]])) {
        wrong.push_back(i);
      } else {
        admission.take(marks[chosen[i]]);
        there[chosen[i]] = true;
      }
    }
    return wrong;
  };
  std::vector<playlist::Pick> picks;
  for (const std::size_t place : playlist::even_path(begin_, end_, points, std::move(candidates), refused)) {
    picks.push_back({found[place], distance(begin_, space_.vector_of(found[place].id))});
  }
  picks.push_back({to_, distance(begin_, end_)});
  return picks;
}

}  // namespace segue::app
