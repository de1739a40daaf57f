#include "segue/evaluation/songs/song_maker.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "segue/base/rng.h"
#include "segue/evaluation/songs/made_names.h"

namespace segue::evaluation {
namespace {

using catalog::Variable;

/// What a number that follows from the seed is for.
enum Purpose : std::uint64_t { kSlots, kNiches, kSong, kArtist, kArtistScores, kAlbum, kTitleLength, kGuest };

constexpr std::array<Variable, 9> kFeatures = {
    Variable::kDanceability, Variable::kEnergy,       Variable::kLoudness,
    Variable::kSpeechiness,  Variable::kAcousticness, Variable::kInstrumentalness,
    Variable::kLiveness,     Variable::kValence,      Variable::kTempo};

template <std::size_t n>
std::array<double, n> normals(Rng& rng) {
  std::array<double, n> drawn{};
  for (double& value : drawn) value = rng.normal();
  return drawn;
}

double level_of(double score) {
  return 0.5 * std::erfc(-score * 0.70710678118654752440);
}

/// Four digits, as services give them.
double rounded(double value) {
  constexpr double kDigits = 4;
  if (value == 0) return 0;
  const double unit = std::pow(10.0, std::floor(std::log10(std::abs(value))) + 1 - kDigits);
  return std::round(value / unit) * unit;
}

std::size_t drawn_from(std::span<const double> shares, double level) {
  for (std::size_t i = 0; i < shares.size(); ++i) {
    level -= shares[i];
    if (level < 0) return i;
  }
  return shares.size() - 1;
}

}  // namespace

SongMaker::SongMaker(std::uint64_t seed, const SongStatistics& known) : seed_(seed), known_(known) {
  share_out();
  draw_niches();
}

/// Every niche one slot at least, and every style as many as its weight asks for.
void SongMaker::share_out() {
  niches_.resize(known_.styles.size() * kNichesOfStyle);
  const double total = std::accumulate(known_.styles.begin(), known_.styles.end(), 0.0,
                                       [](double sum, const SongStyle& style) { return sum + style.weight; });
  slots_.reserve(kBlock);
  double due = 0;
  for (std::size_t style = 0; style < known_.styles.size(); ++style) {
    due += known_.styles[style].weight / total * kBlock;
    const auto end = static_cast<std::size_t>(std::llround(due));
    for (std::size_t k = 0; slots_.size() < end; ++k) {
      const auto niche = style * kNichesOfStyle + k % kNichesOfStyle;
      niches_[niche].slots.push_back(static_cast<std::uint16_t>(slots_.size()));
      slots_.push_back(static_cast<std::uint16_t>(niche));
    }
  }
  slots_.resize(kBlock, static_cast<std::uint16_t>(niches_.size() - 1));
}

/// What the songs of each niche share. Within a style these are centred and scaled over its songs, so that what is
/// made has the style's distribution and not that of sixteen draws.
void SongMaker::draw_niches() {
  Rng rng(mixed(seed_, kNiches));
  for (std::size_t style = 0; style < known_.styles.size(); ++style) {
    const std::span own(niches_.begin() + static_cast<std::ptrdiff_t>(style * kNichesOfStyle), kNichesOfStyle);
    for (Niche& niche : own) {
      niche.scores = normals<kDrawnVariables>(rng);
      niche.own_artists = std::min(0.95, 2 * known_.artists.niche * rng.uniform());
    }
    for (std::size_t j = 0; j < kDrawnVariables; ++j) {
      double count = 0;
      double sum = 0;
      for (const Niche& niche : own) {
        count += static_cast<double>(niche.slots.size());
        sum += static_cast<double>(niche.slots.size()) * niche.scores[j];
      }
      double square = 0;
      for (Niche& niche : own) {
        niche.scores[j] -= sum / count;
        square += static_cast<double>(niche.slots.size()) * niche.scores[j] * niche.scores[j];
      }
      for (Niche& niche : own) niche.scores[j] /= std::sqrt(square / count);
    }
    for (Niche& niche : own) niche.scores = correlated(style, niche.scores);
  }
}

SongMaker::Scores SongMaker::correlated(std::size_t style, const Scores& independent) const {
  Scores scores{};
  const DrawnMatrix& root = known_.styles[style].root;
  for (std::size_t i = 0; i < kDrawnVariables; ++i) {
    for (std::size_t j = 0; j <= i; ++j) scores[i] += root[i][j] * independent[j];
  }
  return scores;
}

std::size_t SongMaker::slot_of(std::uint64_t i) const {
  return (i ^ mixed(mixed(seed_, kSlots), i / kBlock)) % kBlock;
}

std::uint64_t SongMaker::song_of_niche(std::size_t niche, std::uint64_t r) const {
  const auto& slots = niches_[niche].slots;
  const std::uint64_t block = r / slots.size();
  const std::uint64_t in_block = (slots[r % slots.size()] ^ mixed(mixed(seed_, kSlots), block)) % kBlock;
  return block * kBlock + in_block;
}

SongMaker::Artist SongMaker::draw_artist(std::size_t niche, std::uint64_t key) const {
  constexpr double kNicheScale = 0.06;
  constexpr double kAnywhereScale = 24;
  constexpr double kMost = 1e12;
  constexpr std::uint64_t kSmallNumber = std::uint64_t{1} << 12;
  constexpr std::uint64_t kLargeNumber = std::uint64_t{1} << 26;
  Rng rng(key);
  std::uint64_t pool = niches_.size() + style_of_niche(niche);
  double scale = known_.artists.scale;
  if (rng.uniform() < niches_[niche].own_artists) {
    pool = niche;
    scale *= kNicheScale;
  } else if (rng.uniform() < known_.artists.anywhere) {
    pool = niches_.size() + known_.styles.size();
    scale *= kAnywhereScale;
  }
  const double rank = std::min(kMost, std::floor(scale * (std::pow(1 - rng.uniform(), -1 / known_.artists.tail) - 1)));
  // Numbers of one length each, so that names of artists that have many songs are short, and none is another's.
  const auto in_pool = static_cast<std::uint64_t>(rank);
  Artist artist;
  if (in_pool < kSmallNumber) {
    artist.number = pool * kSmallNumber + in_pool;
  } else if (in_pool < kLargeNumber) {
    artist.number = (std::uint64_t{1} << 35) | pool * kLargeNumber | in_pool;
  } else {
    artist.number = (std::uint64_t{1} << 48) | mixed(pool, in_pool) >> 17;
  }
  const double length = known_.at(known_.artist_length, Rng(mixed(mixed(seed_, kArtist), artist.number)).uniform());
  artist.name = made_artist(artist.number, static_cast<std::size_t>(length), seed_);
  return artist;
}

SongMaker::Artist SongMaker::artist_of(std::uint64_t i) const {
  return draw_artist(niche_of(i), mixed(mixed(mixed(seed_, kSong), i), kArtist));
}

std::string SongMaker::artist(std::uint64_t i) const {
  return artist_of(i).name;
}

std::string SongMaker::id(std::uint64_t i) const {
  return made_id(i, seed_);
}

std::string SongMaker::title(std::uint64_t i) const {
  Rng rng(mixed(mixed(seed_, kTitleLength), i));
  const double length = known_.at(known_.title_length, rng.uniform());
  const bool guest = rng.uniform() < known_.guests;
  const std::uint64_t key = mixed(mixed(seed_, kGuest), i);
  std::string guest_words;
  if (guest) guest_words = fmt::format(" (feat. {})", draw_artist(niche_of(i), key).name);
  const auto left = static_cast<std::size_t>(length) - std::min(guest_words.size(), static_cast<std::size_t>(length));
  return made_title(i, left, seed_) + guest_words;
}

MadeSong SongMaker::song(std::uint64_t i) const {
  MadeSong made;
  made.niche = niche_of(i);
  const std::size_t style_number = style_of_niche(made.niche);
  const SongStyle& style = known_.styles[style_number];
  const std::uint64_t key = mixed(mixed(seed_, kSong), i);
  const Artist artist = artist_of(i);

  Rng rng(key);
  const Scores of_song = correlated(style_number, normals<kDrawnVariables>(rng));
  Rng artist_rng(mixed(mixed(seed_, kArtistScores), artist.number));
  const Scores of_artist = correlated(style_number, normals<kDrawnVariables>(artist_rng));
  std::array<double, kDrawnVariables> value{};
  for (std::size_t j = 0; j < kDrawnVariables; ++j) {
    const double niche_share = known_.shared_niche[j];
    const double artist_share = known_.shared_artist[j];
    const double score = std::sqrt(niche_share) * niches_[made.niche].scores[j] +
                         std::sqrt(artist_share) * of_artist[j] +
                         std::sqrt(1 - niche_share - artist_share) * of_song[j];
    value[j] = known_.at(style.quantiles[j], level_of(score));
  }
  for (std::size_t j = 0; j < kFeatures.size(); ++j) made.values[kFeatures[j]] = rounded(value[j]);
  const bool major = rng.uniform() < known_.major;
  made.values[Variable::kMode] = major ? 1 : 0;
  made.values[Variable::kKey] =
      static_cast<double>(drawn_from(major ? known_.keys_major : known_.keys_minor, rng.uniform()));

  auto& facts = made.facts;
  facts.title = title(i);
  facts.artists = {artist.name};
  const int year = static_cast<int>(std::lround(value[static_cast<std::size_t>(Drawn::kYear)]));
  Rng album(mixed(mixed(mixed(seed_, kAlbum), artist.number), static_cast<std::uint64_t>(year)));
  facts.album = made_title(album.below(std::uint64_t{1} << 34),
                           static_cast<std::size_t>(known_.at(known_.title_length, album.uniform())), seed_);
  facts.released = catalog::ReleaseDate{year, 0, 0};
  if (album.uniform() < known_.whole_dates) {
    constexpr std::uint64_t kMonths = 12;
    constexpr std::uint64_t kDays = 28;  // every month has these
    facts.released->month = 1 + static_cast<int>(album.below(kMonths));
    facts.released->day = 1 + static_cast<int>(album.below(kDays));
  }
  facts.duration_ms = std::llround(value[static_cast<std::size_t>(Drawn::kDuration)]);
  facts.popularity = static_cast<int>(std::lround(value[static_cast<std::size_t>(Drawn::kPopularity)]));
  facts.ids = {{"spotify", id(i)}};
  return made;
}

}  // namespace segue::evaluation
