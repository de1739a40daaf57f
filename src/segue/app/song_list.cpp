#include "segue/app/song_list.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <unordered_map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "segue/app/seeds.h"
#include "segue/base/atomic_file.h"
#include "segue/base/error.h"
#include "segue/base/unicode.h"
#include "segue/playlist/selection.h"
#include "segue/sources/csv/song_table.h"
#include "segue/sources/folder/m3u_text.h"

namespace segue::app {
namespace {

constexpr std::size_t kLongestFile = std::size_t{64} << 20;

/// Collects what is named, and finds it in the catalog.
class Collector {
 public:
  explicit Collector(const catalog::Catalog& catalog) : catalog_(catalog) {}

  /// The song, by its ids, else by its name.
  std::optional<SongId> find(const catalog::SongFacts& facts) {
    for (const auto& id : facts.ids) {
      if (const auto song = catalog_.find_by_id(id)) return song;
    }
    if (facts.title.empty()) return std::nullopt;
    return look_up(facts.artists.empty() ? facts.title : facts.title + " — " + facts.artists.front());
  }
  std::optional<SongId> look_up(const std::string& typed) const {
    try {
      return look_up_seed(catalog_, typed);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::kUsage) throw;
      return std::nullopt;  // no title in it
    }
  }

  void take(const catalog::SongFacts& facts, bool seed = false) {
    if (!facts.title.empty() && !facts.artists.empty()) list_.keys.insert(playlist::song_key(facts));
    take(find(facts), catalog::display_name(facts), seed);
  }
  void take(std::optional<SongId> song, const std::string& shown, bool seed = false) {
    if (!song) {
      list_.unknown.push_back(shown);
      return;
    }
    if (!seen_.insert(*song).second) return;
    list_.songs.push_back(*song);
    if (seed) list_.seeds.push_back(*song);
  }

  SongList finish() {
    for (const auto& song : catalog_.songs(list_.songs)) {
      if (!song.facts.artists.empty()) list_.keys.insert(playlist::song_key(song.facts));
    }
    return std::move(list_);
  }

 private:
  const catalog::Catalog& catalog_;
  std::unordered_set<SongId> seen_;
  SongList list_;
};

class RecordCollector final : public sources::RecordSink {
 public:
  explicit RecordCollector(Collector& collector) : collector_(collector) {}
  void on_record(catalog::SongRecord&& record) override { collector_.take(record.facts); }
  void on_problem(ItemProblem&& problem) override { static_cast<void>(problem); }  // a name is all that is needed

