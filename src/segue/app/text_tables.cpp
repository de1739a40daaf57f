#include "segue/app/text_tables.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <system_error>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/base/unicode.h"
#include "segue/sources/csv/byte_source.h"
#include "segue/sources/csv/csv_reader.h"
#include "segue/sources/csv/song_table.h"
#include "segue/text/clean_lyrics.h"

namespace segue::app {
namespace {

using catalog::CollectedPlaylist;
using catalog::SongRecord;

/// Rows between two looks at cancellation.
constexpr std::uint64_t kStride = 1024;

/// Where each column stands in the header.
std::vector<std::size_t> places(std::span<const std::string_view> header, std::span<const std::string_view> columns,
                                const std::filesystem::path& file) {
  std::vector<std::size_t> result;
  for (const std::string_view column : columns) {
    const auto found = std::ranges::find(header, column);
    if (found == header.end()) {
      throw Error(ErrorKind::kBadData, fmt::format("{}: expected a column \"{}\", found {}", file.string(), column,
                                                   fmt::join(header, ", ")));
    }
    result.push_back(static_cast<std::size_t>(found - header.begin()));
  }
  return result;
}

std::string remark(const std::filesystem::path& file, std::uint64_t refused, std::uint64_t first_line) {
  if (refused == 0) return {};
  return fmt::format("{}: {} {} not be read, the first in line {}", file.string(), refused,
                     refused == 1 ? "row could" : "rows could", first_line);
}

void keep(std::vector<std::string>& remarks, std::string remark) {
  if (!remark.empty()) remarks.push_back(std::move(remark));
}

std::optional<std::int32_t> class_number(std::string_view cell, std::size_t classes) {
  std::size_t value = 0;
  const char* end = cell.data() + cell.size();
  const auto [stopped, problem] = std::from_chars(cell.data(), end, value);
  if (problem != std::errc() || stopped != end || value >= classes) return std::nullopt;
  return static_cast<std::int32_t>(value);
}

std::optional<std::string> spotify_id(const SongRecord& record) {
  const auto found = std::ranges::find(record.facts.ids, "spotify", &catalog::ExternalId::scheme);
  if (found == record.facts.ids.end()) return std::nullopt;
  return found->value;
}

/// The report of the reading counts what could not be taken.
class Records : public sources::RecordSink {
 public:
  void on_problem(ItemProblem&&) override {}

 protected:
  static std::string artist_of(const SongRecord& record) {
    return record.facts.artists.empty() ? "" : lower(record.facts.artists.front());
  }
  static std::string key_of(const SongRecord& record) { return lower(record.facts.title) + '\n' + artist_of(record); }
};

/// Songs and playlists as the protocol wants them.
class PlaylistRecords final : public Records {
 public:
  void on_record(SongRecord&& record) override {
    const auto [at, added] = by_name_.try_emplace(key_of(record), songs_.size());
    if (added) {
      songs_.push_back({SongId{static_cast<std::int64_t>(songs_.size()) + 1}, artist_of(record)});
      valence_.push_back(record.values[catalog::Variable::kValence]);
    }
    if (const auto id = spotify_id(record)) by_id_.try_emplace(*id, at->second);
    if (!record.playlist) return;
    CollectedPlaylist& playlist = playlists_[record.playlist->key];
    playlist.key = record.playlist->key;
    playlist.songs.push_back(songs_[at->second].id);
  }

  /// The song with the record's Spotify id, and the one with its title and artist, which may be another recording of
  /// the same words.
  std::vector<std::size_t> find(const SongRecord& record) const {
    std::vector<std::size_t> found;
    if (const auto id = spotify_id(record)) {
      if (const auto at = by_id_.find(*id); at != by_id_.end()) found.push_back(at->second);
    }
    if (const auto at = by_name_.find(key_of(record)); at != by_name_.end()) found.push_back(at->second);
    return found;
  }

  std::size_t songs() const { return songs_.size(); }
  const std::vector<double>& valence() const { return valence_; }
  evaluation::Protocol protocol() const {
    std::vector<CollectedPlaylist> playlists;
    for (const auto& [key, playlist] : playlists_) playlists.push_back(playlist);
    return evaluation::make_protocol(songs_, playlists);
  }

 private:
  std::vector<evaluation::ProtocolSong> songs_;
  std::vector<double> valence_;
  std::unordered_map<std::string, std::size_t> by_name_;
  std::unordered_map<std::string, std::size_t> by_id_;
  std::map<std::string, CollectedPlaylist> playlists_;
};

class LyricsRecords final : public Records {
 public:
  LyricsRecords(const PlaylistRecords& songs, evaluation::LyricsSongs& result) : songs_(songs), result_(result) {}

