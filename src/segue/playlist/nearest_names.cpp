#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "segue/base/title.h"
#include "segue/base/unicode.h"
#include "segue/base/utf8.h"
#include "segue/playlist/seed.h"
#include "segue/playlist/seed_forms.h"

// Two steps. Every candidate is ranked by the pairs of neighbouring letters it shares with the seed, which takes tens
// of nanoseconds; the best hundred or so are then compared by edit distance, which takes microseconds each.

namespace segue::playlist {
namespace {

constexpr std::size_t kFinalists = 128;
constexpr std::size_t kMostReadings = 12;
constexpr std::size_t kLongestName = 256;  // bytes looked at of what is typed and of any name

// A title tells more than an artist, who has many songs.
constexpr double kTitleWeight = 0.65;
constexpr double kArtistWeight = 1 - kTitleWeight;
// A name without its version ("Remix") is as good as the whole title, but for this.
constexpr double kOtherVersion = 0.02;
// An artist typed alone is good evidence, but a title as near goes first.
constexpr double kArtistAlone = 0.05;

// --- pairs of letters ------------------------------------------------------------------------------------------

constexpr std::uint8_t kSkip = 0xff;
constexpr std::size_t kClasses = 64;

// Class 0 separates words; 1 to 26 letters; 27 to 36 digits; 37 to 63 the bytes of folded text that is not ASCII.
constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> classes{};
  for (std::size_t i = 0; i < 26; ++i) classes['a' + i] = classes['A' + i] = static_cast<std::uint8_t>(1 + i);
  for (std::size_t i = 0; i < 10; ++i) classes['0' + i] = static_cast<std::uint8_t>(27 + i);
  for (std::size_t i = 0x80; i < 256; ++i) classes[i] = static_cast<std::uint8_t>(37 + i % 27);
  classes['\''] = classes['`'] = kSkip;
  return classes;
}
constexpr std::array<std::uint8_t, 256> kClassOf = make_classes();

std::string_view beginning(std::string_view name) {
  return name.substr(0, kLongestName);
}

// The pairs of neighbouring letters of a name, word ends included, in `pairs` (reused). As good as folded.
void list_pairs(std::string_view name, CharacterFolds& folds, std::vector<std::uint16_t>& pairs) {
  pairs.clear();
  std::size_t last = 0;
  const auto add = [&](char c) {
    const std::uint8_t next = kClassOf[static_cast<unsigned char>(c)];
    if (next == kSkip) return;
    if (last != 0 || next != 0) pairs.push_back(static_cast<std::uint16_t>(last * kClasses + next));
    last = next;
  };
  name = beginning(name);
  for (std::size_t at = 0; at < name.size();) {
    if (static_cast<unsigned char>(name[at]) < 0x80) {
      add(name[at++]);
    } else {
      for (const char c : folds.of(next_code_point(name, at))) add(c);
    }
  }
  if (last != 0) add(' ');
}

// A sought text's pairs as a set of bits.
struct PairSet {
  PairSet(const std::string& text, CharacterFolds& folds) {
    std::vector<std::uint16_t> pairs;
    list_pairs(text, folds, pairs);
    for (const std::uint16_t pair : pairs) bits[pair / 64] |= std::uint64_t{1} << (pair % 64);
    for (const std::uint64_t word : bits) size += static_cast<std::size_t>(std::popcount(word));
  }

  // 1 if all pairs are shared and nothing is left over; what only the longer name has costs little, because people
  // type less than the whole title.
  float similarity(const std::vector<std::uint16_t>& pairs) const {
    if (size == 0 || pairs.empty()) return 0;
    std::size_t shared = 0;
    for (const std::uint16_t pair : pairs) shared += bits[pair / 64] >> (pair % 64) & 1;
    const auto sought = static_cast<float>(size);
    return std::min(static_cast<float>(shared), sought) / (0.8F * sought + 0.2F * static_cast<float>(pairs.size()));
  }

