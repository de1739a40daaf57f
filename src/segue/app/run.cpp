#include "segue/app/run.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "segue/app/info.h"
#include "segue/base/error.h"

namespace segue::app {
namespace {

std::string counted(std::int64_t number, std::string_view one, std::string_view several) {
  return fmt::format("{} {}", number, number == 1 ? one : several);
}

/// Tells of steps as they end, with the time since the one before.
class Steps {
 public:
  explicit Steps(const std::function<void(const RunStep&)>& tell) : tell_(tell) {}
  void done(std::string name, std::string words) {
    const auto now = std::chrono::steady_clock::now();
    const std::chrono::duration<double> took = now - began_;
    began_ = now;
    if (tell_) tell_({++number_, std::move(name), std::move(words), took.count()});
  }

 private:
  const std::function<void(const RunStep&)>& tell_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  int number_ = 0;
};

/// "612 found by reccobeats, 30 by spotify; 58 songs lack some"
std::string words_of(const FetchReport& report, const FetchReport::Lack& lack) {
  std::string found;
  std::string without;
  for (const auto& source : report.sources) {
    const auto told = source.found + source.instrumental;
    if (told > 0) found += fmt::format("{}{} from {}", found.empty() ? "" : ", ", told, source.source);
    if (!source.given_up.empty()) {
      without += fmt::format("{}{} without {}", without.empty() ? "; " : ", ", source.unanswered, source.source);
    }
  }
  if (report.songs == 0) return "not asked for";
  if (lack.before == 0) return "of all songs known already";
  if (found.empty()) found = "none found";
  return fmt::format("{}; {} of {} songs lack {}{}", found, lack.after, report.songs, lack.after == 1 ? "it" : "them",
                     without);
}

/// A service that fails now and then is no reason to end, and none to keep silent.
void tell_failures(const FetchReport& report, Notes& notes) {
  for (const auto& source : report.sources) {
    if (source.failures.empty()) continue;
    const auto& first = source.failures.front();
    notes.warn(fmt::format("{} gave no answer of use for {}; the first: {}: {}", source.source,
                           counted(source.failed, "song", "songs"), first.name, first.problem));
  }
}

/// What is wrong with the sources named is said before anything is read.
void check_sources(const FetchOptions& options, Services& services) {
  auto all = options;
  all.features = all.lyrics = true;
  check_fetch_sources(all, services);
}

/// Whether any of the sources named, if any were named, tells what is wanted.
bool asks_any(const FetchOptions& options) {
  return options.from.empty() || std::ranges::any_of(fetch_sources(), [&](const FetchSource& source) {
           return (source.what == FetchWhat::kFeatures ? options.features : options.lyrics) &&
                  std::ranges::find(options.from, source.name) != options.from.end();
         });
}

std::string words_of(const ImportAll& import, const catalog::Summary& now) {
  return fmt::format("{} read, {} in the catalog: {}",
                     counted(static_cast<std::int64_t>(import.read()), "source", "sources"),
                     counted(now.playlists, "playlist", "playlists"), counted(now.songs, "song", "songs"));
}

/// "612 texts read by 'words'; of all, 41% negative, 30% neutral, 29% positive"
std::string sentiment_words(const catalog::Catalog& catalog, const EmbedReport& report) {
  if (report.passes.empty()) return "no song has words";
  std::uint64_t texts = 0;
  for (const auto& pass : report.passes) texts = std::max(texts, pass.reading.read);
  std::string words = fmt::format("{} read by '{}'", counted(static_cast<std::int64_t>(texts), "text", "texts"),
                                  report.passes.back().folder.name);
  const auto& sentiments = info(catalog).words.sentiments;
  const auto all = std::accumulate(sentiments.begin(), sentiments.end(), std::int64_t{0});
  if (all == 0) return words;
  constexpr std::array<std::string_view, 3> kNames{"negative", "neutral", "positive"};
  words += "; of all";
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    words += fmt::format("{} {:.0f}% {}", i == 0 ? "" : ",",
                         100.0 * static_cast<double>(sentiments[i]) / static_cast<double>(all), kNames[i]);
  }
  return words;
}

std::string embedding_words(const EmbedReport& report) {
  if (report.passes.empty()) return "no song has words";
  const auto& reading = report.passes.front().reading;
  return fmt::format("{} by '{}', {} known before", counted(static_cast<std::int64_t>(reading.read), "text", "texts"),
                     report.passes.front().folder.name, reading.read_before);
}

/// What a seed that is nowhere to be found gets as advice.
std::string hint_of(const std::string& tried) {
  return fmt::format(
      "It is in none of the playlists. {}{}Name a music file as the seed, add a playlist that has it, or set "
      "SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET.",
      tried, tried.empty() ? "" : ". ");
}

/// The similarity that comes with segue, where it is beside the program; else autoencoders are trained after all.
void use_what_ships(const std::vector<std::filesystem::path>& folders, TrainOptions& training, Notes& notes) {
  if (auto ready = find_similarity(folders)) {
    training.similarity = Similarity::kLearned;
    training.ready = std::move(ready);
    return;
  }
  notes.note(
      "Nothing was trained in this catalog before, and the model that comes with segue was not found: it is trained "
      "now, "
      "this once.");
}

std::string sound_words(const TrainReport& training) {
  const auto& recipe = training.recipe;
  if (recipe.similarity != Similarity::kAutoencoder) {
    return fmt::format("pretrained, by the model '{}' that comes with segue, {} songs", kShippedSimilarity,
                       training.songs);
  }
  return fmt::format("autoencoder {}, loss {:.4f}, {} songs", recipe.shape.text(),
                     recipe.history.training.at(recipe.history.best_epoch), training.songs);
}

std::string training_words(const Recipe& recipe) {
  if (recipe.similarity != Similarity::kAutoencoder) return "not needed: that model compares sound and time";
  if (!recipe.words) return "no autoencoder: too few songs have any";
  return fmt::format("autoencoder {}, loss {:.4f}, {} songs", recipe.words->shape.text(),
                     recipe.words->history.training.at(recipe.words->history.best_epoch), recipe.words->songs);
}

}  // namespace

