#include "segue/base/title_tag.h"

#include <algorithm>
#include <cstddef>

#include "segue/base/title_words.h"
#include "segue/base/unicode.h"

namespace segue {
namespace {

using Words = std::vector<std::string_view>;
using namespace title_words;
bool is_number(std::string_view word) {
  return !word.empty() && word[0] >= '0' && word[0] <= '9';
}

bool is_remaster(std::string_view word) {
  return word.starts_with("remaster");
}

bool is_version_noun(std::string_view word) {
  return word == "mix" || word == "edit" || word == "edition" || word == "ver" || word == "version" ||
         word == "versione" || word == "versao";
}

template <class Test>
bool any(const Words& words, const Test& test) {
  return std::any_of(words.begin(), words.end(), test);
}
template <class Test>
bool all(const Words& words, const Test& test) {
  return std::all_of(words.begin(), words.end(), test);
}
bool has(const Words& words, std::string_view wanted) {
  return std::find(words.begin(), words.end(), wanted) != words.end();
}

bool is_plain(std::string_view word) {
  return is_number(word) || in(kFiller, word) || in(kEdit, word);
}
bool is_sound(std::string_view word) {
  return in(kSound, word);
}
bool is_plain_or_sound(std::string_view word) {
  return is_plain(word) || is_sound(word);
}

bool has_quotes(std::string_view text) {
  return fold(text).find_first_of("\"'") != std::string::npos;
}

Words split_words(std::string_view folded) {
  Words words;
  while (!folded.empty()) {
    const std::size_t end = std::min(folded.find(' '), folded.size());
    words.push_back(folded.substr(0, end));
    folded.remove_prefix(std::min(end + 1, folded.size()));
  }
  return words;
}

std::string_view trim(std::string_view text, std::string_view what = " \t") {
  const std::size_t begin = text.find_first_not_of(what);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(what) - begin + 1);
}

/// What distinguishes one different-sounding version from another: all but the words that do not.
std::string version_name(const Words& words) {
  const auto says_nothing = [](std::string_view word) {
    return word == "ver" || word == "version" || word == "versione" || word == "versao" || word == "radio" ||
           word == "edit" || word == "extended" || word == "original" || word == "official" || word == "oficial" ||
           word == "album" || word == "single" || word == "the" || word == "full" || word == "video" ||
           word == "explicit" || is_remaster(word);
  };
  const bool drop = !all(words, says_nothing);
  std::string name;
  for (std::string_view word : words) {
    if (drop && says_nothing(word)) continue;
    if (word == "rmx" || word == "remixed" || word == "remixes") word = "remix";
    if (word.starts_with("acusti") || word.starts_with("acousti") || word == "akustik") word = "acoustic";
    if (word.starts_with("instrumental") || word == "strumentale") word = "instrumental";
    if (!name.empty()) name += ' ';
    name += word;
  }
  return name;
}

/// Where the words that say "live" end: "live", "ao vivo", "mtv unplugged"; 0 if they do not begin at `at`.
std::size_t live_end(const Words& words, std::size_t at) {
  if (words[at] == "live" || words[at] == "unplugged") return at + 1;
  if (at + 1 >= words.size()) return 0;
  static constexpr auto kPairs = word_list({"ao vivo", "dal vivo", "en concert", "en concierto", "en direct",
                                            "en directo", "en vivo", "in concert", "mtv unplugged"});
  // The words are neighbours in one folded text.
  const std::string_view pair(words[at].data(), words[at].size() + 1 + words[at + 1].size());
  return in(kPairs, pair) ? at + 2 : 0;
}

/// "Live" alone or with what follows it in the titles of live recordings; "Live Forever" is a name.
bool is_live(const Words& words, std::string_view text, TagPlace place) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (const std::size_t end = live_end(words, at); end > 0) {
      if (end == words.size())
        return at == 0 || place == TagPlace::kDash ||
               std::all_of(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(at), is_plain_or_sound);
      if (end == at + 2 || words[at] == "unplugged") return true;
      const std::string_view next = words[end];
      return in(kAfterLive, next) || is_number(next) || is_remaster(next) || text.find('@') != std::string_view::npos;
    }
    // "Acoustic Live", "2010 Live Version", "BBC Live Session": nothing of a name before it, or behind a dash.
    const bool broadcaster = words[at] == "bbc" || words[at] == "apple";
    if (!is_plain_or_sound(words[at]) && !broadcaster) break;
  }
  if (words.size() < 2) return false;
  if (words[0] == "recorded" && (words[1] == "at" || words[1] == "in")) return true;
  const std::string_view last = words.back();
  if (last == "unplugged" || (last == "live" && place == TagPlace::kDash)) return true;
  static constexpr auto kBeforeSession = word_list({"acoustic", "bbc", "kexp", "live", "peel", "spotify", "stripped"});
  return (last == "session" || last == "sessions") && in(kBeforeSession, words[0]);
}

