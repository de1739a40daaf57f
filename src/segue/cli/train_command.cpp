#include <algorithm>
#include <charconv>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "segue/app/search_best.h"
#include "segue/app/search_file.h"
#include "segue/app/text_models.h"
#include "segue/app/train.h"
#include "segue/base/atomic_file.h"
#include "segue/base/error.h"
#include "segue/cli/command.h"
#include "segue/cli/text.h"

namespace segue::cli {
namespace {

struct Words {
  std::string layers;
  std::string activations;
  std::int64_t latent = 0;
  std::optional<std::int64_t> batch;
  std::optional<double> learning_rate;
  std::optional<std::int64_t> epochs;
  std::optional<std::int64_t> patience;
  std::string clusters = "4-24";
  double lyrics_weight = app::kLyricsWeight;
  std::string recipe;  ///< a file of networks, or "best"
  std::string best_by = "loss";
  std::string similarity;
  std::int64_t sample = app::kTrainingSongs;
  std::string name;
  bool named = false;
};

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(separator, at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

std::size_t positive(const std::string& option, const std::string& text, std::size_t most) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < 1 || number > most) {
    throw Error(ErrorKind::kUsage, fmt::format("{}: expected a number from 1 to {}, found '{}'", option, most, text));
  }
  return number;
}

std::size_t at_least(const std::string& option, std::int64_t value, std::int64_t least) {
  if (value < least) {
    throw Error(ErrorKind::kUsage, fmt::format("{} must be at least {}, found {}", option, least, value));
  }
  return static_cast<std::size_t>(value);
}

embedding::AutoencoderShape read_shape(const Words& words) {
  constexpr std::size_t kWidest = 4096;
  auto shape = app::default_shape();
  if (!words.layers.empty()) {
    shape.layers.clear();
    if (words.layers != "none") {
      for (const auto& part : split(words.layers, ',')) shape.layers.push_back(positive("--layers", part, kWidest));
    }
    shape.activations.assign(shape.layers.size(), app::default_shape().activations.front());
  }
  if (!words.activations.empty()) {
    std::vector<embedding::Activation> given;
    for (const auto& part : split(words.activations, ',')) {
      const auto activation = embedding::activation_named(part);
      if (!activation) {
        throw Error(ErrorKind::kUsage,
                    fmt::format("--activations: expected relu, tanh, sigmoid, elu, gelu or linear, found '{}'", part));
      }
      given.push_back(*activation);
    }
    if (given.size() == 1) given.resize(shape.layers.size(), given.front());
    if (given.size() != shape.layers.size()) {
      throw Error(ErrorKind::kUsage, fmt::format("--activations: expected one for all layers or {} of them, found {}",
                                                 shape.layers.size(), given.size()));
    }
    shape.activations = given;
  }
  if (words.latent != 0) shape.latent = positive("--latent", std::to_string(words.latent), kWidest);
  return shape;
}

/// The networks that --recipe names take the place of the options'; nothing to do without it.
void take_networks(const Words& words, const catalog::Catalog& catalog, Notes& notes, app::TrainOptions& options) {
  constexpr std::size_t kLargestFile = std::size_t{1} << 20;
  if (words.recipe.empty()) return;
  const auto by = words.best_by == "loss" ? app::BestBy::kValidationLoss : app::BestBy::kTrainingPlaylists;
  const auto networks = words.recipe == "best"
                            ? app::best_networks(catalog, by, notes)
                            : app::read_networks(read_file(words.recipe, kLargestFile), words.recipe);
  if (networks.tabular) {
    options.shape = networks.tabular->shape;
    options.training = networks.tabular->training;
    options.fewest_steps = 0;
  }
  if (networks.lyrics) {
    options.words_shape = networks.lyrics->shape;
    options.words_training = networks.lyrics->training;
  }
}

/// The first option given that speaks of the autoencoder; empty: none was.
std::string_view of_autoencoder(const Words& words) {
  if (!words.layers.empty()) return "--layers";
  if (!words.activations.empty()) return "--activations";
  if (words.latent != 0) return "--latent";
  if (words.batch) return "--batch";
  if (words.learning_rate) return "--learning-rate";
  if (words.epochs) return "--epochs";
  if (words.patience) return "--patience";
  if (!words.recipe.empty()) return "--recipe";
  return {};
}

/// What was asked for; nothing: whatever is best.
std::optional<app::Similarity> read_similarity(const Words& words) {
  const auto option = of_autoencoder(words);
  if (words.similarity.empty() || words.similarity == "best") {
    return option.empty() ? std::nullopt : std::optional(app::Similarity::kAutoencoder);
  }
  const auto similarity = app::similarity_named(words.similarity);
  if (!similarity) {
    throw Error(
        ErrorKind::kUsage,
        fmt::format("--similarity: expected best, learned, autoencoder or features, found '{}'", words.similarity));
  }
  if (*similarity != app::Similarity::kAutoencoder && !option.empty()) {
    throw Error(ErrorKind::kUsage,
                fmt::format("{} is about the autoencoder, and --similarity {} has none", option, words.similarity));
  }
  return similarity;
}

app::TrainOptions read_options(const Context& context, const Words& words) {
  constexpr std::size_t kMostClusters = 1000;
  app::TrainOptions options;
  options.shape = read_shape(words);
  options.training.batch = at_least("--batch", words.batch.value_or(32), 1);
  options.training.learning_rate = words.learning_rate.value_or(1e-3);
  if (words.epochs) {
    options.training.epochs = at_least("--epochs", *words.epochs, 1);
  } else {
    options.fewest_steps = app::kEnoughSteps;
  }
  options.training.patience = at_least("--patience", words.patience.value_or(10), 0);
  options.training.seed = context.random_seed;
  options.most_songs = at_least("--sample", words.sample, 100);
  options.threads = context.threads();
  options.name = words.name;
  const auto dash = words.clusters.find('-');
  options.k_min = positive("--clusters", words.clusters.substr(0, dash), kMostClusters);
  options.k_max = dash == std::string::npos ? options.k_min
                                            : positive("--clusters", words.clusters.substr(dash + 1), kMostClusters);
  if (options.k_min > options.k_max) {
    throw Error(ErrorKind::kUsage, fmt::format("--clusters: expected K or FROM-TO, found '{}'", words.clusters));
  }
  if (!(words.lyrics_weight >= 0 && words.lyrics_weight <= 1)) {
    throw Error(ErrorKind::kUsage,
                fmt::format("--lyrics-weight: expected a number from 0 (sound alone) to 1 (words alone), found {}",
                            words.lyrics_weight));
  }
  options.lyrics_weight = words.lyrics_weight;
  if (options.lyrics_weight > 0) {
    options.embed.emplace();
    options.embed->threads = options.threads;
    options.embed->places = app::model_places(context.models());
  }
  return options;
}

/// "time_signature, num_samples (unknown); mode (constant)"
std::string left_out_text(const std::vector<features::LeftOut>& left_out) {
  std::string unknown;
  std::string constant;
  for (const auto& item : left_out) {
    auto& list = item.constant ? constant : unknown;
    list += (list.empty() ? "" : ", ") + item.column.name;
  }
  if (!unknown.empty()) unknown += " (no song has it)";
  if (!constant.empty()) constant += " (the same for all)";
  return unknown + (unknown.empty() || constant.empty() ? "" : "; ") + constant;
}

using Line = std::function<void(std::string_view what, const std::string& text)>;

void print_autoencoder(const Line& line, const app::Recipe& recipe) {
  const auto& history = recipe.history;
  line("inputs",
       fmt::format("{} of {} variables", recipe.inputs.size(), recipe.inputs.size() + recipe.left_out.size()));
  line("left out", left_out_text(recipe.left_out));
  line("autoencoder", recipe.shape.text());
  const bool validated = !history.validation.empty();
  if (recipe.words) {
    line("words",
         fmt::format("{} songs, read by '{}'; {}; weight {}", count(static_cast<std::int64_t>(recipe.words->songs)),
                     recipe.words->model.name, recipe.words->shape.text(), recipe.words->weight));
  }
  line("epochs", fmt::format("{}{}, best {}", history.training.size(), history.stopped_early ? " (stopped early)" : "",
                             history.best_epoch + 1));
  line("loss",
       fmt::format("training {:.6f}{}", history.training.at(history.best_epoch),
                   validated ? fmt::format(", validation {:.6f}", history.validation.at(history.best_epoch)) : ""));
}

void print_likeness(const Line& line, const app::Recipe& recipe) {
  const auto& likeness = *recipe.likeness;
  line("inputs", fmt::format("{}", fmt::join(likeness.groups, ", ")));
  if (likeness.network) line("network", likeness.network->text());
  if (recipe.words) {
    line("words", fmt::format("{} songs, read by '{}'", count(static_cast<std::int64_t>(recipe.words->songs)),
                              recipe.words->model.name));
  }
  if (likeness.courses.empty()) return;
  line("playlists", fmt::format("{} with {} songs", count(static_cast<std::int64_t>(likeness.playlists)),
                                count(static_cast<std::int64_t>(likeness.songs_in_playlists))));
  double training = 0;
  double held_out = 0;
  bool held = true;
  for (const auto& course : likeness.courses) {
    training += static_cast<double>(course.training.at(course.best));
    held &= !course.held_out.empty();
    if (held) held_out += static_cast<double>(course.held_out.at(course.best));
  }
  const auto members = static_cast<double>(likeness.courses.size());
  line("loss", fmt::format("training {:.4f}{}", training / members,
                           held ? fmt::format(", on playlists held out {:.4f}", held_out / members) : ""));
}

void print_report(Console& console, const app::TrainReport& report, double took) {
  const auto& recipe = report.recipe;
  const Line line = [&](std::string_view what, const std::string& text) {
    if (!text.empty()) console.print(fmt::format("{:<12} {}\n", what, text));
  };
  line("songs", count(static_cast<std::int64_t>(report.songs)) +
                    (report.sample_of ? fmt::format(", a sample of {}", count(*report.sample_of)) : "") +
                    (report.songs_without_inputs == 0
                         ? ""
                         : fmt::format("; {} more have none of the inputs and were left out",
                                       count(static_cast<std::int64_t>(report.songs_without_inputs)))));
  line("similarity", report.similarity);
  if (recipe.likeness) {
    print_likeness(line, recipe);
  } else {
    print_autoencoder(line, recipe);
  }
  std::string clusters = fmt::format("{}", recipe.cluster_sizes.size());
  for (std::size_t i = 0; i < recipe.tried_k.size(); ++i) {
    if (recipe.tried_k[i] == recipe.cluster_sizes.size()) {
      clusters += fmt::format(", simplified silhouette {:.3f}, the best of {} to {}", recipe.silhouettes.at(i),
                              recipe.tried_k.front(), recipe.tried_k.back());
    }
  }
  line("clusters", clusters);
  if (report.index) {
    line("index",
         fmt::format("{} placed, in {}", count(static_cast<std::int64_t>(report.index->songs), "song", "songs"),
                     bytes(report.index->bytes)));
  }
  line("recipe", fmt::format("'{}' is now current, trained in {}", report.name, seconds(took)));
}

int run(Context& context, const Words& words) {
  auto options = read_options(context, words);
  const auto wanted = read_similarity(words);
  if (words.name.empty() && words.named) throw Error(ErrorKind::kUsage, "--name must not be empty");
  auto catalog = catalog::Catalog::open_existing(context.catalog());
  const auto similarity = app::choose_similarity(catalog, wanted, app::model_places(context.models()).folders, options);
  options.name = words.name.empty() ? std::string(app::name(options.similarity)) : words.name;
  ProgressBar progress(context.console);
  ConsoleNotes notes(context.console);
  take_networks(words, catalog, notes, options);
  const auto begin = std::chrono::steady_clock::now();
  auto report = app::train(catalog, options, progress, notes, *context.cancellation);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  progress.end();
  report.similarity = similarity;
  if (context.json) {
    nlohmann::ordered_json document{
        {"version", 1},           {"name", report.name},   {"similarity", app::name(options.similarity)},
        {"because", similarity},  {"songs", report.songs}, {"songs_without_inputs", report.songs_without_inputs},
        {"seconds", took.count()}};
    document["sample_of"] = report.sample_of ? nlohmann::ordered_json(*report.sample_of) : nullptr;
    document["songs_in_index"] = report.index ? nlohmann::ordered_json(report.index->songs) : nullptr;
    document["recipe"] = nlohmann::ordered_json::parse(report.recipe.to_json());
    context.print_json(document);
  } else {
    print_report(context.console, report, took.count());
  }
  return 0;
}

}  // namespace