RunReport run(catalog::Catalog& catalog, Services& services, const RunOptions& options,
              const std::function<void(const RunStep&)>& on_step,
              const std::function<void(const ItemProblem&)>& on_problem, Progress& progress, Notes& notes,
              const Cancellation& cancellation) {
  check_sources(options.fetch, services);
  RunReport report;
  Steps steps(on_step);

  report.import = import_all(catalog, services, options.playlists, options.import, on_problem, progress, cancellation);
  if (report.import.read() == 0 && !options.playlists.empty()) {
    const auto& failure = report.import.tables.failures.front();
    throw Error(failure.kind, failure.message, failure.hint);
  }
  // Seeds from outside join now, so that they are asked about together with all other songs.
  auto recommended = options.recommend;
  OutsideSeeds outside(services, options.import.listening);
  for (const auto& typed : options.recommend.seeds) {
    if (look_up_seed(catalog, typed)) continue;
    try {
      find_seed(catalog, typed);
    } catch (const SeedError& unknown) {
      if (unknown.ambiguous) throw;
      std::string tried;
      auto taken = outside.take_in(catalog, typed, tried, progress, cancellation);
      if (!taken) throw SeedError(unknown.what(), hint_of(tried), unknown.typed, false, unknown.nearest);
      std::erase(recommended.seeds, typed);
      recommended.seed_songs.push_back(taken->song);
      report.taken_in.push_back(*std::move(taken));
    }
  }
  // Those of --from that tell the other thing are no mistake here.
  auto asking = options.fetch;
  asking.features = true;
  asking.lyrics = false;
  if (asks_any(asking)) report.features = fetch(catalog, services, asking, progress, notes, cancellation);
  tell_failures(report.features, notes);
  steps.done("songs", fmt::format("{}; features {}", words_of(report.import, catalog.summary()),
                                  words_of(report.features, report.features.features)));

  asking.features = false;
  asking.lyrics = true;
  if (asks_any(asking)) report.lyrics = fetch(catalog, services, asking, progress, notes, cancellation);
  tell_failures(report.lyrics, notes);
  steps.done("lyrics", words_of(report.lyrics, report.lyrics.lyrics));

  report.words = embed(catalog, options.embed, progress, notes, cancellation);
  steps.done("sentiment", sentiment_words(catalog, report.words));
  steps.done("embedding", embedding_words(report.words));

  if (options.pretrained && !catalog.recipes().empty()) {
    steps.done("sound", "pretrained");
    steps.done("words", "pretrained");
  } else {
    auto training = options.train;
    training.embed.reset();  // they were read a moment ago
    if (options.pretrained) use_what_ships(options.embed.places.folders, training, notes);
    report.training = train(catalog, training, progress, notes, cancellation);
    steps.done("sound", sound_words(*report.training));
    steps.done("words", training_words(report.training->recipe));
  }

  std::string from;
  for (const auto& taken : report.taken_in) {
    from += fmt::format("{}{} taken in from {}", from.empty() ? "" : ", ", taken.name, taken.from);
  }
  steps.done("seed", from.empty() ? "in the catalog" : from);

  report.made = recommend(catalog, recommended);
  steps.done("neighbors",
             fmt::format("{} by the recipe '{}'",
                         counted(static_cast<std::int64_t>(report.made.playlist.songs.size()), "song", "songs"),
                         report.made.recipe));
  return report;
}

}  // namespace segue::app
