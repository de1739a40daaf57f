#include "segue/playlist/seed.h"

#include <algorithm>
#include <deque>
#include <string>
#include <tuple>
#include <unordered_map>

#include "segue/base/title.h"
#include "segue/playlist/seed_forms.h"

namespace segue::playlist {
namespace {

constexpr std::size_t kMostListed = 8;

// A reading, ready to be compared. Not copied: the forms view the strings.
struct Reading {
  explicit Reading(SeedReading&& read)
      : typed(std::move(read)), title(typed.title), title_letters(letters_in_key(name_key(typed.title))) {
    if (!typed.artist.empty()) {
      artist.emplace(typed.artist);
      artist_letters = letters_in_key(artist->key());
    }
  }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

  SeedReading typed;
  TitleForms title;
  std::uint64_t title_letters;
  std::optional<ArtistForms> artist;
  std::uint64_t artist_letters = 0;
};

// How well a candidate fits, the least is best: the level, then a reading that names the artist before one that does
// not, then the artist a song is filed under before one credited behind.
struct Fit {
  MatchLevel level = MatchLevel::kVersion;
  bool any_artist = false;
  bool further_artist = false;
  auto operator<=>(const Fit&) const = default;
};

struct ArtistFit {
  MatchLevel level;
  bool further;
};

// The artist's best level among those credited, all of them in one line, and the guests the title names.
std::optional<ArtistFit> fit_artist(const ArtistForms& sought, const SeedCandidate& candidate, TitleForms& title) {
  std::optional<ArtistFit> best;
  const auto consider = [&](std::string_view name, bool further, MatchLevel at_least) {
    const std::optional<MatchLevel> level = ArtistForms::level(sought, ArtistForms(name));
    if (!level) return;
    const ArtistFit fit{std::max(*level, at_least), further};
    if (!best || std::tie(fit.level, fit.further) < std::tie(best->level, best->further)) best = fit;
  };
  for (std::size_t i = 0; i < candidate.artists.size(); ++i) consider(candidate.artists[i], i > 0, MatchLevel::kExact);
  if (candidate.artists.size() > 1) consider(credit_line(candidate.artists), false, MatchLevel::kExact);
  if (!best) {
    for (const std::string& guest : title.guests()) consider(guest, true, MatchLevel::kGuests);
  }
  return best;
}

bool better(const SeedCandidate& a, const SeedCandidate& b) {
  return a.popularity != b.popularity ? a.popularity > b.popularity : a.song < b.song;
}

// One candidate of each song, the most popular first.
std::vector<const SeedCandidate*> different_songs(const std::vector<const SeedCandidate*>& fitting) {
  std::unordered_map<std::string, const SeedCandidate*> by_key;
  for (const SeedCandidate* candidate : fitting) {
    const SeedCandidate*& kept = by_key[same_song_key(candidate->title, candidate->artists)];
    if (kept == nullptr || better(*candidate, *kept)) kept = candidate;
  }
  std::vector<const SeedCandidate*> songs;
  songs.reserve(by_key.size());
  for (const auto& [key, candidate] : by_key) songs.push_back(candidate);
  std::sort(songs.begin(), songs.end(), [](const auto* a, const auto* b) { return better(*a, *b); });
  return songs;
}

// The candidates of the best fit anything reaches.
struct Fitting {
  std::optional<Fit> fit;
  std::vector<const SeedCandidate*> candidates;

  void add(const Fit& found, const SeedCandidate& candidate) {
    if (fit && *fit < found) return;
    if (!fit || found < *fit) candidates.clear();
    fit = found;
    if (candidates.empty() || candidates.back() != &candidate) candidates.push_back(&candidate);
  }
};

void compare(Reading& reading, const SeedCandidate& candidate, TitleForms& title, Fitting& fitting) {
  const std::optional<MatchLevel> title_level = TitleForms::level(reading.title, title);
  if (!title_level) return;
  if (!reading.artist) {
    fitting.add({*title_level, true, false}, candidate);
  } else if (const auto artist = fit_artist(*reading.artist, candidate, title)) {
    fitting.add({std::max(*title_level, artist->level), false, artist->further}, candidate);
  }
}

}  // namespace

SeedMatch match_seed(std::string_view typed, std::span<const SeedCandidate> candidates) {
  std::deque<Reading> readings;
  for (SeedReading& read : read_seed(typed)) readings.emplace_back(std::move(read));

  Fitting fitting;
  CharacterFolds folds;
  for (const SeedCandidate& candidate : candidates) {
    const std::uint64_t title_letters = letters_of(candidate.title, folds);
    std::uint64_t all_letters = title_letters;
    for (const std::string& artist : candidate.artists) all_letters |= letters_of(artist, folds);
    TitleForms title(candidate.title);
    for (Reading& reading : readings) {
      const bool possible =
          (reading.title_letters & ~title_letters) == 0 && (reading.artist_letters & ~all_letters) == 0;
      if (possible) compare(reading, candidate, title, fitting);
    }
  }

  SeedMatch match;
  if (!fitting.fit) {
    match.nearest = nearest_names(typed, candidates, kMostListed);
    return match;
  }
  match.level = fitting.fit->level;
  const std::vector<const SeedCandidate*> songs = different_songs(fitting.candidates);
  if (songs.size() == 1) {
    match.song = songs.front()->song;
    return match;
  }
  match.ambiguous = true;
  for (std::size_t i = 0; i < std::min(songs.size(), kMostListed); ++i) match.nearest.push_back(*songs[i]);
  return match;
}

}  // namespace segue::playlist