  std::array<std::uint64_t, kClasses * kClasses / 64> bits{};
  std::size_t size = 0;
};

// --- readings --------------------------------------------------------------------------------------------------

// A way to understand what was typed, folded. Without a title it is an artist's name alone, without an artist any
// artist will do.
struct Query {
  std::string title;
  std::string name;  // of the title, without its version
  std::string artist;
  // Places in Queries::sets.
  std::optional<std::size_t> title_set;
  std::optional<std::size_t> artist_set;
};

struct Queries {
  std::vector<Query> ways;
  std::vector<PairSet> sets;  // of the different texts in `ways`
};

// More readings than match_seed allows: "Artist - Title", "Artist,Title", "Title by Artist" are understood here.
Queries queries_of(std::string_view typed, CharacterFolds& folds) {
  std::vector<std::pair<std::string, std::string>> ways;
  const auto add = [&ways](std::string_view title, std::string_view artist) {
    std::pair<std::string, std::string> way(fold(title), fold(artist));
    if (ways.size() < kMostReadings && std::find(ways.begin(), ways.end(), way) == ways.end()) {
      ways.push_back(std::move(way));
    }
  };
  const std::string whole = fold(typed);
  add(whole, {});
  add({}, whole);
  std::vector<SeedReading> readings = read_seed(typed);
  if (readings.size() > kMostReadings / 3) readings.resize(kMostReadings / 3);
  for (const SeedReading& reading : readings) add(reading.title, reading.artist);
  for (const SeedReading& reading : readings) {
    if (!reading.artist.empty()) add(reading.artist, reading.title);
  }
  if (const std::size_t dash = whole.find(" - "); dash != std::string::npos) {
    add(std::string_view(whole).substr(dash + 3), std::string_view(whole).substr(0, dash));
    add(std::string_view(whole).substr(0, dash), std::string_view(whole).substr(dash + 3));
  }
  if (const std::size_t by = whole.rfind(" by "); by != std::string::npos) {
    add(std::string_view(whole).substr(0, by), std::string_view(whole).substr(by + 4));
  }

  Queries queries;
  std::vector<std::string> texts;
  const auto set_of = [&](const std::string& text) -> std::optional<std::size_t> {
    if (text.empty()) return std::nullopt;
    const auto known = std::find(texts.begin(), texts.end(), text);
    if (known != texts.end()) return static_cast<std::size_t>(known - texts.begin());
    texts.push_back(text);
    queries.sets.emplace_back(text, folds);
    return texts.size() - 1;
  };
  for (const auto& [title, artist] : ways) {
    Query query{fold_words(title), name_key(title), artist_key(artist), {}, {}};
    query.title_set = set_of(query.title);
    query.artist_set = set_of(query.artist);
    queries.ways.push_back(std::move(query));
  }
  return queries;
}

// --- first step ------------------------------------------------------------------------------------------------

struct Finalist {
  float similarity;
  const SeedCandidate* candidate;
};

bool goes_first(const SeedCandidate& a, const SeedCandidate& b) {
  return a.popularity != b.popularity ? a.popularity > b.popularity : a.song < b.song;
}

// How near a candidate may be, by the way that suits it best. One object serves all candidates.
class Ranker {
 public:
  Ranker(const Queries& queries, CharacterFolds& folds)
      : queries_(queries), folds_(folds), title_(queries.sets.size()), artist_(queries.sets.size()) {}

  float similarity(const SeedCandidate& candidate) {
    list_pairs(candidate.title, folds_, pairs_);
    for (std::size_t i = 0; i < title_.size(); ++i) title_[i] = queries_.sets[i].similarity(pairs_);
    std::fill(artist_.begin(), artist_.end(), 0.0F);
    for (const std::string& artist : candidate.artists) {
      list_pairs(artist, folds_, pairs_);
      for (std::size_t i = 0; i < artist_.size(); ++i) {
        artist_[i] = std::max(artist_[i], queries_.sets[i].similarity(pairs_));
      }
    }
    float best = 0;
    for (const Query& way : queries_.ways) {
      if (way.title_set && way.artist_set) {
        best = std::max(best, kTitle * title_[*way.title_set] + kArtist * artist_[*way.artist_set]);
      } else if (way.title_set) {
        best = std::max(best, title_[*way.title_set]);
      } else if (way.artist_set) {
        best = std::max(best, artist_[*way.artist_set]);
      }
    }
    return best;
  }

 private:
  static constexpr auto kTitle = static_cast<float>(kTitleWeight);
  static constexpr auto kArtist = static_cast<float>(kArtistWeight);
  const Queries& queries_;
  CharacterFolds& folds_;
  std::vector<float> title_;   // how similar the title is to each of the sets
  std::vector<float> artist_;  // the same of the most similar artist
  std::vector<std::uint16_t> pairs_;
};

std::vector<Finalist> finalists(const Queries& queries, CharacterFolds& folds,
                                std::span<const SeedCandidate> candidates, std::size_t count) {
  std::vector<Finalist> all;
  all.reserve(candidates.size());
  Ranker ranker(queries, folds);
  for (const SeedCandidate& candidate : candidates) all.push_back({ranker.similarity(candidate), &candidate});
  const std::size_t kept = std::min(count, all.size());
  std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(kept), all.end(),
                    [](const Finalist& a, const Finalist& b) {
                      if (a.similarity != b.similarity) return a.similarity > b.similarity;
                      return goes_first(*a.candidate, *b.candidate);
                    });
  all.resize(kept);
  return all;
}

