#include "segue/base/utf8.h"
#include "segue/playlist/export_text.h"

namespace segue::playlist {
namespace {

// Escaped for element content. one_line() has left no control character; of what remains XML 1.0 has no way to write
// U+FFFE and U+FFFF.
std::string escaped(std::string_view text) {
  const std::string line = one_line(text);
  std::string xml;
  for (std::size_t at = 0; at < line.size();) {
    const char32_t c = next_code_point(line, at);
    if (c == U'&') {
      xml += "&amp;";
    } else if (c == U'<') {
      xml += "&lt;";
    } else if (c == U'>') {
      xml += "&gt;";
    } else if (c != 0xfffe && c != 0xffff) {
      append_utf8(xml, c);
    }
  }
  return xml;
}

void element(std::string& xml, std::string_view indent, std::string_view name, std::string_view text) {
  const std::string content = escaped(text);
  if (content.empty()) return;
  xml.append(indent).append("<").append(name).append(">");
  xml.append(content).append("</").append(name).append(">\n");
}

}  // namespace

std::string to_xspf(const MadePlaylist& playlist, const ExportOptions& options) {
  std::string xml =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<playlist version=\"1\" xmlns=\"http://xspf.org/ns/0/\">\n";
  element(xml, "  ", "title", playlist.title);
  xml += "  <trackList>\n";
  constexpr std::string_view kIndent = "      ";
  for (const Entry& entry : entries_of(playlist, options)) {
    const catalog::SongFacts& facts = entry.song->facts;
    xml += "    <track>\n";
    element(xml, kIndent, "location", location_of(facts, options.folder));
    for (const std::string& uri : identifiers_of(facts)) element(xml, kIndent, "identifier", uri);
    element(xml, kIndent, "title", facts.title);
    element(xml, kIndent, "creator", artist_line(facts));
    element(xml, kIndent, "album", facts.album);
    if (facts.duration_ms && *facts.duration_ms >= 0) {
      element(xml, kIndent, "duration", std::to_string(*facts.duration_ms));
    }
    xml += "    </track>\n";
  }
  return xml + "  </trackList>\n</playlist>\n";
}

}  // namespace segue::playlist
