#include "segue/evaluation/songs/made_names.h"

#include <array>
#include <string_view>

namespace segue::evaluation {
namespace {

constexpr std::size_t kSyllableBits = 7;
constexpr std::size_t kMostSyllables = 9;

// Every syllable is one consonant and one vowel of these, so that a word falls into syllables in one way only.
constexpr std::string_view kConsonants = "bdfghklmnprstvwz";
constexpr std::array<std::string_view, 8> kVowels = {"a", "e", "i", "o", "u", "ai", "ea", "ou"};

// Common words of titles that say nothing about a version or a guest.
constexpr auto kTitleWords = std::to_array<std::string_view>(
    {"in the Night", "of Love",    "Tonight",   "and Me",   "Forever",     "Blue",      "Heart",     "Dreams",
     "Again",        "on Fire",    "the Rain",  "My Way",   "Summer",      "Your Eyes", "the World", "Away",
     "Home",         "Light",      "Day",       "Fever",    "and You",     "Down",      "Gold",      "Baby",
     "Girl",         "the Moon",   "Stars",     "Walking",  "in Paradise", "Street",    "Sky",       "Angel",
     "Crazy",        "Better",     "Money",     "Running",  "Alone",       "Lights",    "Tears",     "Shadow",
     "the City",     "of Mine",    "Sunday",    "Wild",     "Falling",     "Ghost",     "River",     "Kingdom",
     "Electric",     "the Summit", "Waves",     "Nights",   "Letters",     "Diamond",   "Silence",   "Thunder",
     "Hurricane",    "Honey",      "and Smoke", "Mountain", "Strangers",   "Garden",    "Birds",     "to Nowhere"});
// End in letters no made word ends in.
constexpr auto kBandWords = std::to_array<std::string_view>(
    {"Band", "Quartet", "Brothers", "Kings", "Collective", "Club", "Sound System", "Jr."});

std::uint64_t mask(std::size_t bits) {
  return (std::uint64_t{1} << bits) - 1;
}

/// A permutation of the numbers of `bits` bits.
std::uint64_t scramble(std::uint64_t number, std::size_t bits, std::uint64_t seed) {
  constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15ULL;
  number ^= mixed(seed, bits) & mask(bits);
  for (int round = 0; round < 2; ++round) {
    number = number * kOdd & mask(bits);
    number ^= number >> (bits / 2);
  }
  return number;
}

std::string capitalised(std::string word) {
  word.front() = static_cast<char>(word.front() - 'a' + 'A');
  return word;
}

}  // namespace

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
  std::uint64_t z = a * 0x9e3779b97f4a7c15ULL + b + 0x7f4a7c159e3779b9ULL;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

std::string made_word(std::uint64_t number, std::uint64_t seed) {
  std::size_t syllables = 2;
  while (syllables < kMostSyllables && number >> (kSyllableBits * syllables) != 0) ++syllables;
  number = scramble(number & mask(kSyllableBits * syllables), kSyllableBits * syllables, seed);
  std::string word;
  for (std::size_t i = 0; i < syllables; ++i, number >>= kSyllableBits) {
    word += kConsonants[number % kConsonants.size()];
    word += kVowels[number / kConsonants.size() % kVowels.size()];
  }
  return word;
}

std::string made_title(std::uint64_t number, std::size_t length, std::uint64_t seed) {
  std::string title = capitalised(made_word(number, mixed(seed, 1)));
  for (std::uint64_t more = mixed(mixed(seed, 2), number);; more = mixed(more, 3)) {
    const auto word = kTitleWords[more % kTitleWords.size()];
    // Half of those that would end nearer without the word go without.
    if (title.size() + (word.size() + 1) / 2 >= length) return title;
    title += ' ';
    title += word;
  }
}

std::string made_artist(std::uint64_t number, std::size_t length, std::uint64_t seed) {
  constexpr std::size_t kLongestWord = 9;
  std::string name = made_word(number, mixed(seed, 4));
  const std::uint64_t more = mixed(mixed(seed, 5), number);
  if (name.size() > kLongestWord) {
    // Behind a vowel: every syllable ends in one.
    auto cut = name.size() / 2;
    while (kConsonants.find(name[cut]) == std::string_view::npos) ++cut;
    name = capitalised(name.substr(0, cut)) + ' ' + capitalised(name.substr(cut));
  } else {
    name = capitalised(std::move(name));
  }
  const auto word = kBandWords[more % kBandWords.size()];
  if (name.size() + word.size() / 2 < length) {
    name += ' ';
    name += word;
  }
  if (name.size() + 3 < length && more >> 63 != 0) name.insert(0, "The ");
  return name;
}

std::string made_id(std::uint64_t number, std::uint64_t seed) {
  constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  constexpr std::size_t kHalf = 11;
  std::string id;
  // mixed() permutes its second number, and eleven digits hold all of 64 bits.
  for (std::uint64_t half : {mixed(mixed(seed, 6), number), mixed(mixed(seed, 7), number)}) {
    for (std::size_t i = 0; i < kHalf; ++i, half /= kDigits.size()) id += kDigits[half % kDigits.size()];
  }
  return id;
}

}  // namespace segue::evaluation