// --- second step -----------------------------------------------------------------------------------------------

// Bytes that begin a code point; folded text is valid UTF-8.
std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

// Edit distance by the longer length: 0 the same, 1 nothing in common. Of no interest, and quicker, from `ceiling` on:
// it may be any number not below it then.
double distance(const std::string& a, const std::string& b, double ceiling) {
  if (a == b) return 0;
  const auto longest = static_cast<double>(std::max(code_points(a), code_points(b)));
  const auto limit = static_cast<std::size_t>(std::clamp(ceiling, 0.0, 1.0) * longest);
  return static_cast<double>(edit_distance(a, b, limit)) / longest;
}

// As distance, and a title of which only whole words at the beginning were typed is not far.
double title_distance(const std::string& typed, const std::string& title, double ceiling) {
  if (!typed.empty() && title.size() > typed.size() && title.starts_with(typed) && title[typed.size()] == ' ') {
    ceiling = std::min(ceiling, 0.3);
  }
  return std::min(ceiling, distance(typed, title, ceiling));
}

struct Names {
  explicit Names(const SeedCandidate& candidate)
      : title(fold_words(beginning(candidate.title))), name(name_key(beginning(candidate.title))) {
    for (const std::string& artist : candidate.artists) artists.push_back(artist_key(beginning(artist)));
    if (!artists.empty()) both = {title + " " + artists[0], artists[0] + " " + title};
    if (artists.size() > 1) artists.push_back(artist_key(beginning(credit_line(candidate.artists))));
  }

  std::string title;
  std::string name;
  std::vector<std::string> artists;
  std::vector<std::string> both;  // title and artist as one text, in either order
};

// The distance by one way to understand the seed, or `ceiling` if that is less.
double distance(const Query& query, const Names& names, double ceiling) {
  if (query.title.empty()) {
    for (const std::string& name : names.artists) {
      ceiling = std::min(ceiling, kArtistAlone + distance(query.artist, name, ceiling - kArtistAlone));
    }
    return ceiling;
  }
  const bool any_artist = query.artist.empty();
  double title = any_artist ? ceiling : std::min(1.0, ceiling / kTitleWeight);
  title = std::min(title, title_distance(query.title, names.title, title));
  title = std::min(title, kOtherVersion + title_distance(query.name, names.name, title));
  if (any_artist) {
    for (const std::string& both : names.both) {
      title = std::min(title, kOtherVersion + distance(query.title, both, title - kOtherVersion));
    }
    return title;
  }
  double artist = 1;
  for (const std::string& name : names.artists) artist = std::min(artist, distance(query.artist, name, artist));
  return std::min(ceiling, kTitleWeight * title + kArtistWeight * artist);
}

}  // namespace

std::vector<SeedCandidate> nearest_names(std::string_view typed, std::span<const SeedCandidate> candidates,
                                         std::size_t count) {
  CharacterFolds folds;
  const Queries queries = queries_of(beginning(typed), folds);

  struct Ranked {
    double distance;
    const SeedCandidate* candidate;
  };
  std::vector<Ranked> ranked;
  for (const Finalist& finalist : finalists(queries, folds, candidates, std::max(kFinalists, 4 * count))) {
    const Names names(*finalist.candidate);
    double least = 1 + kArtistAlone;
    for (const Query& way : queries.ways) least = distance(way, names, least);
    ranked.push_back({least, finalist.candidate});
  }
  std::sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) {
    return a.distance != b.distance ? a.distance < b.distance : goes_first(*a.candidate, *b.candidate);
  });

  std::vector<SeedCandidate> nearest;
  std::unordered_set<std::string> seen;
  for (const Ranked& one : ranked) {
    if (nearest.size() == count) break;
    const SeedCandidate& candidate = *one.candidate;
    if (seen.insert(same_song_key(candidate.title, candidate.artists)).second) nearest.push_back(candidate);
  }
  return nearest;
}

}  // namespace segue::playlist
