#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "segue/app/survey.h"
#include "segue/app/survey_files.h"
#include "segue/app/survey_keys.h"
#include "segue/app/survey_networks.h"
#include "segue/app/survey_page.h"
#include "segue/app/survey_score.h"
#include "segue/app/text_models.h"
#include "segue/base/atomic_file.h"
#include "segue/base/error.h"
#include "segue/base/unicode.h"
#include "segue/cli/command.h"
#include "segue/cli/problem_list.h"
#include "segue/cli/seed_errors.h"
#include "segue/cli/survey_report.h"
#include "segue/cli/text.h"

namespace segue::cli {
namespace {

constexpr std::size_t kUsualSeeds = 3;

struct CreateWords {
  app::SurveyOptions options;
  std::optional<std::int64_t> draw;
  bool from_search = false;
  std::string output = "survey.html";
};

struct ScoreWords {
  std::string key;
  std::vector<std::string> answers;
};

std::filesystem::path key_beside(std::filesystem::path page) {
  return page.replace_extension(app::kSurveyKeyEnding);
}

/// What can be said of the words before any work is done.
void check(CreateWords& words) {
  auto& options = words.options;
  if (options.recipes.empty() && !words.from_search) {
    throw Error(ErrorKind::kUsage, "nothing says which recipes to compare",
                "Name two to five (--recipe A --recipe B), or take what searches found (--from-search).");
  }
  const std::size_t recipes = options.recipes.size();
  if (!words.from_search && (recipes < app::kFewestSurveyRecipes || recipes > app::kMostSurveyRecipes)) {
    throw Error(ErrorKind::kUsage, fmt::format("--recipe: expected {} to {} of them, found {}",
                                               app::kFewestSurveyRecipes, app::kMostSurveyRecipes, recipes));
  }
  if (words.draw && (*words.draw < 1 || *words.draw > static_cast<std::int64_t>(app::kMostSurveySeeds))) {
    throw Error(ErrorKind::kUsage,
                fmt::format("--seeds: expected a number from 1 to {}, found {}", app::kMostSurveySeeds, *words.draw));
  }
  options.draw = options.seeds.empty() ? static_cast<std::size_t>(words.draw.value_or(kUsualSeeds)) : 0;
  const std::filesystem::path page = words.output;
  if (page.extension() != ".html") {
    throw Error(ErrorKind::kUsage,
                fmt::format("--output: expected a file that ends in .html, found '{}'", words.output));
  }
}

/// A key is all there is to score answers by: it is never replaced by another survey's.
void guard_key(const std::filesystem::path& file, const std::string& key) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return;
  if (read_file(file, app::kLargestSurveyKey) == key) return;
  throw Error(
      ErrorKind::kFailed,
      fmt::format("{} is the key of another survey, whose answers could not be scored without it", file.string()),
      "Choose another --output, or move the key away.");
}

nlohmann::ordered_json created_json(const app::Survey& survey, const std::string& page, const std::string& key) {
  nlohmann::ordered_json document{{"version", 1},
                                  {"survey", survey.key.id},
                                  {"page", page},
                                  {"key", key},
                                  {"lists", survey.key.lists.size()},
                                  {"length", survey.key.length},
                                  {"seeds", survey.key.seeds},
                                  {"recipes", nlohmann::ordered_json::array()},
                                  {"remarks", survey.remarks}};
  for (const auto& recipe : survey.key.recipes) document["recipes"].push_back(recipe.name);
  return document;
}

void print_created(Console& console, const app::Survey& survey, const std::string& page, const std::string& key) {
  const auto number = [](std::size_t n, const char* one, const char* many) {
    return count(static_cast<std::int64_t>(n), one, many);
  };
  console.print(fmt::format("{}: {}, {} each: {} with {}\n", page, number(survey.key.lists.size(), "list", "lists"),
                            number(survey.key.length, "song", "songs"),
                            number(survey.key.recipes.size(), "recipe", "recipes"),
                            number(survey.key.seeds.size(), "seed", "seeds")));
  for (const auto& seed : survey.key.seeds) console.print(fmt::format("  {}\n", printable(seed)));
  console.print(fmt::format("{}: which recipe made which list; keep it to yourself\n", key));
}

void train_searched(Context& context, catalog::Catalog& catalog, CreateWords& words, Progress& progress) {
  app::TrainOptions training;
  training.threads = context.threads();
  training.embed.emplace();
  training.embed->threads = training.threads;
  training.embed->places = app::model_places(context.models());
  ConsoleNotes notes(context.console);
  words.options.recipes = app::train_searched_recipes(catalog, training, progress, notes, *context.cancellation);
}

int create(Context& context, CreateWords& words) {
  check(words);
  words.options.random_seed = context.random_seed;
  words.options.threads = context.threads();
  const std::filesystem::path page = words.output;
  const auto key = key_beside(page);
  auto catalog = catalog::Catalog::open_existing(context.catalog());
  return with_seed_errors(context, [&] {
    ProgressBar progress(context.console);
    if (words.from_search) train_searched(context, catalog, words, progress);
    const auto survey = app::create_survey(catalog, words.options, progress, *context.cancellation);
    progress.end();
    for (const auto& remark : survey.remarks) context.console.warn(remark);
    const auto document = app::to_json(survey.key);
    guard_key(key, document);
    // First the key: a page without one would be of no use.
    write_file_atomically(key, document);
    write_file_atomically(page, app::survey_page(survey, std::filesystem::absolute(page).parent_path()));
    if (context.json) {
      context.print_json(created_json(survey, words.output, key.string()));
    } else {
      print_created(context.console, survey, words.output, key.string());
    }
    return 0;
  });
}

/// Says what is wrong with a file, and goes on without it.
class LeftOut {
 public:
  explicit LeftOut(Console& console) : console_(console) {}

