#include "segue/app/survey_page.h"

#include <charconv>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "segue/base/base64.h"
#include "segue/base/sha256.h"
#include "segue/base/unicode.h"
#include "segue/playlist/export_text.h"
#include "segue/sources/spotify/link.h"

namespace segue::app {
namespace {

using nlohmann::ordered_json;

constexpr int kVersion = 1;

std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// One line of valid UTF-8, without what could turn the direction of the text around it.
std::string shown(std::string_view text) {
  return printable(playlist::one_line(text));
}

std::string spotify_link(const catalog::SongFacts& facts) {
  const auto id = playlist::id_of(facts, "spotify");
  return sources::is_spotify_id(id) ? sources::spotify_url(sources::SpotifyType::kTrack, id) : std::string();
}

/// A file's path from the page, or file://; empty for what is elsewhere. (A catalog's path may be any URI.)
std::string audio_of(const catalog::SongFacts& facts, const std::filesystem::path& folder) {
  constexpr std::string_view kFile = "file://";
  auto location = playlist::location_of(facts, folder);
  if (location.starts_with(kFile) || location.find("://") == std::string::npos) return location;
  return {};
}

ordered_json song_json(const catalog::Song& song, const std::filesystem::path& folder) {
  ordered_json json{{"title", shown(song.facts.title)}, {"artists", shown(playlist::artist_line(song.facts))}};
  if (auto link = spotify_link(song.facts); !link.empty()) json["spotify"] = std::move(link);
  if (auto audio = audio_of(song.facts, folder); !audio.empty()) json["audio"] = std::move(audio);
  return json;
}

ordered_json data_of(const Survey& survey, const std::filesystem::path& folder) {
  ordered_json parts = ordered_json::array();
  for (const auto& part : survey.parts) {
    ordered_json lists = ordered_json::array();
    for (const auto& list : part.lists) {
      ordered_json songs = ordered_json::array();
      for (const auto& song : list.songs) songs.push_back(song_json(song, folder));
      lists.push_back({{"code", list.code}, {"songs", std::move(songs)}});
    }
    parts.push_back({{"seed", song_json(part.seed, folder)}, {"lists", std::move(lists)}});
  }
  return {{"version", kVersion}, {"survey", survey.key.id}, {"parts", std::move(parts)}};
}

/// JSON that no HTML parser can mistake for markup, whatever it holds.
std::string inert(const ordered_json& json) {
  std::string result;
  for (const char c : json.dump(-1, ' ', true, ordered_json::error_handler_t::replace)) {
    switch (c) {
      case '<':
      case '>':
      case '&':
        result += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        break;
      default:
        result += c;
    }
  }
  return result;
}

/// As a content policy names a script or style: 'sha256-...'.
std::string source_of(std::string_view text) {
  const auto digits = sha256_hex(text);
  std::string bytes;
  for (std::size_t at = 0; at < digits.size(); at += 2) {
    unsigned byte = 0;
    std::from_chars(digits.data() + at, digits.data() + at + 2, byte, 16);
    bytes += static_cast<char>(byte);
  }
  return fmt::format("'sha256-{}'", base64(bytes));
}

/// What is put in is not looked at again.
std::string filled(std::string_view page, std::span<const std::pair<std::string_view, std::string>> places) {
  std::string result;
  for (std::size_t at = 0; at < page.size();) {
    bool found = false;
    for (const auto& [name, text] : places) {
      if (!page.substr(at).starts_with(name)) continue;
      result += text;
      at += name.size();
      found = true;
      break;
    }
    if (!found) result += page[at++];
  }
  return result;
}

}  // namespace

std::string survey_id(const Survey& survey) {
  constexpr std::size_t kDigits = 16;
  auto data = data_of(survey, {});
  data.erase("survey");
  data["length"] = survey.key.length;
  return sha256_hex(data.dump(-1, ' ', true, ordered_json::error_handler_t::replace)).substr(0, kDigits);
}

std::string survey_page(const Survey& survey, const std::filesystem::path& folder) {
  auto style = text_of(survey_css());
  auto script = text_of(survey_js());
  auto policy = fmt::format(
      "default-src 'none'; script-src {}; style-src {}; media-src 'self' file:; base-uri 'none'; form-action 'none'",
      source_of(script), source_of(style));
  const std::pair<std::string_view, std::string> places[] = {{"@POLICY@", std::move(policy)},
                                                             {"@STYLE@", std::move(style)},
                                                             {"@DATA@", inert(data_of(survey, folder))},
                                                             {"@SCRIPT@", std::move(script)}};
  return filled(text_of(survey_html()), places);
}

}  // namespace segue::app