  void on_record(SongRecord&& record) override {
    std::string words = text::lyrics_to_read(record.lyrics);
    if (words.empty()) return;
    const std::vector<std::size_t> found = songs_.find(record);
    for (const std::size_t song : found) {
      if (result_.lyrics[song].empty()) result_.lyrics[song] = words;
    }
    if (found.empty()) result_.more_lyrics.push_back(std::move(words));
  }

 private:
  const PlaylistRecords& songs_;
  evaluation::LyricsSongs& result_;
};

}  // namespace

std::optional<std::filesystem::path> find_table(const std::filesystem::path& folder, std::string_view name) {
  for (const char* ending : {".csv.zst", ".csv"}) {
    std::filesystem::path file = folder / (std::string(name) + ending);
    std::error_code problem;
    if (std::filesystem::is_regular_file(file, problem)) return file;
  }
  return std::nullopt;
}

std::string read_columns(const std::filesystem::path& file, std::span<const std::string_view> columns,
                         const std::function<bool(std::span<const std::string_view> cells)>& row,
                         const Cancellation& cancellation) {
  const auto bytes = sources::open_bytes(file);
  sources::CsvReader reader(*bytes, file.string());
  std::vector<std::size_t> place;
  std::vector<std::string_view> cells(columns.size());
  std::uint64_t rows = 0;
  std::uint64_t refused = 0;
  std::uint64_t first_line = 0;
  const auto refuse = [&](std::uint64_t line) {
    if (refused++ == 0) first_line = line;
  };
  for (;;) {
    if (rows++ % kStride == 0) cancellation.check();
    const auto step = reader.next();
    if (step == sources::CsvReader::Step::kEnd) break;
    if (step == sources::CsvReader::Step::kDefect) {
      refuse(reader.defect().line);
      continue;
    }
    const auto& record = reader.record();
    if (place.empty()) {
      place = places(record.cells, columns, file);
      continue;
    }
    bool whole = true;
    for (std::size_t i = 0; i < place.size() && whole; ++i) {
      whole = place[i] < record.cells.size();
      if (whole) cells[i] = record.cells[place[i]];
    }
    if (!whole || !row(cells)) refuse(record.line);
  }
  if (place.empty()) places({}, columns, file);
  return remark(file, refused, first_line);
}

evaluation::SplitTweets read_tweets(const std::filesystem::path& file, std::size_t classes,
                                    std::vector<std::string>& remarks, const Cancellation& cancellation) {
  evaluation::SplitTweets result;
  constexpr std::array<std::string_view, 2> kColumns{"label", "text"};
  const auto row = [&](std::span<const std::string_view> cells) {
    const auto label = class_number(cells[0], classes);
    if (label) result.add(cells[1], *label);
    return label.has_value();
  };
  keep(remarks, read_columns(file, kColumns, row, cancellation));
  return result;
}

evaluation::LabelledTexts read_moods(const std::filesystem::path& file, std::vector<std::string>& remarks,
                                     const Cancellation& cancellation) {
  evaluation::LabelledTexts result;
  constexpr std::array<std::string_view, 2> kColumns{"mood", "lyrics"};
  const auto row = [&](std::span<const std::string_view> cells) {
    if (cells[0] != "happy" && cells[0] != "sad") return false;
    result.add(text::lyrics_to_read(cells[1]), cells[0] == "happy" ? 1 : 0);
    return true;
  };
  keep(remarks, read_columns(file, kColumns, row, cancellation));
  return result;
}

evaluation::LyricsSongs read_lyrics_songs(const std::filesystem::path& playlists, const std::filesystem::path& lyrics,
                                          std::vector<std::string>& remarks, const Cancellation& cancellation) {
  const auto read = [&](const std::filesystem::path& file, sources::RecordSink& sink) {
    const auto table = sources::read_song_table(file, {}, sink, Progress::none(), cancellation);
    if (table.refused_rows == 0) return;
    remarks.push_back(
        fmt::format("{}: {} of {} rows could not be read", file.string(), table.refused_rows, table.rows));
  };
  PlaylistRecords songs;
  read(playlists, songs);
  evaluation::LyricsSongs result{
      .protocol = songs.protocol(), .lyrics = {}, .more_lyrics = {}, .valence = songs.valence()};
  result.lyrics.resize(songs.songs());
  LyricsRecords words(songs, result);
  read(lyrics, words);
  return result;
}

}  // namespace segue::app
