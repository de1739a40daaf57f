#include "segue/app/import_list.h"

#include <vector>

#include <fmt/format.h>

#include "segue/app/playlist_count.h"
#include "segue/app/song_join.h"
#include "segue/base/error.h"
#include "segue/base/unicode.h"

namespace segue::app {

ListImport import_list(catalog::Catalog& catalog, const sources::ListedPlaylist& list, const std::string& from,
                       const std::string& key) {
  ListImport result;
  result.from = from;
  result.name = list.name;
  result.left_out = list.left_out;
  const SongJoin join(catalog);
  catalog::Catalog::Transaction all(catalog);
  std::vector<SongId> songs;
  for (const auto& listed : list.songs) {
    catalog::SongRecord record;
    record.facts = listed.facts;
    if (const auto known = join.find(listed)) {
      // The list's spelling is not to replace what the song is called; its ids are worth having.
      catalog::SongRecord ids;
      ids.facts.ids = listed.facts.ids;
      ids.facts.duration_ms = listed.facts.duration_ms;
      ids.facts.album = listed.facts.album;
      catalog.write_to(*known, ids, {});
      ++result.known;
      songs.push_back(*known);
      continue;
    }
    if (record.facts.title.empty() || record.facts.artists.empty()) {  // as a row of a table would be refused
      ++result.left_out;
      continue;
    }
    const auto written = catalog.write(record, {true, false});
    ++(written.outcome == catalog::WriteOutcome::kAdded ? result.added : result.known);
    songs.push_back(written.song);
  }
  result.entries = result.known + result.added;
  if (songs.empty()) {
    throw Error(ErrorKind::kBadData, fmt::format("{}: the playlist names no songs", printable(from)));
  }
  const std::string own_key = list.key.empty() ? key : list.key;
  count_playlist(result, catalog.write_playlist({own_key, list.name, true}, songs));
  all.commit();
  return result;
}

bool is_list_file(const std::filesystem::path& file) {
  return sources::is_playlist_file(file);
}

ListImport import_list_file(catalog::Catalog& catalog, const std::filesystem::path& file) {
  const auto list = sources::read_playlist_file(file);
  const auto path = std::filesystem::absolute(file).lexically_normal();
  return import_list(catalog, list, file.string(), "file:" + path.string());
}

}  // namespace segue::app
