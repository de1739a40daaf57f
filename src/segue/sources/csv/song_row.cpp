#include "segue/sources/csv/song_row.h"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "segue/base/unicode.h"

namespace segue::sources {
namespace {

constexpr std::size_t kLongestName = 2000;     // bytes of a title, an artist, an album
constexpr std::size_t kLongestArtists = 8000;  // bytes of a cell that names several
constexpr std::int64_t kLongestMs = std::int64_t{24} * 3600 * 1000;
constexpr int kEarliestYear = 1860;  // the first recording of a song: Au clair de la lune

bool is_whole(double number) {
  return number == std::floor(number);
}

std::string expected_of(const catalog::VariableInfo& info) {
  return fmt::format("a {} from {} to {}{}{}", info.whole ? "whole number" : "number", info.min, info.max,
                     info.unit.empty() ? "" : " ", info.unit);
}

}  // namespace

std::string quoted_for_message(std::string_view text) {
  return shorten(printable(trimmed(text).substr(0, 400)), 60);
}

SongRows::SongRows(const ColumnMap& map, Settings settings, RecordSink& sink)
    : map_(map), settings_(std::move(settings)), sink_(sink) {}

std::optional<catalog::SongRecord> SongRows::read(const CsvRecord& row) {
  catalog::SongRecord record;
  if (!read_spotify_id(row, record.facts) || !read_names(row, record.facts)) return std::nullopt;
  note_extra_cells(row);
  record.facts.album = read_short(row, Field::kAlbum);
  read_other_ids(row, record.facts);
  read_release(row, record.facts);
  read_numbers(row, record.facts);
  read_values(row, record.values);
  record.provenance = catalog::Provenance::kFile;
  const std::string_view lyrics = cell(row, map_[Field::kLyrics]);
  if (!trimmed(lyrics).empty()) record.lyrics = lyrics;
  record.playlist = read_mention(row);
  return record;
}

/// Cells missing at a row's end are empty.
std::string_view SongRows::cell(const CsvRecord& row, const std::optional<ColumnMap::Column>& column) const {
  return column && column->index < row.cells.size() ? row.cells[column->index] : std::string_view();
}

void SongRows::refuse_value(const CsvRecord& row, const std::string& header, std::string_view found,
                            std::string expected) {
  ++refused_values_;
  sink_.on_problem({settings_.file, row.line, header, quoted_for_message(found), std::move(expected), true});
}

void SongRows::refuse_row(const CsvRecord& row, const std::string& header, std::string_view found,
                          std::string expected) {
  sink_.on_problem({settings_.file, row.line, header, quoted_for_message(found), std::move(expected), false});
}

bool SongRows::read_names(const CsvRecord& row, catalog::SongFacts& facts) {
  const std::string_view title = cell(row, map_[Field::kTitle]);
  facts.title = read_name(title);
  if (facts.title.empty() || facts.title.size() > kLongestName) {
    refuse_row(row, map_[Field::kTitle]->header, title,
               facts.title.empty() ? "a title" : fmt::format("a title of at most {} bytes", kLongestName));
    return false;
  }
  const std::string_view artists = cell(row, map_[Field::kArtist]);
  const std::size_t longest = map_.artist_list == ArtistList::kOne ? kLongestName : kLongestArtists;
  if (artists.size() <= longest) facts.artists = read_artists(artists, map_.artist_list);
  if (facts.artists.empty()) {
    refuse_row(row, map_[Field::kArtist]->header, artists,
               artists.size() <= longest ? "an artist" : fmt::format("an artist, at most {} bytes", longest));
    return false;
  }
  return true;
}

bool SongRows::read_spotify_id(const CsvRecord& row, catalog::SongFacts& facts) {
  const auto& column = map_[Field::kSpotifyId];
  const std::string_view text = cell(row, column);
  if (trimmed(text).empty()) return true;
  SpotifyName name = read_spotify_name(text);
  switch (name.kind) {
    case SpotifyName::Kind::kTrack:
      facts.ids.push_back({"spotify", std::move(name.id)});
      break;
    case SpotifyName::Kind::kLocal:
      break;
    case SpotifyName::Kind::kEpisode:
      refuse_row(row, column->header, text, "a song: this is an episode, not a song");
      return false;
    case SpotifyName::Kind::kOther:
      refuse_value(row, column->header, text, "an id, URI or link of a Spotify track");
      break;
  }
  return true;
}

void SongRows::read_other_ids(const CsvRecord& row, catalog::SongFacts& facts) {
  if (const std::string_view text = trimmed(cell(row, map_[Field::kIsrc])); !text.empty()) {
    if (auto code = read_isrc(text)) {
      facts.ids.push_back({"isrc", std::move(*code)});
    } else {
      refuse_value(row, map_[Field::kIsrc]->header, text,
                   "an ISRC: two letters, three letters or digits, seven digits");
    }
  }
  if (const std::string_view text = trimmed(cell(row, map_[Field::kMusicBrainzId])); !text.empty()) {
    if (auto id = read_musicbrainz_id(text)) {
      facts.ids.push_back({"musicbrainz", std::move(*id)});
    } else {
      refuse_value(row, map_[Field::kMusicBrainzId]->header, text, "the id of a MusicBrainz recording (a UUID)");
    }
  }
}

/// The column of dates first; one of years where that says nothing.
void SongRows::read_release(const CsvRecord& row, catalog::SongFacts& facts) {
  for (const Field field : {Field::kReleaseDate, Field::kYear}) {
    const std::string_view text = trimmed(cell(row, map_[field]));
    if (facts.released || text.empty() || text == "0" || text.starts_with("0000")) continue;
    const std::optional<catalog::ReleaseDate> date = read_date(text);
    if (date && date->year >= kEarliestYear && date->year <= settings_.latest_year) {
      facts.released = date;
    } else {
      refuse_value(
          row, map_[field]->header, text,
          fmt::format("a year, year-month or year-month-day from {} to {}", kEarliestYear, settings_.latest_year));
    }
  }
}

void SongRows::read_numbers(const CsvRecord& row, catalog::SongFacts& facts) {
  if (const std::string_view text = trimmed(cell(row, map_[Field::kDuration])); !text.empty()) {
    const FieldForm form = map_[Field::kDuration]->form;
    const DurationUnit unit = form == FieldForm::kMilliseconds ? DurationUnit::kMilliseconds
                              : form == FieldForm::kSeconds    ? DurationUnit::kSeconds
                                                               : DurationUnit::kUnsaid;
    facts.duration_ms = read_duration_ms(text, unit, settings_.decimal_comma);
    if (!facts.duration_ms || *facts.duration_ms < 1 || *facts.duration_ms > kLongestMs) {
      facts.duration_ms.reset();
      refuse_value(row, map_[Field::kDuration]->header, text,
                   unit == DurationUnit::kMilliseconds ? "a duration from 1 to 86400000 ms"
                   : unit == DurationUnit::kSeconds    ? "a duration of more than 0 to 86400 s"
                                                       : "a duration up to 24 hours, as 3:45, in s or in ms");
    }
  }
  if (const std::string_view text = trimmed(cell(row, map_[Field::kPopularity])); !text.empty()) {
    const std::optional<double> number = read_number(text, settings_.decimal_comma);
    if (number && is_whole(*number) && *number >= 0 && *number <= 100) {
      facts.popularity = static_cast<int>(*number);
    } else {
      refuse_value(row, map_[Field::kPopularity]->header, text, "a whole number from 0 to 100");
    }
  }
  if (const std::string_view text = trimmed(cell(row, map_[Field::kExplicit])); !text.empty()) {
    facts.explicit_words = read_flag(text);
    if (!facts.explicit_words) refuse_value(row, map_[Field::kExplicit]->header, text, "true or false");
  }
}

void SongRows::read_values(const CsvRecord& row, catalog::Values& values) {
  for (const ColumnMap::VariableColumn& column : map_.variables) {
    if (column.index >= row.cells.size()) continue;
    const std::string_view text = trimmed(row.cells[column.index]);
    if (text.empty()) continue;
    const catalog::VariableInfo& info = catalog::info(column.variable);
    std::optional<double> number = read_number(text, settings_.decimal_comma);
    if (!number && info.whole && info.max == 1) {
      if (const std::optional<bool> flag = read_flag(text)) number = *flag ? 1 : 0;  // has_lyrics: true
    }
    if (!number || *number < info.min || *number > info.max || (info.whole && !is_whole(*number))) {
      refuse_value(row, column.header, text, expected_of(info));
    } else if (info.means_none != number) {
      values[column.variable] = *number;
    }
  }
}

std::optional<catalog::PlaylistMention> SongRows::read_mention(const CsvRecord& row) {
  catalog::PlaylistMention mention;
  mention.name = read_short(row, Field::kPlaylistName);
  if (map_.kind == ColumnMap::Kind::kExportify) {
    mention.whole = true;
    if (mention.name.empty()) mention.name = settings_.playlist;
    return mention;
  }
  mention.key = read_short(row, Field::kPlaylistId);
  if (mention.key.empty() && mention.name.empty()) return std::nullopt;
  return mention;
}

/// A name that a song may go without.
std::string SongRows::read_short(const CsvRecord& row, Field field) {
  const std::string_view text = cell(row, map_[field]);
  if (text.size() <= kLongestName) return read_name(text);
  refuse_value(row, map_[field]->header, text, fmt::format("text of at most {} bytes", kLongestName));
  return {};
}

/// Once per file: a row that is too long is mostly one of many, all for one reason.
void SongRows::note_extra_cells(const CsvRecord& row) {
  if (extra_cells_told_) return;
  for (std::size_t i = map_.width; i < row.cells.size(); ++i) {
    if (trimmed(row.cells[i]).empty()) continue;
    extra_cells_told_ = true;
    sink_.on_problem({settings_.file,
                      row.line,
                      {},
                      fmt::format("{} cells", row.cells.size()),
                      fmt::format("{} cells, as in the header (told once for this file)", map_.width),
                      true});
    return;
  }
}

}  // namespace segue::sources