/// 'From "Rocky IV" Soundtrack', 'from the Netflix Film Klaus', 'Love Theme from "Titanic"'.
bool is_soundtrack(const Words& words, std::string_view text, TagPlace place) {
  static constexpr auto kWork = word_list(
      {"film", "game", "motion", "movie", "musical", "ost", "pelicula", "picture", "series", "show", "soundtrack"});
  static constexpr auto kBefore = word_list({"love", "main", "music", "opening", "original", "song", "theme", "title"});
  const bool names_work = any(words, [](std::string_view word) { return in(kWork, word); });
  const bool dash = place == TagPlace::kDash;
  const auto from = std::find(words.begin(), words.end(), "from");
  if (from != words.end() &&
      std::all_of(words.begin(), from, [](std::string_view word) { return in(kBefore, word); })) {
    // Quoted, or in small letters: "(From Amsterdam With Love)" is part of a name, "(from Dolittle)" is not.
    return dash || from != words.begin() || names_work || has_quotes(text) || text.starts_with("from");
  }
  if (dash && words[0] == "de" && has_quotes(text)) return true;
  return words.back() == "soundtrack" || words.back() == "ost" || (dash && has(words, "pelicula")) ||
         (has(words, "soundtrack") && is_version_noun(words.back()));
}

/// The guests a clause names; none if it does not.
std::vector<std::string> guests_of(const Words& words, std::string_view text, TagPlace place) {
  if (words.size() < 2) return {};
  const auto behind_first_word = [&text](std::size_t from) {
    const std::size_t end = text.find_first_of(" .:/-", from);
    return end == std::string_view::npos ? std::string_view() : text.substr(end);
  };
  if (in(kGuestWords, words[0])) return split_guests(behind_first_word(0));
  if (words[0] == "with" || words[0] == "con" || (words[0] == "w" && text[1] == '/')) {
    if (in(kPhraseAfterWith, words[1]) || words[1] == "rap") return {};
    // "(with The Weeknd)" is a guest; "Nancy (With The Laughing Face)" is not.
    if (words[1] == "the" && text[0] == 'W') return {};
    return split_guests(behind_first_word(0));
  }
  if (words.size() > 2 && (words[0] == "duet" || words[0] == "dueto") && (words[1] == "with" || words[1] == "con")) {
    return split_guests(behind_first_word(text.find(' ') + 1));
  }
  if (place == TagPlace::kBrackets && text[0] == '&') return split_guests(text);
  return {};
}

/// "Acoustic", "Instrumental Album Version", "Home Demo from 1981", "With Rap", "Take 5".
std::optional<std::string> different_version(const Words& words, TagPlace place) {
  const bool dash = place == TagPlace::kDash;
  if (words.size() == 2 && words[1] == "rap") return version_name(words);
  if (dash) {
    // Takes that stayed on the shelf, with speech and false starts.
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
      if ((words[i] == "take" || words[i] == "takes") && is_number(words[i + 1])) return version_name(words);
    }
  }
  const auto sound = std::find_if(words.begin(), words.end(), is_sound);
  if (sound == words.end()) return std::nullopt;
  const bool begins = std::all_of(words.begin(), sound, is_plain_or_sound);
  const bool ends = std::all_of(sound + 1, words.end(), is_plain_or_sound);
  const bool at_somewhere = sound + 1 != words.end() && in(kAfterLive, *(sound + 1)) && sound - words.begin() < 2;
  const bool named = sound + 1 == words.end() && words.size() <= 4;  // "Skrillex VIP"
  if (ends ? begins || dash || named : dash ? sound == words.begin() || at_somewhere : at_somewhere) {
    return version_name(words);
  }
  return std::nullopt;
}

/// "Spanish Version", "Don Diablo Edit", "Club Mix 2012", "Versión Salsa": what version it is says that it is another.
std::optional<std::string> named_version(const Words& words, TagPlace place) {
  if (words.size() < 2) return std::nullopt;
  auto last = words.end() - 1;
  while (last != words.begin() && is_number(*last)) --last;
  if (last != words.begin() && is_version_noun(*last)) return version_name(words);
  if (words[0] == "version" && words[1] != "of" && words[1] != "de" &&
      (place == TagPlace::kDash || words.size() == 2)) {
    return version_name(words);
  }
  return std::nullopt;
}

