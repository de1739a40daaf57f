#include "segue/playlist/export.h"

#include <array>
#include <utility>

#include "segue/base/error.h"
#include "segue/base/unicode.h"
#include "segue/playlist/export_text.h"

namespace segue::playlist {
namespace {

constexpr std::array<std::pair<std::string_view, Format>, 5> kEndings{{
    {".m3u8", Format::kM3u8},
    {".csv", Format::kCsv},
    {".json", Format::kJson},
    {".jspf", Format::kJspf},
    {".xspf", Format::kXspf},
}};

}  // namespace

Format format_of(const std::filesystem::path& file) {
  const std::string ending = lower(file.extension().string());
  std::string known;
  for (const auto& [text, format] : kEndings) {
    if (ending == text) return format;
    known += (known.empty() ? "" : ", ") + std::string(text);
  }
  std::string hint = "give the file another ending";
  if (ending == ".m3u") hint = "use .m3u8: it is M3U in UTF-8, which every player that reads .m3u understands";
  throw Error(ErrorKind::kUsage,
              "expected a playlist file that ends in one of " + known + ", found '" + printable(file.string()) + "'",
              std::move(hint));
}

std::string export_playlist(const MadePlaylist& playlist, Format format, const ExportOptions& options) {
  switch (format) {
    case Format::kM3u8:
      return to_m3u8(playlist, options);
    case Format::kCsv:
      return to_csv(playlist, options);
    case Format::kJspf:
      return to_jspf(playlist, options);
    case Format::kXspf:
      return to_xspf(playlist, options);
    case Format::kJson:
      break;
  }
  return to_json(playlist);
}

}  // namespace segue::playlist
