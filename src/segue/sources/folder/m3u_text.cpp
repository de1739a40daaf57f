#include "segue/sources/folder/m3u_text.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/base/unicode.h"
#include "segue/base/utf8.h"
#include "segue/sources/csv/cell.h"
#include "segue/sources/folder/file_text.h"

namespace segue::sources {
namespace {

constexpr std::size_t kMaxEntries = 100'000;
constexpr std::size_t kMaxEntryBytes = 4096;  // as the longest path of the system

bool starts_with_ignoring_case(std::string_view text, std::string_view start) {
  return equal_ignoring_case(text.substr(0, start.size()), start);
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
    if (low < 0) {
      decoded += text[i];
      continue;
    }
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return decoded;
}

/// What follows "file:" as a path: "///a/b", "//localhost/a/b", "/a/b".
std::string path_of_uri(std::string_view uri) {
  uri.remove_prefix(std::string_view("file:").size());
  if (uri.starts_with("//")) {
    const std::size_t slash = uri.find('/', 2);
    uri = slash == std::string_view::npos ? std::string_view() : uri.substr(slash);
  }
  return percent_decoded(uri);
}

std::string with_slashes(std::string text) {
  std::replace(text.begin(), text.end(), '\\', '/');
  return text;
}

/// "#EXTINF:123,Artist - Title", also with attributes (tvg-id="a,b") behind the seconds.
void read_extinf(std::string_view line, M3uSong& song) {
  line.remove_prefix(std::string_view("#EXTINF:").size());
  bool quoted = false;
  std::size_t comma = 0;
  for (; comma < line.size() && (quoted || line[comma] != ','); ++comma) quoted ^= line[comma] == '"';
  const auto head = trimmed(line.substr(0, comma));
  const auto seconds = read_number(head.substr(0, head.find_first_of(" \t")), false);
  constexpr double kLongestSeconds = 7.0 * 24 * 3600;
  if (seconds && *seconds > 0 && *seconds <= kLongestSeconds) {
    song.duration_ms = static_cast<std::int64_t>(*seconds * 1000);
  }
  if (comma < line.size()) song.shown = trimmed(line.substr(comma + 1));
}

/// A comment that tells of the next entry, or is segue's own note of a song that has no place.
void read_comment(std::string_view line, M3uSong& next, std::vector<M3uSong>& songs) {
  const auto value = [&](std::string_view tag) {
    return starts_with_ignoring_case(line, tag) ? std::optional(trimmed(line.substr(tag.size()))) : std::nullopt;
  };
  if (value("#EXTINF:")) read_extinf(line, next);
  if (const auto artist = value("#EXTART:")) next.artist = *artist;
  if (const auto album = value("#EXTALB:")) next.album = *album;
  if (const auto name = value("# no file or id known: ")) {
    constexpr std::string_view kBetween = " \xe2\x80\x94 ";  // display_name()
    const std::size_t at = name->rfind(kBetween);
    M3uSong song;
    song.shown = name->substr(0, at);
    if (at != std::string_view::npos) {
      song.artist = name->substr(at + kBetween.size());
      song.shown = song.artist + " - " + song.shown;
    }
    if (songs.size() < kMaxEntries) songs.push_back(std::move(song));
  }
}

}  // namespace

/// "https://...", "spotify:track:...", "rtsp://...": nothing on this disk. "C:\..." and "C:/..." are paths.
bool is_link(std::string_view entry) {
  const std::size_t colon = entry.find(':');
  if (colon == std::string_view::npos || colon < 2) return false;
  const bool scheme = std::all_of(entry.begin(), entry.begin() + static_cast<std::ptrdiff_t>(colon), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '-';
  });
  if (!scheme || starts_with_ignoring_case(entry, "file:")) return false;
  return entry.substr(colon).starts_with("://") || starts_with_ignoring_case(entry, "spotify:");
}

M3uText parse_m3u(std::string_view bytes, std::string_view shown) {
  std::string utf8;
  if (bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff")) {
    utf8 = decoded_text(bytes);
    bytes = utf8;
  } else if (bytes.starts_with("\xef\xbb\xbf")) {
    bytes.remove_prefix(3);
  }
  const auto refuse = [&](std::string_view found) {
    return Error(ErrorKind::kBadData, fmt::format("{}: expected a playlist of files, found {}", shown, found));
  };
  if (bytes.find('\0') != std::string_view::npos) throw refuse("something that is no text");
  M3uText playlist;
  M3uSong next;
  for (std::string_view line : lines_of(bytes)) {
    line = trimmed(line);
    if (starts_with_ignoring_case(line, "#EXT-X-")) throw refuse("a list of pieces of one stream (#EXT-X-)");
    if (starts_with_ignoring_case(line, "#PLAYLIST:") && playlist.name.empty()) {
      playlist.name = clean_name(decoded_text(line.substr(std::string_view("#PLAYLIST:").size())));
    }
    if (line.empty() || line.size() > kMaxEntryBytes) continue;
    if (line.front() == '#') {
      read_comment(line, next, playlist.songs);
      continue;
    }
    if (playlist.songs.size() == kMaxEntries) throw refuse(fmt::format("more than {} entries", kMaxEntries));
    next.place = line;
    playlist.songs.push_back(std::exchange(next, {}));
    if (!is_link(line)) playlist.entries.emplace_back(line);
  }
  return playlist;
}

std::vector<std::filesystem::path> entry_paths(std::string_view entry, const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> paths;
  const auto add = [&](const std::string& text) {
    if (text.empty() || text.find('\0') != std::string::npos) return;
    std::filesystem::path path = (folder / text).lexically_normal();
    if (std::find(paths.begin(), paths.end(), path) == paths.end()) paths.push_back(std::move(path));
  };
  if (starts_with_ignoring_case(entry, "file:")) {
    const std::string path = path_of_uri(entry);
    add(path);
    add(with_slashes(path));
    return paths;
  }
  const std::string written(entry);
  add(written);
  add(percent_decoded(entry));
  add(with_slashes(written));
  if (!is_valid_utf8(written)) {
    const std::string utf8 = utf8_from_windows_1252(written);
    add(utf8);
    add(with_slashes(utf8));
  }
  return paths;
}

}  // namespace segue::sources
