#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

/// The vocabulary of title tags, found by counting what stands in brackets and behind dashes in 27,000 titles.
namespace segue::title_words {

template <std::size_t n>
using WordList = std::array<std::string_view, n>;

/// Words as fold_words leaves them, ready for in().
template <std::size_t n>
consteval WordList<n> word_list(const std::string_view (&words)[n]) {
  auto list = std::to_array(words);
  std::sort(list.begin(), list.end());
  return list;
}

template <std::size_t n>
bool in(const WordList<n>& list, std::string_view word) {
  return std::binary_search(list.begin(), list.end(), word);
}

inline constexpr auto kGuestWords = word_list({"feat", "feats", "featuring", "ft"});

// After "with", these begin a phrase of the song's name: "Quit Playing Games (With My Heart)".
inline constexpr auto kPhraseAfterWith =
    word_list({"a",    "all",   "an",   "every",    "everything", "her",    "him",     "his",  "it",
               "just", "love",  "me",   "my",       "no",         "nobody", "nothing", "one",  "only",
               "or",   "our",   "some", "somebody", "someone",    "that",   "their",   "them", "these",
               "this", "those", "u",    "us",       "without",    "ya",     "you",     "your", "yourself"});

// Words a tag may hold besides the one that makes it a tag.
inline constexpr auto kFiller =
    word_list({"a",         "amended",  "and",      "anniversary", "at",       "audio",   "by",
               "cd",        "de",       "disc",     "en",          "ep",       "estudio", "film",
               "for",       "full",     "hd",       "hq",          "in",       "inch",    "international",
               "length",    "long",     "lyric",    "lyrics",      "movie",    "music",   "new",
               "of",        "oficial",  "official", "on",          "promo",    "radio",   "recorded",
               "recording", "short",    "show",     "spotify",     "standard", "best",    "greatest",
               "hits",      "regular",  "special",  "re",          "quality",  "release", "studio",
               "the",       "track",    "tv",       "u",           "s",        "uk",      "us",
               "usa",       "versions", "video",    "vinyl",       "whole"});

// With nothing but filler and numbers around it, one of these makes a tag that changes nothing one hears.
inline constexpr auto kEdit = word_list(
    {"album",      "bonus",   "bonustrack", "clean",  "cut",      "deluxe",    "digital",  "digitally",  "dirty",
     "edicao",     "edicion", "edit",       "edited", "edition",  "expanded",  "explicit", "extended",   "lp",
     "main",       "master",  "mix",        "mono",   "original", "originale", "ost",      "rerecorded", "single",
     "soundtrack", "stereo",  "uncensored", "uncut",  "street",   "ver",       "versao",   "version",    "versione"});

// A recording that sounds different, wherever the word stands in a tag.
inline constexpr auto kRemix = word_list(
    {"bootleg", "mashup", "reboot", "refix", "remix", "remixed", "remixes", "rerub", "rework", "reworked", "rmx"});

// The same, where the word begins or ends the tag.
inline constexpr auto kSound =
    word_list({"acapella",      "acappella", "acoustic", "acoustica",   "acoustique", "acustica",  "acustico",
               "akustik",       "cappella",  "demo",     "demos",       "dub",        "flip",      "instrumental",
               "instrumentale", "karaoke",   "remake",   "strumentale", "stripped",   "symphonic", "vip"});

// What follows "live" (or "acoustic", "demo") in the title of such a recording.
inline constexpr auto kAfterLive =
    word_list({"acoustic", "album", "am",    "at",          "auf",   "aus",       "bonus",   "demo",     "du",
               "edit",     "em",    "en",    "fra",         "from",  "fran",      "im",      "in",       "mix",
               "na",       "no",    "on",    "performance", "radio", "recording", "session", "sessions", "single",
               "studio",   "take",  "track", "version",     "video", "w",         "with"});

}  // namespace segue::title_words