std::optional<TitleTag> read_clause(std::string_view text, TagPlace place) {
  const std::string folded = fold_words(text);
  const Words words = split_words(folded);
  if (words.empty()) return std::nullopt;

  TitleTag tag;
  tag.featured = guests_of(words, text, place);
  if (!tag.featured.empty()) return tag;
  if (words.size() > 1 && (words[0] == "prod" || words[0] == "produced")) return tag;

  if (any(words, [](std::string_view word) { return in(kRemix, word); }) || folded.ends_with("mash up")) {
    tag.other = version_name(words);
    tag.remaster = any(words, is_remaster);
    return tag;
  }
  // "Swagga Like Us - T.I. and Jay-Z feat. Kanye West"
  const auto guest_word =
      std::find_if(words.begin() + 1, words.end(), [](std::string_view word) { return in(kGuestWords, word); });
  if (guest_word != words.end() && guest_word + 1 != words.end()) {
    tag.featured = split_guests(text);
    return tag;
  }

  const auto sound = std::find_if(words.begin(), words.end(), is_sound);
  tag.remaster = any(words, is_remaster);
  if (is_live(words, text, place)) {
    tag.live = true;
    if (sound != words.end() && sound - words.begin() < 2) tag.other = version_name(Words{*sound});
    return tag;
  }
  if (tag.remaster) {
    tag.edit = has(words, "mono") || has(words, "stereo") || has(words, "single");
    if (sound != words.end()) tag.other = version_name(Words{*sound});
    return tag;
  }
  if (is_soundtrack(words, text, place)) {
    tag.edit = true;
    return tag;
  }
  if (const auto name = different_version(words, place)) {
    tag.other = *name;
    return tag;
  }
  const bool year = place == TagPlace::kDash && words.size() == 1 && words[0].size() == 4 && is_number(words[0]);
  const bool radio = place == TagPlace::kDash && (folded == "radio" || folded == "no intro");
  const bool rerecorded =
      folded.starts_with("re record") || folded.starts_with("rerecord") || folded == "taylors version";
  if (year || radio || rerecorded ||
      (all(words, is_plain) && any(words, [](std::string_view word) { return in(kEdit, word); }))) {
    tag.edit = true;
    return tag;
  }
  if (const auto name = named_version(words, place)) {
    tag.other = *name;
    return tag;
  }
  return std::nullopt;
}

void add_to(TitleTag& sum, TitleTag&& tag) {
  sum.featured.insert(sum.featured.end(), tag.featured.begin(), tag.featured.end());
  sum.remaster |= tag.remaster;
  sum.live |= tag.live;
  sum.edit |= tag.edit;
  if (!tag.other.empty()) sum.other += (sum.other.empty() ? "" : " ") + tag.other;
}

/// All parts between separators are tags, or nothing is.
std::optional<TitleTag> read_parts(std::string_view text, TagPlace place, std::string_view separators) {
  const std::size_t end = text.find(separators[0]);
  if (end == std::string_view::npos) {
    return separators.size() > 1 ? read_parts(text, place, separators.substr(1)) : read_clause(trim(text), place);
  }
  TitleTag sum;
  std::string_view rest = text;
  bool all_tags = true;
  while (all_tags) {
    const std::size_t part_end = std::min(rest.find(separators[0]), rest.size());
    const std::string_view part = trim(rest.substr(0, part_end));
    auto tag = separators.size() > 1 ? read_parts(part, place, separators.substr(1)) : read_clause(part, place);
    all_tags = tag.has_value();
    if (tag) add_to(sum, std::move(*tag));
    if (part_end == rest.size()) break;
    rest.remove_prefix(part_end + 1);
  }
  if (all_tags) return sum;
  return read_clause(trim(text), place);
}

}  // namespace

std::vector<std::string> split_guests(std::string_view text) {
  std::vector<std::string> guests;
  const auto add = [&guests](std::string_view guest) {
    guest = trim(guest, " \t-/,&");
    guest.remove_prefix(std::min(guest.find_first_not_of(" .:-/"), guest.size()));
    if (!guest.empty()) guests.emplace_back(guest);
  };
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string_view rest = text.substr(at);
    // "Tyler, The Creator", "Florence and the Machine"
    const std::string after = rest.size() > 2 ? lower(rest.substr(0, 9)) : std::string();
    std::size_t length = 0;
    if (after.starts_with(", ") && !after.starts_with(", the ")) length = 2;
    if (after.starts_with(" & ") && !after.starts_with(" & the ")) length = 3;
    if (after.starts_with(" and ") && !after.starts_with(" and the ")) length = 5;
    for (const std::string_view guest_word : {" feat. ", " feat ", " ft. "}) {
      if (after.starts_with(guest_word)) length = guest_word.size();
    }
    if (length == 0) continue;
    add(text.substr(begin, at - begin));
    begin = at + length;
    at = begin - 1;
  }
  add(text.substr(std::min(begin, text.size())));
  return guests;
}

std::optional<TitleTag> read_title_tag(std::string_view text, TagPlace place) {
  return read_parts(text, place, ";/|");
}

}  // namespace segue
