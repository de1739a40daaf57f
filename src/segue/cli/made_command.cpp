#include <memory>

#include <fmt/format.h>

#include "segue/app/made_lists.h"
#include "segue/cli/list_commands.h"
#include "segue/cli/playlist_output.h"
#include "segue/cli/seed_errors.h"
#include "segue/cli/selection_options.h"
#include "segue/cli/text.h"

namespace segue::cli {
namespace {

int run_more(Context& context, const std::string& wanted, const SelectionWords& words, const std::string& output) {
  if (!output.empty()) playlist::format_of(output);  // a wrong ending is found before any work is done
  const auto options = options_of(words, context);
  const auto catalog = catalog::Catalog::open_existing(context.catalog());
  return with_seed_errors(context, [&] {
    const auto made = app::more(catalog, wanted, options);
    hand_out(context, made, {output, true});
    return 0;
  });
}

int list(Context& context) {
  const auto catalog = catalog::Catalog::open_existing(context.catalog());
  nlohmann::ordered_json document{{"version", 1}, {"playlists", nlohmann::ordered_json::array()}};
  Table table({{"#", Table::Align::kRight},
               {"Name", Table::Align::kLeft, 32},
               {"From", Table::Align::kLeft, 48},
               {"Songs", Table::Align::kRight},
               {"Made", Table::Align::kLeft}});
  int number = 0;
  for (const auto& made : app::made_lists(catalog)) {
    const auto songs = static_cast<std::int64_t>(made.songs.size());
    table.add({std::to_string(++number), made.name, made.title, count(songs), made.created});
    document["playlists"].push_back(
        {{"name", made.name}, {"title", made.title}, {"songs", songs}, {"created", made.created}});
  }
  if (context.json) {
    context.print_json(document);
  } else if (number == 0) {
    context.console.note("No list is kept yet: 'segue playlist --seed ... --save NAME' keeps one.");
  } else {
    context.console.print(table.text(context.console.width(), ""));
  }
  return 0;
}

int show(Context& context, const std::string& wanted, const std::string& output) {
  if (!output.empty()) playlist::format_of(output);
  const auto catalog = catalog::Catalog::open_existing(context.catalog());
  const auto list = app::find_made_list(catalog, wanted);
  app::Recommendation made;
  made.playlist.title = list.name;
  made.playlist.seeds = catalog.songs(list.seeds);
  auto songs = catalog.songs(list.songs);
  for (std::size_t i = 0; i < songs.size(); ++i)
    made.playlist.songs.push_back({std::move(songs[i]), list.distances[i]});
  made.asked = static_cast<std::int64_t>(list.songs.size());
  hand_out(context, made, {output, false});
  return 0;
}

int remove(Context& context, const std::string& wanted) {
  const auto catalog = catalog::Catalog::open_existing(context.catalog());
  const auto list = app::find_made_list(catalog, wanted);
  app::forget_list(catalog, list.name);
  context.console.print(fmt::format("removed '{}' ({} songs)\n", list.name, list.songs.size()));
  return 0;
}

void add_more(CLI::App& app, Context& context) {
  struct Words {
    std::string list;
    SelectionWords selection;
    std::string output;
  };
  auto words = std::make_shared<Words>();
  auto* command = app.add_subcommand("more", "Continue a playlist without repeats");
  command->add_option("playlist", words->list, "A list kept by --save, or a .json, .csv, .m3u8 or .jspf file")
      ->type_name("NAME|FILE")
      ->required();
  add_selection(*command, words->selection);
  command->add_option("--output", words->output, "Write the new songs to a file")->type_name("FILE");
  add_json_flag(*command, context);
  command->footer(R"(
A kept list grows by the songs found, with the options it was made with; what is said now goes before them.

Examples:
  segue playlist --seed 'Blinding Lights,The Weeknd' --filter 'year>=2010' --save lights
  segue more lights --length 10
  segue more list.m3u8 --output list2.m3u8)");
  command->callback([&context, words] {
    context.run = [&context, words] { return run_more(context, words->list, words->selection, words->output); };
  });
}

}  // namespace

void add_made_lists(CLI::App& app, Context& context) {
  add_more(app, context);
  struct Words {
    std::string list;
    std::string output;
  };
  auto words = std::make_shared<Words>();
  auto* command = app.add_subcommand("playlists", "List, show or remove playlists kept by --save");
  command->require_subcommand(1);
  command->footer(R"(
Examples:
  segue playlists list
  segue playlists show lights --output lights.m3u8
  segue playlists remove lights)");
  auto* list_command = command->add_subcommand("list", "Those that are kept");
  add_json_flag(*list_command, context);
  list_command->callback([&context] { context.run = [&context] { return list(context); }; });
  auto* show_command = command->add_subcommand("show", "The songs of one");
  show_command->add_option("playlist", words->list, "Name or number")->type_name("NAME")->required();
  show_command->add_option("--output", words->output, "Write a file: .m3u8, .csv, .json, .jspf or .xspf")
      ->type_name("FILE");
  add_json_flag(*show_command, context);
  show_command->callback(
      [&context, words] { context.run = [&context, words] { return show(context, words->list, words->output); }; });
  auto* remove_command = command->add_subcommand("remove", "Forget one");
  remove_command->add_option("playlist", words->list, "Name or number")->type_name("NAME")->required();
  remove_command->callback(
      [&context, words] { context.run = [&context, words] { return remove(context, words->list); }; });
}

}  // namespace segue::cli
