#include "segue/sources/spotify/link.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/base/unicode.h"
#include "segue/sources/csv/cell.h"

namespace segue::sources {
namespace {

constexpr std::size_t kIdLength = 22;
constexpr std::array<std::string_view, 8> kTypes = {"track", "album",   "artist",    "playlist",
                                                    "show",  "episode", "audiobook", "user"};
constexpr std::array<std::string_view, 2> kHosts = {"open.spotify.com", "play.spotify.com"};
constexpr std::array<std::string_view, 3> kShortHosts = {"spotify.link", "spotify.app.link", "spoti.fi"};

char lower_ascii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

/// Takes `prefix` (lower case) away from the front, whatever its case there.
bool take(std::string_view& text, std::string_view prefix) {
  if (text.size() < prefix.size()) return false;
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    if (lower_ascii(text[i]) != prefix[i]) return false;
  }
  text.remove_prefix(prefix.size());
  return true;
}

/// Takes what stands before the next separator, and the separator.
std::string_view take_part(std::string_view& text, std::string_view separators) {
  const std::size_t end = text.find_first_of(separators);
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return part;
}

std::optional<SpotifyType> type_named(std::string_view name) {
  const auto found = std::ranges::find(kTypes, name);
  if (found == kTypes.end()) return std::nullopt;
  return static_cast<SpotifyType>(found - kTypes.begin());
}

enum class Form : std::uint8_t {
  kOther,  ///< nothing of Spotify's
  kShort,  ///< a short link
  kLiked,  ///< the list of liked songs
  kPath,   ///< a link or URI: `type` and `id` as far as they could be read
  kBare,   ///< an id
};

struct Reading {
  Form form = Form::kOther;
  std::optional<SpotifyType> type;
  std::string_view id;
};

/// `path` is what follows the host or "spotify:"; its parts are kept apart by `separators`.
Reading read_path(std::string_view path, std::string_view separators) {
  Reading reading{Form::kPath, {}, {}};
  std::string_view part = take_part(path, separators);
  while (part.starts_with("intl-") || part == "embed" || part == "embed-podcast") part = take_part(path, separators);
  if (part == "user" && !path.empty()) {
    std::string_view rest = path;
    take_part(rest, separators);
    const std::string_view below = take_part(rest, separators);
    if (below == "playlist" || below == "playlists") {
      part = "playlist";
      path = rest;
    }
  }
  if (part == "collection") return {Form::kLiked, {}, {}};
  reading.type = type_named(part);
  reading.id = take_part(path, separators);
  if (!path.empty()) reading.id = {};
  return reading;
}

Reading read(std::string_view text) {
  text = trimmed(text);
  if (is_spotify_id(text)) return {Form::kBare, {}, text};
  if (take(text, "spotify:")) {
    while (text.starts_with('/')) text.remove_prefix(1);
    return read_path(text.substr(0, text.find_first_of("?#")), ":/");
  }
  if (!take(text, "https://")) take(text, "http://");
  for (const auto host : kShortHosts) {
    std::string_view rest = text;
    if (take(rest, host) && (rest.empty() || rest.front() == '/')) return {Form::kShort, {}, {}};
  }
  for (const auto host : kHosts) {
    std::string_view rest = text;
    if (!take(rest, host) || (!rest.empty() && rest.find_first_of("/?#") != 0)) continue;
    rest = rest.substr(0, rest.find_first_of("?#"));
    if (rest.starts_with('/')) rest.remove_prefix(1);
    return read_path(rest, "/");
  }
  return {};
}

std::string shown(std::string_view text) {
  constexpr std::size_t kMostBytes = 400;
  constexpr std::size_t kMostCells = 100;
  return shorten(printable(trimmed(text).substr(0, kMostBytes)), kMostCells);
}

/// "a playlist", "an album".
std::string with_article(SpotifyType type) {
  const auto word = name(type);
  return fmt::format("{} {}", word.find_first_of("aeio") == 0 ? "an" : "a", word);
}

}  // namespace

std::string_view name(SpotifyType type) {
  const auto index = static_cast<std::size_t>(type);
  assert(index < kTypes.size());
  return kTypes[index];
}

bool is_spotify_id(std::string_view text) {
  return text.size() == kIdLength && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
         });
}

std::optional<SpotifyLink> read_spotify_link(std::string_view text) {
  const Reading reading = read(text);
  const bool known = reading.form == Form::kBare || (reading.form == Form::kPath && reading.type);
  if (!known || !is_spotify_id(reading.id)) return std::nullopt;
  return SpotifyLink{reading.type, std::string(reading.id)};
}

bool speaks_of_spotify(std::string_view text) {
  const Form form = read(text).form;
  return form == Form::kPath || form == Form::kShort || form == Form::kLiked;
}

std::string spotify_id_of(std::string_view text, SpotifyType wanted) {
  const Reading reading = read(text);
  const std::string example =
      fmt::format("A link looks like {}, with 22 letters and digits at its end.", spotify_url(wanted, "..."));
  if (reading.form == Form::kShort) {
    throw Error(ErrorKind::kUsage,
                fmt::format("'{}' is a short link, and only Spotify knows where it leads", shown(text)),
                fmt::format("Open it in a browser and copy the address it ends at ({}).", spotify_url(wanted, "...")));
  }
  if (reading.form == Form::kLiked) {
    throw Error(ErrorKind::kUsage, fmt::format("expected {}, found Liked Songs, which is none", with_article(wanted)),
                "In Spotify, select the songs and add them to a playlist; or save them as a CSV with Exportify "
                "and import that.");
  }
  if (reading.type && *reading.type != wanted) {
    throw Error(
        ErrorKind::kUsage,
        fmt::format("expected {}, found {}: '{}'", with_article(wanted), with_article(*reading.type), shown(text)),
        example);
  }
  const bool known = reading.form == Form::kBare || (reading.form == Form::kPath && reading.type);
  if (!known) {
    throw Error(
        ErrorKind::kUsage,
        fmt::format("expected {} of Spotify (a link, a URI or an id), found '{}'", with_article(wanted), shown(text)),
        example);
  }
  if (!is_spotify_id(reading.id)) {
    throw Error(ErrorKind::kUsage, fmt::format("the {}'s id in '{}' is not whole", name(wanted), shown(text)), example);
  }
  return std::string(reading.id);
}

std::string spotify_url(SpotifyType type, std::string_view id) {
  return fmt::format("https://open.spotify.com/{}/{}", name(type), id);
}

std::string spotify_uri(SpotifyType type, std::string_view id) {
  return fmt::format("spotify:{}:{}", name(type), id);
}

}  // namespace segue::sources
