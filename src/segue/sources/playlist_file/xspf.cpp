#include <algorithm>
#include <initializer_list>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include <expat.h>
#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/sources/csv/cell.h"
#include "segue/sources/folder/file_text.h"
#include "segue/sources/playlist_file/playlist_file.h"

namespace segue::sources {
namespace {

constexpr std::size_t kMostBytes = std::size_t{64} << 20U;
constexpr std::size_t kLongestText = 8192;  // of one element
constexpr std::size_t kDeepest = 64;
constexpr std::size_t kMostUris = 64;  // of one track
constexpr char kSeparator = ' ';       // between namespace and name; no URI holds one
constexpr std::string_view kNamespace = "http://xspf.org/ns/0/ ";
constexpr std::int64_t kLongestMs = std::int64_t{7} * 24 * 3600 * 1000;

/// What the parser has come to. Nothing may be thrown through expat, so what is wrong is kept and ends the parsing.
struct State {
  XML_Parser parser = nullptr;
  const std::filesystem::path* folder = nullptr;
  ListedPlaylist list;
  std::vector<std::string> open;  // elements, the outermost first; foreign ones as ""
  std::string text;               // of the innermost element
  std::vector<std::string> locations;
  std::vector<std::string> identifiers;
  ListedSong song;
  bool has_tracks = false;
  std::string wrong;

  bool is_open(std::initializer_list<std::string_view> path) const {
    return open.size() == path.size() && std::equal(open.begin(), open.end(), path.begin());
  }
  void stop(std::string why) {
    if (wrong.empty()) wrong = std::move(why);
    XML_StopParser(parser, XML_FALSE);
  }
};

/// The name without the namespace of XSPF; foreign names are "".
std::string own_name(std::string_view name) {
  if (name.starts_with(kNamespace)) return std::string(name.substr(kNamespace.size()));
  return name.find(kSeparator) == std::string_view::npos ? std::string(name) : "";  // some writers leave it out
}

void on_start(void* data, const XML_Char* name, const XML_Char** /*attributes*/) {
  auto& state = *static_cast<State*>(data);
  if (state.open.size() == kDeepest) return state.stop("elements nested too deep");
  state.open.push_back(own_name(name));
  state.text.clear();
  if (state.open.size() == 1 && state.open.front() != "playlist") {
    return state.stop(fmt::format("an element '{}'", own_name(name).empty() ? name : own_name(name).c_str()));
  }
  if (state.is_open({"playlist", "trackList"})) state.has_tracks = true;
  if (!state.is_open({"playlist", "trackList", "track"})) return;
  if (state.list.songs.size() == kMostListedSongs)
    return state.stop(fmt::format("more than {} songs", kMostListedSongs));
  state.song = {};
  state.locations.clear();
  state.identifiers.clear();
}

void take_milliseconds(State& state) {
  const auto ms = read_number(state.text, false);
  if (ms && *ms > 0 && *ms <= static_cast<double>(kLongestMs)) {
    state.song.facts.duration_ms = static_cast<std::int64_t>(*ms);
  }
}

void end_track(State& state) {
  for (const auto& uri : state.identifiers) {
    if (uri.find(':') != std::string::npos) add_uri(state.song, uri, *state.folder);
  }
  for (const auto& uri : state.locations) add_uri(state.song, uri, *state.folder);
  complete_from_path(state.song);
  if (names_a_song(state.song)) {
    state.list.songs.push_back(std::move(state.song));
  } else {
    ++state.list.left_out;
  }
}

void on_end(void* data, const XML_Char* /*name*/) {
  auto& state = *static_cast<State*>(data);
  auto& facts = state.song.facts;
  if (state.is_open({"playlist", "title"}) && state.list.name.empty()) state.list.name = clean_name(state.text);
  if (state.is_open({"playlist", "trackList", "track"})) end_track(state);
  if (state.open.size() == 4 && state.open[1] == "trackList" && state.open[2] == "track") {
    const std::string& name = state.open.back();
    const auto uri = std::string(trimmed(state.text));
    if (name == "location" && state.locations.size() < kMostUris) state.locations.push_back(uri);
    if (name == "identifier" && state.identifiers.size() < kMostUris) state.identifiers.push_back(uri);
    if (name == "title") facts.title = clean_name(state.text);
    if (name == "album") facts.album = clean_name(state.text);
    if (name == "duration") take_milliseconds(state);
    if (name == "creator") {
      facts.artists.clear();
      if (auto creator = clean_name(state.text); !creator.empty()) facts.artists.push_back(std::move(creator));
    }
  }
  state.text.clear();
  state.open.pop_back();
}

void on_text(void* data, const XML_Char* text, int length) {
  auto& state = *static_cast<State*>(data);
  const auto room = kLongestText - std::min(kLongestText, state.text.size());
  state.text.append(text, std::min(room, static_cast<std::size_t>(length)));
}

/// Entities can make a gigabyte of a hundred bytes, and name files of this machine. No playlist needs them.
void on_entity(void* data, const XML_Char* /*name*/, int /*is_parameter*/, const XML_Char* /*value*/, int /*length*/,
               const XML_Char* /*base*/, const XML_Char* /*system*/, const XML_Char* /*public*/,
               const XML_Char* /*notation*/) {
  static_cast<State*>(data)->stop("a document that declares entities");
}

}  // namespace

ListedPlaylist read_xspf(std::string_view bytes, const std::string& shown, const std::filesystem::path& folder) {
  const auto refuse = [&](std::string_view found) {
    return Error(ErrorKind::kBadData, fmt::format("{}: expected a playlist in XSPF, found {}", shown, found));
  };
  if (bytes.size() > kMostBytes) throw refuse(fmt::format("{} bytes, more than {}", bytes.size(), kMostBytes));
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(XML_ParserCreateNS(nullptr, kSeparator),
                                                                            &XML_ParserFree);
  if (!parser) throw std::bad_alloc();
  State state;
  state.parser = parser.get();
  state.folder = &folder;
  XML_SetUserData(parser.get(), &state);
  XML_SetElementHandler(parser.get(), on_start, on_end);
  XML_SetCharacterDataHandler(parser.get(), on_text);
  XML_SetEntityDeclHandler(parser.get(), on_entity);
  const auto status = XML_Parse(parser.get(), bytes.data(), static_cast<int>(bytes.size()), XML_TRUE);
  if (!state.wrong.empty()) throw refuse(state.wrong);
  if (status != XML_STATUS_OK) {
    const auto code = XML_GetErrorCode(parser.get());
    throw refuse(fmt::format("broken XML in line {}: {}", XML_GetCurrentLineNumber(parser.get()),
                             code == XML_ERROR_NO_ELEMENTS ? "it ends too early (cut off?)" : XML_ErrorString(code)));
  }
  if (!state.has_tracks) throw refuse("XML without a trackList");
  return std::move(state.list);
}

}  // namespace segue::sources
