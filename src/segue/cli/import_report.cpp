#include "segue/cli/import_report.h"

#include <fmt/format.h>

#include "segue/base/unicode.h"
#include "segue/cli/text.h"

namespace segue::cli {
namespace {

std::int64_t as_count(std::uint64_t number) {
  return static_cast<std::int64_t>(number);
}

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

/// One of the numbers of a line: its words for one and for many.
struct Part {
  std::uint64_t number = 0;
  std::string_view one;
  std::string_view many;
};

/// "376 added, 2 changed": what is zero is not said.
std::string tally(const std::vector<Part>& parts) {
  std::vector<std::string> said;
  for (const auto& [number, one, many] : parts) {
    if (number > 0) said.push_back(count(as_count(number), one, many));
  }
  return joined(said, ", ");
}

/// "  songs      54 added", nothing where there is nothing to say.
void print_line(Console& console, std::string_view what, const std::string& text) {
  if (!text.empty()) console.print(fmt::format("  {:<10} {}\n", what, printable(text)));
}

/// "640× realtime" of `music_s` seconds heard in `elapsed_s`.
double times_realtime(const app::ListeningReport& listening) {
  return listening.elapsed_s > 0 ? listening.music_s / listening.elapsed_s : 0;
}

}  // namespace

void print_table(Console& console, const app::FileImport& file) {
  const auto& table = file.table;
  console.print(fmt::format("{}: {}, {}{}\n", table.file, table.kind, count(as_count(table.rows), "row", "rows"),
                            table.latin1 ? ", read as Windows-1252 because it is not UTF-8" : ""));
  const auto line = [&](std::string_view what, const std::string& text) { print_line(console, what, text); };
  line("songs", tally({{file.added, "added", "added"},
                       {file.completed, "completed by a row", "completed by a row"},
                       {file.unchanged, "row told nothing new", "rows told nothing new"}}));
  line("playlists", tally({{file.playlists_added, "added", "added"},
                           {file.playlists_changed, "changed", "changed"},
                           {file.playlists_unchanged, "unchanged", "unchanged"}}));
  line("refused", tally({{table.refused_rows, "row", "rows"},
                         {table.refused_values, "value (its row was kept)", "values (their rows were kept)"}}));
  if (file.unknown_lyrics > 0) {
    line("lyrics", fmt::format("{} of songs the catalog does not know; --add-songs would add them",
                               count(as_count(file.unknown_lyrics), "row", "rows")));
  }
  line("ignored", table.ignored_columns.size() > 12
                      ? count(static_cast<std::int64_t>(table.ignored_columns.size()), "column", "columns")
                      : joined(table.ignored_columns, ", "));
}

nlohmann::ordered_json table_json(const app::FileImport& file) {
  const auto& table = file.table;
  return {{"file", table.file},
          {"kind", table.kind},
          {"rows", table.rows},
          {"songs_added", file.added},
          {"rows_completed", file.completed},
          {"rows_unchanged", file.unchanged},
          {"rows_refused", table.refused_rows},
          {"values_refused", table.refused_values},
          {"lyrics_of_unknown_songs", file.unknown_lyrics},
          {"playlists_added", file.playlists_added},
          {"playlists_changed", file.playlists_changed},
          {"playlists_unchanged", file.playlists_unchanged},
          {"used_columns", table.used_columns},
          {"ignored_columns", table.ignored_columns}};
}

void print_music(Console& console, const app::MusicImport& music) {
  console.print(
      fmt::format("{}: {}\n", printable(music.root), count(as_count(music.found), "music file", "music files")));
  print_line(console, "files",
             tally({{music.added, "added", "added"},
                    {music.changed, "changed", "changed"},
                    {music.moved, "moved", "moved"},
                    {music.missing, "is not there any more", "are not there any more"},
                    {music.unchanged, "unchanged", "unchanged"}}));
  print_line(console, "songs", tally({{music.songs_added, "added", "added"}}));
  print_line(console, "named by",
             tally({{music.without_tags, "file name, for want of tags", "file names, for want of tags"}}));
  print_line(console, "lyrics", tally({{music.with_lyrics, "song", "songs"}}));
  print_line(console, "playlists",
             tally({{music.playlists_added, "added", "added"},
                    {music.playlists_changed, "changed", "changed"},
                    {music.playlists_unchanged, "unchanged", "unchanged"},
                    {music.playlist_entries_unknown, "entry leads to no file here", "entries lead to no file here"}}));
}

nlohmann::ordered_json music_json(const app::MusicImport& music) {
  return {{"root", music.root},
          {"files", music.found},
          {"files_added", music.added},
          {"files_changed", music.changed},
          {"files_moved", music.moved},
          {"files_missing", music.missing},
          {"files_unchanged", music.unchanged},
          {"songs_added", music.songs_added},
          {"named_by_file_name", music.without_tags},
          {"with_lyrics", music.with_lyrics},
          {"playlists_added", music.playlists_added},
          {"playlists_changed", music.playlists_changed},
          {"playlists_unchanged", music.playlists_unchanged},
          {"playlist_entries_unknown", music.playlist_entries_unknown}};
}

void print_list(Console& console, const app::ListImport& list) {
  console.print(fmt::format("{}: {}, {}\n", printable(list.from),
                            list.name.empty() ? "a playlist" : fmt::format("playlist '{}'", printable(list.name)),
                            count(as_count(list.entries + list.left_out), "entry", "entries")));
  print_line(console, "songs",
             tally({{list.added, "added", "added"},
                    {list.known, "was known", "were known"},
                    {list.left_out, "entry names no song", "entries name no song"}}));
  print_line(console, "playlists",
             tally({{list.playlists_added, "added", "added"},
                    {list.playlists_changed, "changed", "changed"},
                    {list.playlists_unchanged, "unchanged", "unchanged"}}));
}

nlohmann::ordered_json list_json(const app::ListImport& list) {
  return {{"from", list.from},
          {"name", list.name},
          {"entries", list.entries},
          {"songs_added", list.added},
          {"songs_known", list.known},
          {"left_out", list.left_out},
          {"playlists_added", list.playlists_added},
          {"playlists_changed", list.playlists_changed},
          {"playlists_unchanged", list.playlists_unchanged}};
}

void print_server(Console& console, const app::SubsonicImport& server) {
  console.print(fmt::format(
      "{}: {}\n", printable(server.server),
      server.nothing_changed ? "its collection has not changed" : count(as_count(server.songs), "song", "songs")));
  print_line(console, "songs",
             tally({{server.added, "added", "added"},
                    {server.completed, "completed", "completed"},
                    {server.unchanged, "told nothing new", "told nothing new"},
                    {server.starred, "starred", "starred"}}));
  print_line(console, "playlists",
             tally({{server.playlists_added, "added", "added"},
                    {server.playlists_changed, "changed", "changed"},
                    {server.playlists_unchanged, "unchanged", "unchanged"}}));
}

nlohmann::ordered_json server_json(const app::SubsonicImport& server) {
  return {{"server", server.server},
          {"unchanged", server.nothing_changed},
          {"songs", server.songs},
          {"songs_added", server.added},
          {"songs_completed", server.completed},
          {"songs_unchanged", server.unchanged},
          {"songs_starred", server.starred},
          {"playlists_added", server.playlists_added},
          {"playlists_changed", server.playlists_changed},
          {"playlists_unchanged", server.playlists_unchanged}};
}

void print_listening(Console& console, const app::ListeningReport& listening) {
  for (const auto& file : listening.unheard) {
    console.warn(printable(app::told_of(file.path, file.message)));
    if (!file.hint.empty()) console.note("  " + file.hint);
  }
  std::string text;
  if (listening.heard > 0) {
    text = fmt::format("{}, {} of music in {} ({:.0f}× realtime)", count(as_count(listening.heard), "file", "files"),
                       seconds(listening.music_s), seconds(listening.elapsed_s), times_realtime(listening));
  }
  const std::string rest = tally({{listening.unheard.size(), "could not be heard", "could not be heard"},
                                  {listening.heard_before, "heard before", "heard before"},
                                  {listening.failed_before, "could not be heard before and was not tried again",
                                   "could not be heard before and were not tried again"}});
  if (!text.empty() && !rest.empty()) text += "; ";
  print_line(console, "listened", text + rest);
}

nlohmann::ordered_json listening_json(const app::ListeningReport& listening) {
  nlohmann::ordered_json unheard = nlohmann::ordered_json::array();
  for (const auto& file : listening.unheard) {
    unheard.push_back({{"file", file.path}, {"error", file.message}, {"hint", file.hint}});
  }
  return {{"heard", listening.heard},
          {"heard_before", listening.heard_before},
          {"failed_before", listening.failed_before},
          {"music_seconds", listening.music_s},
          {"elapsed_seconds", listening.elapsed_s},
          {"unheard", std::move(unheard)}};
}

}  // namespace segue::cli
