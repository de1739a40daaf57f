#include "title_moods.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <stdexcept>
#include <unordered_set>

namespace segue::encoder {
namespace {

// Words that, in a title, tell what the song is about. "Love" and "baby" are in songs of every mood.
constexpr auto kHappy = std::to_array<std::string_view>(
    {"alright",  "beautiful", "boogie",   "celebrate", "celebration", "cheer",    "dance",      "dancing",
     "disco",    "fun",       "funky",    "glad",      "good",        "groove",   "hallelujah", "happiness",
     "happy",    "joy",       "joyful",   "jump",      "laugh",       "laughing", "lucky",      "magic",
     "paradise", "party",     "shake",    "shine",     "smile",       "sugar",    "summer",     "summertime",
     "sun",      "sunny",     "sunshine", "sweet",     "wonderful"});
constexpr auto kSad = std::to_array<std::string_view>(
    {"alone",    "blue",      "blues",      "broken",       "cold",     "cried",   "cry",     "crying",  "dead",
     "death",    "die",       "dying",      "empty",        "farewell", "ghost",   "gone",    "goodbye", "grave",
     "hate",     "heartache", "heartbreak", "heartbreaker", "hurt",     "hurting", "hurts",   "leaving", "lonely",
     "lonesome", "lose",      "losing",     "lost",         "misery",   "miss",    "missing", "nobody",  "numb",
     "pain",     "rain",      "regret",     "sad",          "scar",     "scars",   "sorrow",  "sorry",   "suicide",
     "tear",     "tears",     "weep",       "without"});

constexpr std::size_t kNone = kTitleParts;  ///< the part of a song that no classifier learns from

/// Calls `visit` for every word: what spaces and line ends part.
template <typename Visit>
void for_each_word(std::string_view text, Visit visit) {
  constexpr std::string_view kBetween = " \n";
  for (std::size_t from = text.find_first_not_of(kBetween); from < text.size();) {
    const std::size_t end = std::min(text.find_first_of(kBetween, from), text.size());
    visit(text.substr(from, end - from));
    from = text.find_first_not_of(kBetween, end);
  }
}

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

bool has_both(const evaluation::LabelledTexts& songs) {
  return std::ranges::count(songs.labels, 0) > 0 && std::ranges::count(songs.labels, 1) > 0;
}

}  // namespace

int mood_of_title(std::string_view title) {
  bool happy = false;
  bool sad = false;
  for_each_word(title, [&](std::string_view word) {
    happy = happy || is_one_of(word, kHappy);
    sad = sad || is_one_of(word, kSad);
  });
  return static_cast<int>(happy) - static_cast<int>(sad);
}

std::string lyrics_without_title(std::string_view lyrics, std::string_view title) {
  std::unordered_set<std::string_view> of_title;
  for_each_word(title, [&](std::string_view word) { of_title.insert(word); });
  std::string rest;
  for_each_word(lyrics, [&](std::string_view word) {
    if (of_title.contains(word)) return;
    if (!rest.empty()) rest += ' ';
    rest += word;
  });
  return rest;
}

std::vector<double> leanings_by_titles(const TokenCorpus& songs, std::span<const std::string> lyrics,
                                       std::span<const std::string> titles, const LearnAndAsk& learn_and_ask) {
  if (lyrics.size() != songs.size() || titles.size() != songs.size()) {
    throw std::runtime_error(std::to_string(songs.size()) + " songs have " + std::to_string(titles.size()) +
                             " titles; run prepare_corpora again");
  }
  std::vector<std::string> rest;
  std::vector<std::size_t> part_of(songs.size(), kNone);
  std::array<evaluation::LabelledTexts, kTitleParts> seen;  // by the classifier that judges this part
  for (std::size_t i = 0; i < songs.size(); ++i) {
    rest.push_back(lyrics_without_title(lyrics[i], titles[i]));
    const int mood = mood_of_title(titles[i]);
    if (mood == 0 || songs.labels[i] == kMoodAsked) continue;
    part_of[i] = songs.groups[i] % kTitleParts;
    for (std::size_t part = 0; part < kTitleParts; ++part) {
      if (part != part_of[i]) seen.at(part).add(rest.back(), mood > 0 ? 1 : 0);
    }
  }
  std::vector<double> leanings(songs.size(), 0);
  for (std::size_t part = 0; part < kTitleParts; ++part) {
    if (!has_both(seen.at(part))) throw std::runtime_error("too few titles say how their songs feel");
    const std::vector<double> said = learn_and_ask(seen.at(part), rest);
    for (std::size_t i = 0; i < songs.size(); ++i) {
      if (part_of[i] == kNone) leanings[i] += said[i] / kTitleParts;
      if (part_of[i] == part) leanings[i] = said[i];
    }
  }
  return leanings;
}

}  // namespace segue::encoder
