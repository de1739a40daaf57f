#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "segue/app/import_all.h"
#include "segue/base/error.h"
#include "segue/cli/command.h"
#include "segue/cli/import_report.h"
#include "segue/cli/problem_list.h"
#include "segue/cli/spotify_report.h"

namespace segue::cli {
namespace {

struct Words {
  std::vector<std::string> files;
  std::vector<std::string> map;
  app::ImportOptions options;
  sources::SubsonicAccount account;
  std::int64_t problems = 20;
  bool no_analysis = false;
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

/// A file named by itself that cannot be heard is the command's failure; one of a folder is a line of its report.
int exit_code_of(const app::ImportAll& done, const Words& words) {
  int exit_code = 0;
  for (const auto& failure : done.tables.failures) exit_code = std::max(exit_code, static_cast<int>(failure.kind));
  const bool all_unheard = done.listening && !done.listening->unheard.empty() && done.listening->heard == 0 &&
                           done.listening->heard_before == 0;
  if (all_unheard && words.files.size() == 1) exit_code = std::max(exit_code, static_cast<int>(ErrorKind::kBadData));
  return exit_code;
}

void print_json(Context& context, const app::ImportAll& done, const ProblemList& problems) {
  nlohmann::ordered_json document{{"version", 1}, {"catalog", context.catalog().string()}};
  document["files"] = nlohmann::ordered_json::array();
  for (const auto& file : done.tables.files) document["files"].push_back(table_json(file));
  document["spotify"] = nullptr;
  if (done.spotify) document["spotify"] = spotify_json(*done.spotify);
  document["music"] = nlohmann::ordered_json::array();
  for (const auto& music : done.music) document["music"].push_back(music_json(music));
  document["playlists"] = nlohmann::ordered_json::array();
  for (const auto& list : done.lists) document["playlists"].push_back(list_json(list));
  document["servers"] = nlohmann::ordered_json::array();
  for (const auto& server : done.servers) document["servers"].push_back(server_json(server));
  document["listening"] = nullptr;
  if (done.listening) document["listening"] = listening_json(*done.listening);
  document["failures"] = nlohmann::ordered_json::array();
  for (const auto& failure : done.tables.failures) {
    document["failures"].push_back({{"file", failure.file}, {"error", failure.message}, {"hint", failure.hint}});
  }
  document["problems"] = problems.json();
  document["problems_not_listed"] = problems.unlisted();
  context.print_json(document);
}

int run(Context& context, Words& words) {
  auto& console = context.console;
  words.options.map = read_map(words.map);
  auto catalog = catalog::Catalog::open(context.catalog());
  ProblemList problems(words.problems);
  ProgressBar progress(console);
  app::ImportAllOptions options{words.options, words.account, {}};
  options.listening.listen = !words.no_analysis;
  options.listening.analyzer.workers = context.threads();
  app::Services services(context.services());
  app::ImportAll done;
  try {
    done = app::import_all(
        catalog, services, words.files, options, [&](const ItemProblem& problem) { problems.add(problem); }, progress,
        *context.cancellation);
  } catch (const Error& error) {
    progress.end();
    problems.print(console);
    if (error.kind() != ErrorKind::kInterrupted) throw;
    throw Error(ErrorKind::kInterrupted, "interrupted; what was read so far is kept",
                "Run the same command again to complete it.");
  }
  progress.end();
  problems.print(console);
  for (const auto& failure : done.tables.failures) {
    console.warn(failure.message);
    if (!failure.hint.empty()) console.note("  " + failure.hint);
  }
  if (context.json) {
    print_json(context, done, problems);
  } else {
    for (const auto& file : done.tables.files) print_table(console, file);
    if (done.spotify) print_spotify(console, *done.spotify);
    for (const auto& server : done.servers) print_server(console, server);
    for (const auto& music : done.music) print_music(console, music);
    for (const auto& list : done.lists) print_list(console, list);
    if (done.listening) print_listening(console, *done.listening);
  }
  return exit_code_of(done, words);
}

}  // namespace

void add_import(CLI::App& app, Context& context) {
  auto words = std::make_shared<Words>();
  auto* command = app.add_subcommand("import", "Read tables of songs and music folders into the catalog");
  command
      ->add_option("files", words->files,
                   "Folders and files of music, playlists (M3U8, JSPF, XSPF), CSV files (also .csv.zst; - is standard "
                   "input), subsonic:URL, links to playlists at ListenBrainz and Spotify and to Spotify's songs")
      ->required()
      ->type_name("FILE");
  command->add_option("--map", words->map, "The column COLUMN holds FIELD (title, artist, energy, ...)")
      ->type_name("COLUMN=FIELD")
      ->expected(1)
      ->take_all();
  command->add_flag("--add-songs", words->options.add_songs, "Let rows of lyrics alone add songs");
  command->add_flag("--update", words->options.update, "What the files say replaces what the catalog knows");
  command->add_option("--user", words->account.user, "User of the Subsonic server [SEGUE_SUBSONIC_USER]")
      ->type_name("NAME");
  command->add_flag("--send-password", words->account.send_password,
                    "Send a Subsonic server that knows no tokens the password itself");
  command->add_flag("--no-analysis", words->no_analysis, "Read tags only; 'segue analyze' listens to the music later");
  command->add_option("--problems", words->problems, "How many refused values and rows to list ('all' for all)")
      ->type_name("N")
      ->transform(CLI::Transformer(std::map<std::string, std::string>{{"all", "-1"}}))
      ->default_str("20");
  add_json_flag(*command, context);
  command->footer(R"(
A folder is looked through for music (what FFmpeg decodes) and playlists; each file's tags are read and its sound is
analysed once. The next time only what is new, changed, moved or gone is looked at.

Of tables, segue understands Exportify files, the TidyTuesday table of Spotify songs, and any CSV with a title, an artist and some of
the audio features under their usual names. Importing a table again changes nothing.

The songs of a playlist (JSPF, XSPF, M3U8, JSON) are found in the catalog by path, id or name; the others become songs
known by what the list says of them.

Examples:
  segue import ~/Music
  segue import liked_songs.csv
  segue import spotify_songs.csv lyrics.csv.zst
  segue import https://open.spotify.com/playlist/ID     (after 'segue login spotify'; see docs/sources.md)
  segue import evening.jspf https://listenbrainz.org/playlist/MBID
  SEGUE_SUBSONIC_PASSWORD=... segue import subsonic:https://music.example.org --user ada
  segue import chart.csv --map 'Song name=title' --map 'By=artist')");
  command->callback([&context, words] { context.run = [&context, words] { return run(context, *words); }; });
}

}  // namespace segue::cli
