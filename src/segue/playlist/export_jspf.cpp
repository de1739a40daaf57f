#include <nlohmann/json.hpp>

#include "segue/playlist/export_text.h"

namespace segue::playlist {

std::string to_jspf(const MadePlaylist& playlist, const ExportOptions& options) {
  using Json = nlohmann::ordered_json;
  const auto put = [](Json& object, const char* name, const std::string& text) {
    if (!text.empty()) object[name] = text;
  };
  Json list = Json::object();
  put(list, "title", one_line(playlist.title));
  list["track"] = Json::array();
  for (const Entry& entry : entries_of(playlist, options)) {
    const catalog::SongFacts& facts = entry.song->facts;
    Json track = Json::object();
    const std::string location = location_of(facts, options.folder);
    if (!location.empty()) track["location"] = {location};
    const std::vector<std::string> identifiers = identifiers_of(facts);
    if (!identifiers.empty()) track["identifier"] = identifiers;
    put(track, "title", one_line(facts.title));
    put(track, "creator", artist_line(facts));
    put(track, "album", one_line(facts.album));
    if (facts.duration_ms && *facts.duration_ms >= 0) track["duration"] = *facts.duration_ms;
    list["track"].push_back(std::move(track));
  }
  Json document;
  document["playlist"] = std::move(list);
  return document.dump(2) + "\n";
}

}  // namespace segue::playlist
