#include <memory>

#include <fmt/format.h>

#include "segue/app/recipes.h"
#include "segue/cli/command.h"
#include "segue/cli/text.h"

namespace segue::cli {
namespace {

int list(Context& context) {
  const auto catalog = catalog::Catalog::open_existing(context.catalog());
  const auto recipes = catalog.recipes();
  const auto similarity = [&](RecipeId recipe) -> std::string {
    const auto known = app::similarity_of(catalog, recipe);
    return known ? std::string(app::name(*known)) : "cannot be read";
  };
  if (context.json) {
    nlohmann::ordered_json document{{"version", 1}, {"recipes", nlohmann::ordered_json::array()}};
    for (const auto& recipe : recipes) {
      document["recipes"].push_back({{"id", recipe.id.value},
                                     {"name", recipe.name},
                                     {"similarity", similarity(recipe.id)},
                                     {"created", recipe.created},
                                     {"songs", recipe.songs},
                                     {"dimension", recipe.dimension},
                                     {"current", recipe.current}});
    }
    context.print_json(document);
    return 0;
  }
  if (recipes.empty()) {
    context.console.print("No recipe yet: 'segue train' makes one.\n");
    return 0;
  }
  Table table({{"#", Table::Align::kRight},
               {"Name", Table::Align::kLeft},
               {"Similarity", Table::Align::kLeft},
               {"Songs", Table::Align::kRight},
               {"Dimensions", Table::Align::kRight},
               {"Trained (UTC)", Table::Align::kLeft},
               {"", Table::Align::kLeft}});
  for (const auto& recipe : recipes) {
    table.add({std::to_string(recipe.id.value), recipe.name, similarity(recipe.id), count(recipe.songs),
               std::to_string(recipe.dimension), recipe.created, recipe.current ? "current" : ""});
  }
  context.console.print(table.text(context.console.width(), ""));
  return 0;
}

int show(Context& context, const std::string& wanted) {
  const auto catalog = catalog::Catalog::open_existing(context.catalog());
  context.console.print(catalog.read_recipe(app::find_recipe(catalog, wanted).id, catalog::RecipePart::kDocument).json);
  return 0;
}

int export_files(Context& context, const std::string& wanted, const std::string& folder) {
  const auto catalog = catalog::Catalog::open_existing(context.catalog());
  const auto recipe = app::find_recipe(catalog, wanted);
  const auto files = app::export_recipe(catalog, recipe.id, folder.empty() ? recipe.name : folder);
  for (const auto& file : files) context.console.print(file.string() + "\n");
  return 0;
}

int use(Context& context, const std::string& wanted) {
  auto catalog = catalog::Catalog::open_existing(context.catalog());
  const auto recipe = app::find_recipe(catalog, wanted);
  catalog.use_recipe(recipe.id);
  context.console.print(fmt::format("recipe '{}' is now current\n", recipe.name));
  return 0;
}

}  // namespace

void add_recipe(CLI::App& app, Context& context) {
  struct Words {
    std::string recipe;
    std::string folder;
  };
  auto words = std::make_shared<Words>();
  auto* command = app.add_subcommand("recipe", "List, show, export or choose what was trained");
  command->require_subcommand(1);
  command->footer(R"(
A recipe is what makes a song's vector: inputs, scaling, network, clusters. It is named by its name or its number.

Examples:
  segue recipe list
  segue recipe show
  segue recipe export autoencoder --output my-recipe
  segue recipe use report-3)");

  auto* list_command = command->add_subcommand("list", "The recipes of the catalog");
  add_json_flag(*list_command, context);
  list_command->callback([&context] { context.run = [&context] { return list(context); }; });

  auto* show_command =
      command->add_subcommand("show", "The document of a recipe, as JSON: the current one's by default");
  show_command->add_option("recipe", words->recipe, "Name or number")->type_name("RECIPE");
  show_command->add_flag("--json", context.json, "Accepted for uniformity: the document is JSON");
  show_command->callback(
      [&context, words] { context.run = [&context, words] { return show(context, words->recipe); }; });

  auto* export_command =
      command->add_subcommand("export", "Write recipe.json and its models (safetensors) to a folder");
  export_command->add_option("recipe", words->recipe, "Name or number; the current one by default")
      ->type_name("RECIPE");
  export_command->add_option("--output", words->folder, "The folder; named like the recipe by default")
      ->type_name("FOLDER");
  export_command->callback([&context, words] {
    context.run = [&context, words] { return export_files(context, words->recipe, words->folder); };
  });

  auto* use_command = command->add_subcommand("use", "Make a recipe the current one");
  use_command->add_option("recipe", words->recipe, "Name or number")->type_name("RECIPE")->required();
  use_command->callback([&context, words] { context.run = [&context, words] { return use(context, words->recipe); }; });
}

}  // namespace segue::cli
