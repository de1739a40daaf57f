#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "segue/app/models.h"
#include "segue/base/unicode.h"
#include "segue/cli/command.h"
#include "segue/cli/text.h"

namespace segue::cli {
namespace {

nlohmann::ordered_json model_json(const app::TextModelFolder& model) {
  nlohmann::ordered_json document{
      {"name", model.name},   {"folder", model.folder.string()},
      {"bytes", model.bytes}, {"from", model.from_cache ? "cache" : "folder"},
      {"language", nullptr},  {"default", model.name == app::kShippedModel && !model.from_cache}};
  if (!model.language.empty()) document["language"] = model.language;
  return document;
}

int list(Context& context) {
  const auto places = app::model_places(context.models());
  const auto models = app::text_models(places);
  if (context.json) {
    nlohmann::ordered_json document{{"version", 1}, {"models", nlohmann::ordered_json::array()}};
    for (const auto& model : models) document["models"].push_back(model_json(model));
    context.print_json(document);
    return 0;
  }
  if (models.empty()) {
    context.console.print("No text model is here: 'segue models fetch all-MiniLM-L6-v2' fetches one.\n");
    return 0;
  }
  Table table({{"Name", Table::Align::kLeft, 60},
               {"Size", Table::Align::kRight},
               {"Language", Table::Align::kLeft},
               {"From", Table::Align::kLeft, 80},
               {"", Table::Align::kLeft}});
  for (const auto& model : models) {
    table.add({model.name, bytes(model.bytes), model.language,
               model.from_cache ? "Hugging Face cache" : model.folder.parent_path().string(),
               model.name == app::kShippedModel && !model.from_cache ? "default" : ""});
  }
  context.console.print(table.text(context.console.width(), ""));
  return 0;
}

int fetch(Context& context, const std::string& name) {
  const auto places = app::model_places(context.models());
  ProgressBar progress(context.console);
  const auto model = app::fetch_text_model(name, places, progress, *context.cancellation);
  progress.end();
  if (context.json) {
    nlohmann::ordered_json document{{"version", 1}};
    document["model"] = model_json(model);
    context.print_json(document);
  } else {
    context.console.print(fmt::format("{} ({}) is here: {}\n", model.name, bytes(model.bytes), model.folder.string()));
    context.console.note(fmt::format("'segue embed --model {}' reads with it.", name));
  }
  return 0;
}

int show(Context& context, const std::string& name) {
  const auto details = app::model_details(name, app::model_places(context.models()));
  const auto& config = details.config;
  if (context.json) {
    nlohmann::ordered_json document{{"version", 1}};
    document["model"] = model_json(details.model);
    document["fingerprint"] = details.fingerprint;
    document["architecture"] = config.distilbert ? "DistilBERT" : "BERT";
    document["layers"] = config.layers;
    document["hidden"] = config.hidden;
    document["heads"] = config.heads;
    document["intermediate"] = config.intermediate;
    document["positions"] = config.positions;
    document["vocabulary"] = config.vocabulary;
    document["lower_case"] = config.lower_case;
    document["labels"] = config.labels;
    document["sentiment"] = details.has_sentiment;
    document["precision"] = text::name(details.precision);
    context.print_json(document);
    return 0;
  }
  const auto line = [&](std::string_view what, const std::string& text) {
    context.console.print(fmt::format("{:<14} {}\n", what, printable(text)));
  };
  line("name", details.model.name);
  line("folder", fmt::format("{} ({})", details.model.folder.string(), bytes(details.model.bytes)));
  line("language", details.model.language.empty() ? "several, or not known" : details.model.language);
  line("architecture", config.distilbert ? "DistilBERT" : "BERT");
  line("layers", fmt::format("{} of {} numbers, {} heads, {} within", config.layers, config.hidden, config.heads,
                             config.intermediate));
  line("vocabulary", fmt::format("{} pieces, {}", count(static_cast<std::int64_t>(config.vocabulary)),
                                 config.lower_case ? "lower case" : "upper and lower case"));
  line("window", fmt::format("{} pieces", config.positions));
  line("labels", config.labels.empty() ? "none" : fmt::format("{}", fmt::join(config.labels, ", ")));
  line("sentiment", details.has_sentiment ? "yes" : "no");
  line("precision", std::string(text::name(details.precision)) + " on this machine");
  line("fingerprint", details.fingerprint);
  return 0;
}

}  // namespace

void add_models(CLI::App& app, Context& context) {
  auto name = std::make_shared<std::string>(app::kShippedModel);
  auto* command = app.add_subcommand("models", "List, fetch or show the models that read words");
  command->require_subcommand(1);
  command->footer(R"(
Models are found in the folder --models or SEGUE_MODELS names, beside the program, and in the cache that Hugging Face's
tools share. HF_ENDPOINT, HF_HOME, HF_HUB_CACHE, HF_TOKEN and HF_HUB_OFFLINE are honoured.

Examples:
  segue models list
  segue models fetch all-MiniLM-L6-v2
  segue models fetch google-bert/bert-base-uncased
  segue models show words)");

  auto* list_command = command->add_subcommand("list", "The models on this machine");
  add_json_flag(*list_command, context);
  list_command->callback([&context] { context.run = [&context] { return list(context); }; });

  auto* fetch_command = command->add_subcommand("fetch", "Fetch a model from the Hugging Face hub");
  fetch_command->add_option("name", *name, "bert-base-uncased, all-MiniLM-L6-v2, or any repository's id (OWNER/NAME)")
      ->type_name("NAME")
      ->required();
  add_json_flag(*fetch_command, context);
  fetch_command->callback([&context, name] { context.run = [&context, name] { return fetch(context, *name); }; });

  auto* show_command = command->add_subcommand("show", "Say what a model is");
  show_command->add_option("name", *name, "A name or a folder; the default model if none is given")
      ->type_name("NAME|FOLDER");
  add_json_flag(*show_command, context);
  show_command->callback([&context, name] { context.run = [&context, name] { return show(context, *name); }; });
}

}  // namespace segue::cli
