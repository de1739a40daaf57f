#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "segue/app/import.h"
#include "segue/base/error.h"
#include "segue/base/unicode.h"
#include "segue/cli/command.h"
#include "segue/cli/text.h"

namespace segue::cli {
namespace {

struct Words {
  std::vector<std::string> files;
  std::vector<std::string> map;
  app::ImportOptions options;
  std::int64_t problems = 20;
};

std::vector<std::pair<std::string, std::string>> read_map(const std::vector<std::string>& pairs) {
  std::vector<std::pair<std::string, std::string>> map;
  for (const auto& pair : pairs) {
    const auto equals = pair.rfind('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == pair.size()) {
      throw Error(ErrorKind::kUsage, fmt::format("--map: expected COLUMN=FIELD, found '{}'", pair),
                  "For example --map 'Song name=title'.");
    }
    map.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
  }
  return map;
}

std::string problem_line(const ItemProblem& problem) {
  std::string where = problem.file;
  if (problem.row > 0) where += fmt::format(", row {}", problem.row);
  if (!problem.column.empty()) where += fmt::format(", {}", problem.column);
  return fmt::format("{}: expected {}, found '{}'{}", where, problem.expected, shorten(printable(problem.found), 60),
                     problem.row_kept ? "" : "; the row was left out");
}

nlohmann::ordered_json problem_json(const ItemProblem& problem) {
  return {{"file", problem.file},   {"row", problem.row},           {"column", problem.column},
          {"found", problem.found}, {"expected", problem.expected}, {"row_kept", problem.row_kept}};
}

nlohmann::ordered_json file_json(const app::FileImport& file) {
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

void print_file(Console& console, const app::FileImport& file) {
  const auto& table = file.table;
  console.print(fmt::format("{}: {}, {}{}\n", table.file, table.kind, count(as_count(table.rows), "row", "rows"),
                            table.latin1 ? ", read as Windows-1252 because it is not UTF-8" : ""));
  const auto line = [&](const std::string& what, const std::string& text) {
    if (!text.empty()) console.print(fmt::format("  {:<10} {}\n", what, printable(text)));
  };
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

int run(Context& context, Words& words) {
  auto& console = context.console;
  words.options.map = read_map(words.map);
  const std::vector<std::filesystem::path> files(words.files.begin(), words.files.end());
  auto catalog = catalog::Catalog::open(context.catalog());

  std::vector<ItemProblem> problems;
  std::int64_t unlisted = 0;
  const auto on_problem = [&](const ItemProblem& problem) {
    if (words.problems < 0 || static_cast<std::int64_t>(problems.size()) < words.problems) {
      problems.push_back(problem);
    } else {
      ++unlisted;
    }
  };
  const auto report_problems = [&] {
    for (const auto& problem : problems) console.warn(problem_line(problem));
    if (unlisted > 0) console.warn(fmt::format("and {} more; --problems all lists them", count(unlisted)));
  };

  ProgressBar progress(console);
  app::ImportReport report;
  try {
    report =
        app::import_tables(catalog, files, words.options, on_problem, Clock::system(), progress, *context.cancellation);
  } catch (const Error& error) {
    progress.end();
    report_problems();
    if (error.kind() != ErrorKind::kInterrupted) throw;
    throw Error(ErrorKind::kInterrupted, "interrupted; what was read so far is kept",
                "Run the same command again to complete it.");
  }
  progress.end();
  report_problems();

  int exit_code = 0;
  nlohmann::ordered_json failures = nlohmann::ordered_json::array();
  for (const auto& failure : report.failures) {
    console.warn(failure.message);
    if (!failure.hint.empty()) console.note("  " + failure.hint);
    failures.push_back({{"file", failure.file}, {"error", failure.message}, {"hint", failure.hint}});
    exit_code = std::max(exit_code, static_cast<int>(failure.kind));
  }
  if (context.json) {
    nlohmann::ordered_json document{{"version", 1}, {"catalog", context.catalog().string()}};
    document["files"] = nlohmann::ordered_json::array();
    for (const auto& file : report.files) document["files"].push_back(file_json(file));
    document["failures"] = failures;
    document["problems"] = nlohmann::ordered_json::array();
    for (const auto& problem : problems) document["problems"].push_back(problem_json(problem));
    document["problems_not_listed"] = unlisted;
    context.print_json(document);
  } else {
    for (const auto& file : report.files) print_file(console, file);
  }
  return exit_code;
}

}  // namespace

void add_import(CLI::App& app, Context& context) {
  auto words = std::make_shared<Words>();
  auto* command = app.add_subcommand("import", "Read tables of songs into the catalog");
  command->add_option("files", words->files, "CSV files (also .csv.zst); - is standard input")
      ->required()
      ->type_name("FILE");
  command->add_option("--map", words->map, "The column COLUMN holds FIELD (title, artist, energy, ...)")
      ->type_name("COLUMN=FIELD")
      ->expected(1)
      ->take_all();
  command->add_flag("--add-songs", words->options.add_songs, "Let rows of lyrics alone add songs");
  command->add_flag("--update", words->options.update, "What the files say replaces what the catalog knows");
  command->add_option("--problems", words->problems, "How many refused values and rows to list ('all' for all)")
      ->type_name("N")
      ->transform(CLI::Transformer(std::map<std::string, std::string>{{"all", "-1"}}))
      ->default_str("20");
  add_json_flag(*command, context);
  command->footer(R"(
Understands Exportify files, the TidyTuesday table of Spotify songs, and any CSV with a title, an artist and some of
the audio features under their usual names. Importing a file again changes nothing.

Examples:
  segue import liked_songs.csv
  segue import spotify_songs.csv lyrics.csv.zst
  segue import chart.csv --map 'Song name=title' --map 'By=artist')");
  command->callback([&context, words] { context.run = [&context, words] { return run(context, *words); }; });
}

}  // namespace segue::cli