 private:
  Collector& collector_;
};

std::string string_in(const nlohmann::json& object, const char* name) {
  const auto at = object.find(name);
  return at != object.end() && at->is_string() ? at->get<std::string>() : "";
}

catalog::SongFacts facts_of(const nlohmann::json& song) {
  catalog::SongFacts facts;
  facts.title = string_in(song, "title");
  const auto artists = song.find("artists");
  if (artists != song.end() && artists->is_array()) {
    for (const auto& artist : *artists) {
      if (artist.is_string()) facts.artists.push_back(artist.get<std::string>());
    }
  }
  if (const auto creator = string_in(song, "creator"); !creator.empty()) facts.artists.push_back(creator);
  if (const auto id = string_in(song, "spotify_id"); !id.empty()) facts.ids.push_back({"spotify", id});
  const auto identifiers = song.find("identifier");
  if (identifiers != song.end() && identifiers->is_array()) {
    constexpr std::string_view kTrack = "spotify:track:";
    for (const auto& id : *identifiers) {
      if (!id.is_string()) continue;
      const auto text = id.get<std::string>();
      if (text.starts_with(kTrack)) facts.ids.push_back({"spotify", text.substr(kTrack.size())});
    }
  }
  return facts;
}

void read_json(const std::string& bytes, const std::string& shown, Collector& collector) {
  const auto document = nlohmann::json::parse(bytes, nullptr, false);
  const auto refuse = [&](const std::string& found) {
    throw Error(ErrorKind::kBadData, fmt::format("{}: expected a playlist as JSON, found {}", shown, found),
                "'segue playlist --json' and --output FILE.json write such files.");
  };
  if (document.is_discarded()) refuse("text that is no JSON");
  if (!document.is_object()) refuse("no object");
  const auto each = [&](const nlohmann::json& songs, bool seeds) {
    if (!songs.is_array()) refuse("no list of songs");
    for (const auto& song : songs) {
      if (song.is_object()) collector.take(facts_of(song), seeds);
    }
  };
  if (document.contains("songs")) {
    if (document.contains("seeds")) each(document["seeds"], true);
    each(document["songs"], false);
  } else if (document.contains("playlist") && document["playlist"].is_object() &&
             document["playlist"].contains("track")) {
    each(document["playlist"]["track"], false);
  } else {
    refuse("neither \"songs\" nor \"playlist\" in it");
  }
}

std::vector<std::string_view> lines_of(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

/// "Artist - Title" behind the comma of an #EXTINF line, as a seed.
std::string seed_of_extinf(std::string_view line) {
  const std::size_t comma = line.find(',');
  if (comma == std::string_view::npos) return {};
  const auto name = line.substr(comma + 1);
  const std::size_t dash = name.find(" - ");
  if (dash == std::string_view::npos) return std::string(name);
  return fmt::format("{} — {}", name.substr(dash + 3), name.substr(0, dash));
}

void read_m3u_list(const catalog::Catalog& catalog, std::string_view bytes, const std::filesystem::path& file,
                   Collector& collector) {
  std::unordered_map<std::string, SongId> by_path;
  for (const auto& known : catalog.files()) by_path.emplace(known.path, known.song);
  const auto folder = std::filesystem::absolute(file).parent_path();
  const auto by_file = [&](const std::string& entry) -> std::optional<SongId> {
    for (const auto& path : sources::entry_paths(entry, folder)) {
      const auto at = by_path.find(path.string());
      if (at != by_path.end()) return at->second;
    }
    return std::nullopt;
  };
  std::string name;
  constexpr std::string_view kNameless = "# no file or id known: ";
  for (const auto line : lines_of(bytes)) {
    if (line.starts_with("#EXTINF:")) name = seed_of_extinf(line);
    if (line.starts_with(kNameless)) {
      const std::string shown(line.substr(kNameless.size()));
      collector.take(collector.look_up(shown), shown);
    }
    if (line.front() == '#') continue;
    const std::string entry(line);
    auto song = by_file(entry);
    if (!song) song = collector.look_up(entry);  // spotify:track:...
    if (!song && !name.empty()) song = collector.look_up(name);
    collector.take(song, name.empty() ? entry : name);
    name.clear();
  }
}

}  // namespace

SongList read_song_list(const catalog::Catalog& catalog, const std::filesystem::path& file) {
  Collector collector(catalog);
  const std::string ending = lower(file.extension().string());
  if (ending == ".csv" || ending == ".zst" || ending == ".tsv") {
    RecordCollector sink(collector);
    sources::read_song_table(file, {}, sink);
    return collector.finish();
  }
  const std::string bytes = read_file(file, kLongestFile);
  if (ending == ".json" || ending == ".jspf") {
    read_json(bytes, file.string(), collector);
  } else if (ending == ".m3u" || ending == ".m3u8") {
    read_m3u_list(catalog, bytes, file, collector);
  } else {
    if (bytes.find('\0') != std::string::npos) {
      throw Error(ErrorKind::kBadData,
                  fmt::format("{}: expected a list of songs, found a file that is no text", file.string()),
                  "A list is text with 'Title,Artist' a line, or a .m3u8, .json, .jspf or .csv file.");
    }
    for (const auto line : lines_of(bytes)) {
      if (line.front() == '#') continue;
      const std::string typed(line);
      collector.take(collector.look_up(typed), typed);
    }
  }
  return collector.finish();
}

}  // namespace segue::app