void add_train(CLI::App& app, Context& context) {
  auto words = std::make_shared<Words>();
  auto* command =
      app.add_subcommand("train", "Learn a small space of songs from the catalog and place all songs in it");
  command
      ->add_option(
          "--similarity", words->similarity,
          "What makes songs alike: learned (from playlists), autoencoder, features, or the best there is [best]")
      ->type_name("NAME");
  command->add_option("--layers", words->layers, "Sizes of the hidden layers, outermost first; 'none' for none [32]")
      ->type_name("N,N,...");
  command
      ->add_option("--activations", words->activations,
                   "relu, tanh, sigmoid, elu, gelu, linear: one, or one a layer [gelu]")
      ->type_name("NAME,...");
  command->add_option("--latent", words->latent, "Numbers a song is squeezed into [8]")->type_name("N");
  command->add_option("--batch", words->batch, "Songs a step [32]")->type_name("N");
  command->add_option("--learning-rate", words->learning_rate, "Of Adam [0.001]")->type_name("X");
  command->add_option("--epochs", words->epochs, "At most this many [100, and more where songs are few]")
      ->type_name("N");
  command->add_option("--patience", words->patience, "Stop after N epochs without progress; 0 runs all epochs [10]")
      ->type_name("N");
  command->add_option("--clusters", words->clusters, "How many, or a range of which the best is taken")
      ->type_name("K|FROM-TO")
      ->capture_default_str();
  command
      ->add_option("--lyrics-weight", words->lyrics_weight,
                   "What the words count in the distance of two songs, 0 (nothing) to 1 (all)")
      ->type_name("X")
      ->capture_default_str();
  command->add_option("--sample", words->sample, "Learn from at most so many songs, drawn by chance; all are placed")
      ->type_name("N")
      ->capture_default_str();
  command->add_option("--name", words->name, "Name of the recipe; one of that name is replaced [the similarity's]")
      ->type_name("NAME")
      ->each([words](const std::string&) { words->named = true; });
  auto* recipe = command
                     ->add_option("--recipe", words->recipe,
                                  "Networks that 'segue search' found: the file it saved, or 'best' of all it tried")
                     ->type_name("FILE|best");
  for (const char* other :
       {"--layers", "--activations", "--latent", "--batch", "--learning-rate", "--epochs", "--patience"}) {
    recipe->excludes(command->get_option(other));
  }
  command
      ->add_option("--best-by", words->best_by,
                   "What is best: least validation 'loss', or most right songs on 'training-playlists'")
      ->type_name("NAME")
      ->needs(recipe)
      ->check(CLI::IsMember({"loss", "training-playlists"}))
      ->default_str("loss");
  add_json_flag(*command, context);
  command->footer(R"(
The best there is: learned from the catalog's own playlists if they are enough, else by the model that comes with
segue, else features. --layers, --activations, --latent, --batch, --learning-rate, --epochs, --patience and --recipe are about
the autoencoder: any of them asks for it. Songs that come later need no training: they are placed when a list is made.

Examples:
  segue train
  segue train --similarity features
  segue train --lyrics-weight 0
  segue train --layers 20,18,12,6 --activations tanh --latent 4 --name report-3
  segue train --epochs 100 --patience 0 --random-seed 7
  segue train --recipe best --best-by training-playlists --name found)");
  command->callback([&context, words] { context.run = [&context, words] { return run(context, *words); }; });
}

}  // namespace segue::cli