  template <class Read>
  void unless(const Read& read) {
    try {
      read();
    } catch (const Error& error) {
      ++count_;
      console_.warn(fmt::format("{}; the file was left out", error.what()));
      if (!error.hint().empty()) console_.note(error.hint());
    }
  }
  std::size_t count() const { return count_; }

 private:
  Console& console_;
  std::size_t count_ = 0;
};

struct AnswerFile {
  std::string name;
  std::string text;
  std::string survey;  ///< that it answers
};

/// The key named, or the one of the survey that the first file answers: among the files named, beside these, here.
app::SurveyKey key_of(const ScoreWords& words, const std::vector<AnswerFile>& files) {
  if (!words.key.empty()) return app::read_survey_key(read_file(words.key, app::kLargestSurveyKey), words.key);
  std::vector<std::filesystem::path> given;
  std::vector<std::filesystem::path> folders;
  const auto look_in = [&](std::filesystem::path folder) {
    if (folder.empty()) folder = ".";
    if (std::ranges::find(folders, folder) == folders.end()) folders.push_back(std::move(folder));
  };
  for (const std::filesystem::path file : words.answers) {
    if (app::is_survey_key(file)) given.push_back(file);
    look_in(file.parent_path());
  }
  look_in(".");
  return app::find_survey_key(files.front().survey, given, folders);
}

int score(Context& context, const ScoreWords& words) {
  constexpr std::int64_t kMostProblems = 20;
  LeftOut left_out(context.console);
  std::vector<AnswerFile> files;
  for (const auto& name : words.answers) {
    if (app::is_survey_key(name)) continue;
    left_out.unless([&] {
      auto text = read_file(name, app::kLargestAnswers);
      auto survey = app::answered_survey(text, name);
      files.push_back({name, std::move(text), std::move(survey)});
    });
  }
  const auto nothing = [](const std::string& what) {
    throw Error(ErrorKind::kBadData, what + ": there is nothing to score",
                "The page of the survey saves answers with its button 'Save answers'.");
  };
  if (files.empty()) nothing("no file holds answers");
  const auto key = key_of(words, files);
  ProblemList problems(kMostProblems);
  const auto add = [&](const ItemProblem& problem) { problems.add(problem); };
  std::vector<app::SurveyAnswers> answers;
  for (const auto& file : files) {
    left_out.unless([&] { answers.push_back(app::read_answers(file.text, key, file.name, add)); });
  }
  answers = app::one_per_rater(std::move(answers), add);
  problems.print(context.console);
  const auto score = app::score_survey(key, answers, {.seed = context.random_seed, .threads = context.threads()});
  if (score.ratings == 0) nothing("no file holds a rating");
  if (context.json) {
    auto document = survey_json(key, score);
    document["files_left_out"] = left_out.count();
    document["problems"] = problems.json();
    document["problems_not_listed"] = problems.unlisted();
    context.print_json(document);
  } else {
    context.console.print(survey_text(key, score, context.console.width()));
  }
  return 0;
}

void add_create(CLI::App& survey, Context& context) {
  auto words = std::make_shared<CreateWords>();
  auto* command = survey.add_subcommand("create", "Write a page with playlists to rate, and the key that it hides");
  auto* recipes = command
                      ->add_option("--recipe", words->options.recipes,
                                   "A recipe to compare, by name or number; two to five by repeating")
                      ->type_name("NAME")
                      ->expected(1)
                      ->take_all();
  command
      ->add_flag("--from-search", words->from_search,
                 "The best, second and third networks that 'segue search' found, trained as survey-1 to survey-3")
      ->excludes(recipes);
  auto* seed = command->add_option("--seed", words->options.seeds, "A song that lists start from; several by repeating")
                   ->type_name("'TITLE,ARTIST'")
                   ->expected(1)
                   ->take_all();
  command->add_option("--seeds", words->draw, "Draw so many well-known songs instead, by --random-seed [3]")
      ->type_name("N")
      ->excludes(seed);
  command->add_option("--length", words->options.length, "Songs a list")->type_name("N")->capture_default_str();
  command->add_flag("--within-cluster", words->options.within_cluster,
                    "Only songs of the seed's cluster, as the report does");
  command->add_option("--output", words->output, "The page; its key is written beside it, as NAME.key.json")
      ->type_name("FILE.html")
      ->capture_default_str();
  add_json_flag(*command, context);
  command->footer(R"(
The page works from a file, on a phone and without a network. It shows for each seed a list of every recipe, in an order
drawn by --random-seed, under codes that do not tell which recipe made it.

Examples:
  segue survey create --from-search --seeds 3 --output survey.html
  segue survey create --recipe autoencoder --recipe report-3 --seed 'Creep,Radiohead' --length 8)");
  command->callback([&context, words] { context.run = [&context, words] { return create(context, *words); }; });
}

void add_score(CLI::App& survey, Context& context) {
  auto words = std::make_shared<ScoreWords>();
  auto* command = survey.add_subcommand("score", "Say what listeners preferred, from the files they saved");
  command->add_option("ANSWERS", words->answers, "Files saved by the page, one a listener")
      ->required()
      ->type_name("FILE");
  command
      ->add_option("--key", words->key,
                   "The key that 'segue survey create' wrote; else looked for beside the answers, and here")
      ->type_name("FILE.key.json");
  add_json_flag(*command, context);
  command->footer(R"(
Mean ratings with a 95% interval (bootstrap over listeners and seeds), beside those of the 2020 report; differences,
correlation with validation loss and P@10, and the lists listeners disagreed on. A file that cannot be read is named and
left out.

Examples:
  segue survey score answers-*.json
  segue survey score --key survey.key.json answers-*.json --json)");
  command->callback([&context, words] { context.run = [&context, words] { return score(context, *words); }; });
}

}  // namespace

void add_survey(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("survey", "Have listeners rate what recipes make, without knowing which made it");
  command->require_subcommand(1);
  command->footer(R"(
The listening test of the 2020 report. docs/survey.md goes through it.

Examples:
  segue survey create --from-search
  segue survey score answers-*.json)");
  add_create(*command, context);
  add_score(*command, context);
}

}  // namespace segue::cli
