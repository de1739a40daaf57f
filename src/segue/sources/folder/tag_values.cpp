#include "segue/sources/folder/tag_values.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "segue/base/unicode.h"
#include "segue/sources/csv/cell.h"
#include "segue/sources/folder/file_text.h"

namespace segue::sources {
namespace {

constexpr int kEarliestYear = 1860;  // the first recording of a song: Au clair de la lune
constexpr std::size_t kMaxArtists = 50;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

template <std::size_t n>
bool in(const std::array<std::string_view, n>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// clean_name of text that was perhaps read in the wrong encoding, or written for a web page.
std::string cleaned(std::string_view text) {
  std::string name = clean_name(repaired(text.substr(0, 64 * kMaxNameBytes)));
  for (std::size_t at = name.find("&amp;"); at != std::string::npos; at = name.find("&amp;", at + 1)) {
    name.replace(at, 5, "&");
  }
  return name;
}

/// "Track 01", "Titel 3", "AudioTrack 07".
bool is_numbered_track(std::string_view folded) {
  static constexpr std::array<std::string_view, 9> kTracks = {"track", "titel",      "piste",       "pista", "faixa",
                                                              "spur",  "audiotrack", "audio track", "trck"};
  while (!folded.empty() && is_digit(folded.back())) folded.remove_suffix(1);
  return in(kTracks, trimmed(folded));
}

bool is_nobody(std::string_view folded) {
  static constexpr std::array<std::string_view, 13> kNobody = {"unknown",
                                                               "unknown artist",
                                                               "unknown artists",
                                                               "unbekannt",
                                                               "unbekannter interpret",
                                                               "artiste inconnu",
                                                               "artista desconocido",
                                                               "no artist",
                                                               "various",
                                                               "various artists",
                                                               "va",
                                                               "v a",
                                                               "n a"};
  return in(kNobody, folded);
}

/// Where " feat. " or one of its relatives begins and what is behind it; npos where there is none.
struct Guests {
  std::size_t begin = std::string_view::npos;
  std::size_t end = std::string_view::npos;
};
Guests find_guests(std::string_view name) {
  static constexpr std::array<std::string_view, 6> kWords = {"feat.", "feat", "featuring", "ft.", "ft", "feats."};
  const std::string lowered = ascii_lower(name);
  Guests first;
  for (const std::string_view word : kWords) {
    for (std::size_t at = lowered.find(word); at != std::string::npos; at = lowered.find(word, at + 1)) {
      const std::size_t behind = at + word.size();
      const bool begins = at > 1 && (lowered[at - 1] == ' ' || lowered[at - 1] == '(' || lowered[at - 1] == '[');
      const bool ends = behind < lowered.size() && lowered[behind] == ' ';
      if (begins && ends && at < first.begin) first = {at, behind};
    }
  }
  return first;
}

class Artists {
 public:
  void add(std::string_view name) {
    std::string clean = clean_name(name);
    if (clean.empty() || names_.size() >= kMaxArtists || is_nobody(fold_words(clean))) return;
    if (std::find(names_.begin(), names_.end(), clean) == names_.end()) names_.push_back(std::move(clean));
  }

  void add_with_guests(std::string_view text) {
    const Guests guests = find_guests(text);
    if (guests.begin == std::string_view::npos) return add(text);
    std::string_view host = trimmed(text.substr(0, guests.begin));
    std::string_view guest = trimmed(text.substr(guests.end));
    const bool bracket = host.ends_with('(') || host.ends_with('[');
    if (bracket) host.remove_suffix(1);
    if (bracket && (guest.ends_with(')') || guest.ends_with(']'))) guest.remove_suffix(1);
    if (trimmed(host).empty() || trimmed(guest).empty()) return add(text);
    add(host);
    add(guest);
  }

  std::vector<std::string> take() { return std::move(names_); }

 private:
  std::vector<std::string> names_;
};

}  // namespace

std::string tag_title(std::string_view text) {
  static constexpr std::array<std::string_view, 8> kNone = {
      "unknown title", "unknown track", "unbekannter titel", "titre inconnu",
      "no title",      "<unknown>",     "[unknown]",         "n/a"};
  std::string title = cleaned(text);
  const std::string lowered = lower(title);
  if (in(kNone, lowered) || is_numbered_track(fold_words(title))) return {};
  return title;
}

std::string tag_album(std::string_view text) {
  static constexpr std::array<std::string_view, 10> kNone = {"none",          "unknown",
                                                             "unknown album", "unbekanntes album",
                                                             "album inconnu", "álbum desconocido",
                                                             "<unknown>",     "[unknown]",
                                                             "no album",      "n/a"};
  std::string album = cleaned(text);
  return in(kNone, lower(album)) ? std::string() : album;
}

std::vector<std::string> tag_artists(const std::vector<std::string>& fields, bool slash_lists) {
  Artists artists;
  for (const std::string& field : fields) {
    for (const std::string& name : read_artists(cleaned(field), ArtistList::kSemicolons)) {
      std::string_view rest = name;
      for (;;) {
        const std::size_t slash = slash_lists ? rest.find(" / ") : std::string_view::npos;
        artists.add_with_guests(rest.substr(0, slash));
        if (slash == std::string_view::npos) break;
        rest.remove_prefix(slash + 3);
      }
    }
  }
  return artists.take();
}

std::optional<catalog::ReleaseDate> tag_date(std::string_view text, int latest_year) {
  std::string iso(trimmed(text.substr(0, 100)));
  if (iso.size() == 8 && std::all_of(iso.begin(), iso.end(), is_digit)) {
    iso.insert(6, "-");
    iso.insert(4, "-");
  }
  if (iso.size() >= 8) {
    for (const std::size_t at : {std::size_t{4}, std::size_t{7}}) {
      if (at < iso.size() && (iso[at] == '.' || iso[at] == '/')) iso[at] = '-';
    }
  }
  std::optional<catalog::ReleaseDate> date = catalog::ReleaseDate::parse(iso);
  if (!date) date = catalog::ReleaseDate::parse(std::string_view(iso).substr(0, 7));
  if (!date && (iso.size() < 5 || !is_digit(iso[4]))) {
    date = catalog::ReleaseDate::parse(std::string_view(iso).substr(0, 4));
  }
  if (!date || date->year < kEarliestYear || date->year > latest_year) return std::nullopt;
  return date;
}

std::optional<double> replay_gain(std::string_view text) {
  text = trimmed(text);
  if (text.size() > 2 && equal_ignoring_case(text.substr(text.size() - 2), "db"))
    text = trimmed(text.substr(0, text.size() - 2));
  if (text.starts_with('+')) text.remove_prefix(1);
  const std::optional<double> gain = read_number(text, true);
  return gain && std::abs(*gain) <= 60 ? gain : std::nullopt;
}

std::optional<double> r128_gain(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  const std::optional<double> units = read_number(text, false);
  if (!units || *units != std::floor(*units) || *units < -32768 || *units > 32767) return std::nullopt;
  const double gain = *units / 256 + 5;
  return std::abs(gain) <= 60 ? std::optional<double>(gain) : std::nullopt;
}

std::optional<bool> advisory(std::string_view text) {
  text = trimmed(text);
  if (text == "1" || text == "4") return true;
  if (text == "2") return false;
  return std::nullopt;
}

}  // namespace segue::sources
