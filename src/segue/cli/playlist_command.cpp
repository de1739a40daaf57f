#include <memory>

#include <fmt/format.h>

#include "segue/app/filter_columns.h"
#include "segue/app/made_lists.h"
#include "segue/app/recommend.h"
#include "segue/cli/command.h"
#include "segue/cli/playlist_output.h"
#include "segue/cli/seed_errors.h"
#include "segue/cli/selection_options.h"
#include "segue/cli/text.h"

namespace segue::cli {
namespace {

struct Words {
  SelectionWords selection;
  std::vector<std::string> path;
  bool whole_catalog = false;
  bool filter_fields = false;
  std::string output;
  std::string save;
  bool without_seed = false;
};

/// What a filter may ask.
int list_fields(Context& context) {
  constexpr const char* kKinds[] = {"number", "duration", "key", "mode", "yes or no", "text"};
  if (context.json) {
    nlohmann::ordered_json fields = nlohmann::ordered_json::array();
    for (const auto& field : playlist::filter_fields()) {
      fields.push_back(
          {{"name", field.name}, {"kind", kKinds[static_cast<std::size_t>(field.kind)]}, {"meaning", field.meaning}});
    }
    context.print_json({{"version", 1}, {"fields", fields}});
    return 0;
  }
  Table table({{"Field", Table::Align::kLeft}, {"Kind", Table::Align::kLeft}, {"Meaning", Table::Align::kLeft, 60}});
  for (const auto& field : playlist::filter_fields()) {
    table.add({std::string(field.name), kKinds[static_cast<std::size_t>(field.kind)], std::string(field.meaning)});
  }
  context.console.print(table.text(context.console.width(), ""));
  return 0;
}

int run(Context& context, Words& words) {
  if (words.filter_fields) return list_fields(context);
  // A wrong ending is found before any work is done.
  const std::filesystem::path output = words.output;
  if (!output.empty()) playlist::format_of(output);
  auto options = options_of(words.selection, context);
  if (!words.path.empty()) options.path = app::PathEnds{words.path.front(), words.path.back()};
  app::check(options);
  const auto catalog = catalog::Catalog::open_existing(context.catalog());
  return with_seed_errors(context, [&] {
    const auto made = app::recommend(catalog, options);
    if (!words.save.empty()) {
      app::keep_list(catalog, words.save, options, made);
      context.console.note(fmt::format("kept as '{}': 'segue more {}' goes on", words.save, words.save));
    }
    hand_out(context, made, {output, words.without_seed});
    return 0;
  });
}

}  // namespace

void add_playlist(CLI::App& app, Context& context) {
  auto words = std::make_shared<Words>();
  auto* command = app.add_subcommand("playlist", "Make a playlist from a song");
  auto& options = words->selection.options;
  const auto several = [&](const char* name, std::vector<std::string>& into, const char* what, const char* type) {
    return command->add_option(name, into, what)->type_name(type)->expected(1)->take_all()->group("From what");
  };
  auto* seed = several("--seed", options.seeds, "The song to start from; several by repeating", "'TITLE,ARTIST'");
  auto* album = several("--seed-album", options.seed_albums, "All songs of an album", "'ALBUM,ARTIST'");
  auto* list = several("--seed-playlist", options.seed_playlists, "All songs of a collected playlist", "NAME|NUMBER");
  auto* path = command->add_option("--path", words->path, "A way from one song to another, in even steps")
                   ->type_name("'FROM' 'TO'")
                   ->expected(2)
                   ->group("From what")
                   ->excludes(seed)
                   ->excludes(album)
                   ->excludes(list);
  auto* away = several("--not", options.away, "A song to keep away from; several by repeating", "'TITLE,ARTIST'");
  path->excludes(away);
  const auto selection = add_selection(*command, words->selection);
  path->excludes(selection.cluster)->excludes(selection.diversity)->excludes(selection.order);
  command->add_flag("--whole-catalog", words->whole_catalog, "Songs of the whole catalog (this is the default)")
      ->excludes(selection.cluster)
      ->group("Which songs");
  command->add_flag("--filter-fields", words->filter_fields, "List what --filter may ask, and end")
      ->group("Which songs");
  command->add_option("--output", words->output, "Write a file: .m3u8, .csv, .json, .jspf or .xspf")->type_name("FILE");
  command->add_option("--save", words->save, "Keep the list under this name, for 'segue more'")->type_name("NAME");
  command->add_flag("--without-seed", words->without_seed, "Leave the seed itself out of the list");
  add_json_flag(*command, context);
  command->footer(R"(
The title may contain commas. Case, accents, guests ("feat.") and remaster suffixes need not be typed. A Spotify link
names a song too.

Examples:
  segue playlist --seed 'Blinding Lights,The Weeknd' --length 25
  segue playlist --seed 'Creep,Radiohead' --seed 'Fake Plastic Trees,Radiohead' --not 'High and Dry,Radiohead'
  segue playlist --seed 'Creep,Radiohead' --filter 'year>=1990 and energy<0.5 and not explicit' --per-artist 2
  segue playlist --seed-playlist 'Rock Classics' --diversity 0.3 --order smooth --duration 1h30m
  segue playlist --path 'Creep,Radiohead' 'Blinding Lights,The Weeknd' --length 12
  segue playlist --seed 'Blinding Lights,The Weeknd' --output lights.m3u8

docs/playlists.md explains each of them.)");
  command->callback([&context, words] { context.run = [&context, words] { return run(context, *words); }; });
}

}  // namespace segue::cli
