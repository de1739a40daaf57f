#include "segue/app/pulls.h"

#include <algorithm>

#include "segue/app/recommend.h"
#include "segue/base/error.h"
#include "segue/catalog/listener.h"
#include "segue/playlist/admission.h"

namespace segue::app {

void Pulls::keep_away(SongId id) {
  const auto song = catalog_.songs(std::vector{id}).front();
  add(song, -kAwayWeight);
  take_out(song);
}

void Pulls::add_feedback(std::span<const catalog::Song> seeds) {
  for (const auto& feedback : catalog::Listener(catalog_.path()).feedback()) {
    const auto is_seed = [&](const catalog::Song& seed) { return seed.id == *feedback.seed; };
    if (feedback.seed && std::ranges::none_of(seeds, is_seed)) continue;
    const auto song = catalog_.songs(std::vector{feedback.song}).front();
    const double weight = feedback.seed ? kLikeForSeedWeight : kLikeWeight;
    if (!feedback.liked) take_out(song);
    try {
      add(song, feedback.liked ? weight : -weight);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::kNotFound) throw;
    }
  }
}

void Pulls::take_out(const catalog::Song& song) {
  allowed_.take_out(song.id);
  if (playlist::has_name(song.facts)) keys_.insert(playlist::song_key(song.facts));
}

void Pulls::add(const catalog::Song& song, double weight) {
  vectors_.push_back(space_.question_of(song));
  pulls_.push_back({vectors_.back(), weight});
}

}  // namespace segue::app
