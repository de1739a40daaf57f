#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "segue/app/import.h"
#include "segue/app/import_music.h"
#include "segue/app/import_spotify.h"
#include "segue/app/subsonic_account.h"
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

/// What was named, by kind: folders and music files are looked through, playlists and services are read, everything
/// else is read as a table.
struct Named {
  std::vector<std::filesystem::path> tables;
  std::vector<std::filesystem::path> music;
  std::vector<std::string> spotify;  // links to playlists and songs
  std::vector<std::filesystem::path> lists;
  std::vector<std::string> links;    // to playlists of ListenBrainz
  std::vector<std::string> servers;  // of Subsonic, by URL; empty: the one that was set
};

Named sort_out(const std::vector<std::string>& files) {
  Named named;
  for (const auto& file : files) {
    if (const auto server = app::subsonic_name(file)) {
      named.servers.push_back(*server);
    } else if (app::is_spotify_link(file)) {
      named.spotify.push_back(file);
    } else if (app::is_listenbrainz_link(file)) {
      named.links.push_back(file);
    } else if (file != "-" && app::is_music(file)) {
      named.music.emplace_back(file);
    } else if (file != "-" && app::is_list_file(file)) {
      named.lists.emplace_back(file);
    } else {
      named.tables.emplace_back(file);
    }
  }
  return named;
}

/// Everything an import did.
struct Done {
  app::ImportReport tables;
  std::optional<app::SpotifyImportReport> spotify;
  std::vector<app::ListImport> lists;
  std::vector<app::SubsonicImport> servers;
  std::vector<app::MusicImport> music;
  std::optional<app::ListeningReport> listening;
};

/// What went wrong with a file or folder as a whole; the others are read all the same.
app::FileFailure failure_of(const std::string& what, const Error& error) {
  return {what, error.kind(), error.what(), error.hint()};
}

void import_spotify(Context& context, catalog::Catalog& catalog, const std::vector<std::string>& links,
                    const Words& words, ProblemList& problems, Progress& progress, Done& done) {
  if (links.empty()) return;
  try {
    app::Services services(context.services());
    app::Spotify spotify(services);
    done.spotify = app::import_spotify(
        catalog, spotify, links, {words.options.add_songs, words.options.update},
        [&](const ItemProblem& problem) { problems.add(problem); }, progress, *context.cancellation);
    for (const auto& failure : done.spotify->failures) done.tables.failures.push_back(failure);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kService && error.kind() != ErrorKind::kBadData) throw;
    done.tables.failures.push_back(failure_of("Spotify", error));
  }
}

void import_all(Context& context, catalog::Catalog& catalog, const Words& words, ProblemList& problems,
                Progress& progress, Done& done) {
  const auto on_problem = [&](const ItemProblem& problem) { problems.add(problem); };
  const auto named = sort_out(words.files);
  done.tables = app::import_tables(catalog, named.tables, words.options, on_problem, Clock::system(), progress,
                                   *context.cancellation);
  import_spotify(context, catalog, named.spotify, words, problems, progress, done);
  const auto attempt = [&](const std::string& what, const auto& read) {
    try {
      context.cancellation->check();
      read();
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::kInterrupted) throw;
      done.tables.failures.push_back(failure_of(what, error));
    }
  };
  app::Services services(context.services());
  for (const auto& server : named.servers) {
    attempt("subsonic:" + server, [&] {
      auto account = words.account;
      account.url = server;
      done.servers.push_back(app::import_from_subsonic(catalog, services, account, {words.options.update}, on_problem,
                                                       progress, *context.cancellation));
    });
  }
  std::vector<std::filesystem::path> read;
  for (const auto& root : named.music) {
    attempt(root.string(), [&] {
      done.music.push_back(app::import_music(catalog, root, on_problem, progress, *context.cancellation));
      read.push_back(root);
    });
  }
  // Lists come last: what they name may have come with the music.
  for (const auto& list : named.lists) {
    attempt(list.string(), [&] { done.lists.push_back(app::import_list_file(catalog, list)); });
  }
  for (const auto& link : named.links) {
    attempt(link, [&] {
      done.lists.push_back(app::import_from_listenbrainz(catalog, services, link, *context.cancellation));
    });
  }
  if (read.empty() || words.no_analysis) return;
  app::MusicImportOptions options;
  options.analyzer.workers = context.threads();
  done.listening = app::listen(catalog, read, options, progress, *context.cancellation);
}

/// A file named by itself that cannot be heard is the command's failure; one of a folder is a line of its report.
int exit_code_of(const Done& done, const Words& words) {
  int exit_code = 0;
  for (const auto& failure : done.tables.failures) exit_code = std::max(exit_code, static_cast<int>(failure.kind));
  const bool all_unheard = done.listening && !done.listening->unheard.empty() && done.listening->heard == 0 &&
                           done.listening->heard_before == 0;
  if (all_unheard && words.files.size() == 1) exit_code = std::max(exit_code, static_cast<int>(ErrorKind::kBadData));
  return exit_code;
}

void print_json(Context& context, const Done& done, const ProblemList& problems) {
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
  Done done;
  try {
    import_all(context, catalog, words, problems, progress, done);
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
