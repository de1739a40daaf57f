#include "segue/playlist/export_text.h"

#include <charconv>
#include <cmath>

#include "segue/base/utf8.h"
#include "segue/playlist/seed_forms.h"

namespace segue::playlist {
namespace {

bool breaks_line(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029;
}

bool is_alpha(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string percent_encoded(std::string_view bytes, std::string_view kept) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(bytes.size());
  for (const char c : bytes) {
    if (is_alpha(c) || is_digit(c) || kept.find(c) != std::string_view::npos) {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += '%';
      encoded += kHex[byte >> 4];
      encoded += kHex[byte & 15];
    }
  }
  return encoded;
}

// scheme "://" as in RFC 3986: what a catalog's path may be if the music is not on this machine.
bool is_uri(std::string_view path) {
  const std::size_t colon = path.find("://");
  if (colon == std::string_view::npos || colon == 0 || !is_alpha(path[0])) return false;
  for (const char c : path.substr(0, colon)) {
    if (!is_alpha(c) && !is_digit(c) && c != '+' && c != '-' && c != '.') return false;
  }
  return true;
}

}  // namespace

std::vector<Entry> entries_of(const MadePlaylist& playlist, const ExportOptions& options) {
  std::vector<Entry> entries;
  if (options.with_seed) {
    for (const catalog::Song& seed : playlist.seeds) entries.push_back({&seed, std::nullopt});
  }
  for (const Pick& pick : playlist.songs) {
    Entry entry{&pick.song, std::nullopt};
    if (std::isfinite(pick.distance)) entry.distance = pick.distance;
    entries.push_back(entry);
  }
  return entries;
}

std::string one_line(std::string_view text) {
  std::string line;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    append_utf8(line, breaks_line(c) ? U' ' : c);
  }
  return std::string(trimmed(line));
}

std::string artist_line(const catalog::SongFacts& facts) {
  std::vector<std::string> artists;
  for (const std::string& artist : facts.artists) {
    std::string line = one_line(artist);
    if (!line.empty()) artists.push_back(std::move(line));
  }
  return credit_line(artists);
}

std::string percent_encoded(std::string_view bytes) {
  return percent_encoded(bytes, "-._~/");
}

std::string shortest(float value) {
  char buffer[32];
  const std::to_chars_result end = std::to_chars(buffer, buffer + sizeof buffer, value);
  return std::string(buffer, end.ptr);
}

std::string_view id_of(const catalog::SongFacts& facts, std::string_view scheme) {
  for (const catalog::ExternalId& id : facts.ids) {
    if (id.scheme == scheme) return id.value;
  }
  return {};
}

std::string path_seen_from(const std::string& path, const std::filesystem::path& folder) {
  const std::filesystem::path file(path);
  if (path.empty() || !file.is_absolute() || !folder.is_absolute()) return path;
  const std::filesystem::path normal = file.lexically_normal();
  const std::filesystem::path base = folder.lexically_normal();
  const std::filesystem::path relative = normal.lexically_relative(base);
  const bool under = *relative.begin() != "..";
  const auto top = [](const std::filesystem::path& of) { return *of.relative_path().begin(); };
  const bool near = under || (base.has_relative_path() && top(normal) == top(base));
  return near ? relative.generic_string() : path;
}

std::string location_of(const catalog::SongFacts& facts, const std::filesystem::path& folder) {
  if (facts.path.empty()) return {};
  // Encoded characters stay so; what no URI may hold is encoded.
  if (is_uri(facts.path)) return percent_encoded(facts.path, "-._~/%:?#[]@!$&'()*+,;=");
  const std::string path = path_seen_from(facts.path, folder);
  return (std::filesystem::path(path).is_absolute() ? "file://" : "") + percent_encoded(path);
}

std::vector<std::string> identifiers_of(const catalog::SongFacts& facts) {
  std::vector<std::string> uris;
  const auto add = [&](std::string_view scheme, std::string_view prefix) {
    const std::string_view id = id_of(facts, scheme);
    if (!id.empty()) uris.push_back(std::string(prefix) + percent_encoded(id, "-._~"));
  };
  add("spotify", "spotify:track:");
  add("isrc", "urn:isrc:");
  add("musicbrainz", "https://musicbrainz.org/recording/");
  return uris;
}

}  // namespace segue::playlist
