#include "segue/app/evaluate_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "segue/app/evaluate_blend.h"
#include "segue/app/text_models.h"
#include "segue/app/text_tables.h"
#include "segue/base/error.h"
#include "segue/evaluation/text/lyrics_task.h"
#include "segue/evaluation/text/scores.h"
#include "segue/evaluation/text/sentiment_task.h"
#include "segue/text/bert/text_model.h"

namespace segue::app {
namespace {

using evaluation::Metric;
using evaluation::WordClassifier;

/// A task on tweets.
struct TweetTask {
  std::string_view name;
  std::string_view table;
  std::size_t classes = 2;
  Metric metric = Metric::kAccuracy;
};

constexpr TweetTask kSentiment140{evaluation::kSentiment140, "tweets/sentiment140"};
constexpr TweetTask kKaggle{evaluation::kKaggle, "tweets/kaggle_twitter_sentiment"};
constexpr TweetTask kSemeval{evaluation::kSemeval, "tweets/semeval_3class", 3, Metric::kMacroRecall};
constexpr std::string_view kMoodTable = "lyrics/mood_labels";
constexpr std::string_view kPlaylistTable = "playlists/spotify_songs";
constexpr std::string_view kLyricsTable = "lyrics/lyrics";
constexpr std::string_view kNameTheData = "name the folder of the data with --data or SEGUE_DATA";
/// Fewer say nothing about a correlation.
constexpr std::size_t kLeastSongs = 10;

void check_tasks(const std::vector<std::string>& tasks) {
  for (const std::string& task : tasks) {
    if (std::ranges::find(evaluation::kTextTasks, task) != evaluation::kTextTasks.end()) continue;
    throw Error(ErrorKind::kUsage, fmt::format("there is no task \"{}\"", task),
                fmt::format("tasks are {}", fmt::join(evaluation::kTextTasks, ", ")));
  }
}

void check_data(const std::filesystem::path& folder) {
  std::error_code error;
  if (std::filesystem::is_directory(folder, error)) return;
  throw Error(ErrorKind::kNotFound, fmt::format("there is no folder {}", folder.string()), std::string(kNameTheData));
}

/// One run of all tasks that are wanted.
class Run {
 public:
  Run(const EvaluateTextOptions& options, const evaluation::ReadText* read, Progress& progress,
      const Cancellation& cancellation)
      : options_(options), read_(read), progress_(progress), cancellation_(cancellation) {}

  evaluation::TextReport all() {
    // The largest first: what it teaches answers the next two tasks as well.
    std::optional<WordClassifier> general;
    std::optional<WordClassifier> kaggle;
    tweets(kSentiment140, general, std::nullopt);
    tweets(kKaggle, kaggle, general);
    std::optional<WordClassifier> semeval;
    tweets(kSemeval, semeval, std::nullopt);
    mood(kaggle, general);
    valence(kaggle, general);
    lyrics();
    blend();
    if (report_.rows.empty()) {
      const std::string reason = report_.left_out.empty() ? "" : ": " + report_.left_out.front().reason;
      throw Error(ErrorKind::kNotFound, "nothing was measured" + reason,
                  lacks_tables_ ? std::string(kNameTheData) : "");
    }
    return std::move(report_);
  }

 private:
  /// Whether the task is to be done, with the files of `tables` in `files`.
  bool wanted(std::string_view task, std::span<const std::string_view> tables,
              std::vector<std::filesystem::path>& files) {
    const bool named = std::ranges::find(options_.tasks, task) != options_.tasks.end();
    if (!named && !options_.tasks.empty()) return false;
    for (const std::string_view table : tables) {
      if (auto file = find_table(options_.data, table)) {
        files.push_back(std::move(*file));
        continue;
      }
      const std::string reason = fmt::format("there is no {}.csv.zst in {}", table, options_.data.string());
      if (named) throw Error(ErrorKind::kNotFound, reason, std::string(kNameTheData));
      report_.left_out.push_back({std::string(task), "", reason});
      lacks_tables_ = true;
      return false;
    }
    return true;
  }

  /// True if there are texts; else the report says that there are none.
  bool enough(std::string_view task, const evaluation::LabelledTexts& texts, std::string_view part) {
    if (!texts.texts.empty()) return true;
    report_.left_out.push_back({std::string(task), "", fmt::format("its table has no {}", part)});
    return false;
  }

  std::vector<text::Sentiment> ask_model(std::string_view task, const evaluation::LabelledTexts& texts) {
    return evaluation::sentiments(texts.texts, *read_, options_.threads, fmt::format("Reading for {}", task), progress_,
                                  cancellation_);
  }

  /// `learned` becomes the classifier of the task's own training part; `other` is asked besides.
  void tweets(const TweetTask& task, std::optional<WordClassifier>& learned,
              const std::optional<WordClassifier>& other) {
    std::vector<std::filesystem::path> files;
    if (!wanted(task.name, std::array{task.table}, files)) return;
    const auto data = read_tweets(files.front(), task.classes, report_.remarks, cancellation_);
    if (!enough(task.name, data.training, "training tweets") || !enough(task.name, data.test, "test tweets")) return;
    const auto add = [&](std::string_view method, const std::vector<std::int32_t>& answers) {
      evaluation::add_answers(report_, task.name, method, data.test, answers, task.metric, task.classes);
    };
    if (read_ != nullptr) add(evaluation::kSegue, evaluation::answers(ask_model(task.name, data.test), task.classes));
    learned = WordClassifier::train(data.training, task.classes, task.metric, progress_, cancellation_);
    add(evaluation::kLogistic, learned->answers(data.test.texts));
    if (other) add(evaluation::kLogisticSentiment140, other->answers(data.test.texts));
  }

  /// The classifier of Kaggle's tweets, which is learned here if no task before has done so.
  void learn_kaggle(std::optional<WordClassifier>& kaggle) {
    if (kaggle) return;
    const auto file = find_table(options_.data, kKaggle.table);
    if (!file) return;
    const auto data = read_tweets(*file, kKaggle.classes, report_.remarks, cancellation_);
    if (data.training.texts.empty()) return;
    kaggle = WordClassifier::train(data.training, kKaggle.classes, kKaggle.metric, progress_, cancellation_);
  }

  void mood(std::optional<WordClassifier>& kaggle, const std::optional<WordClassifier>& general) {
    const std::string_view task = evaluation::kMood;
    std::vector<std::filesystem::path> files;
    if (!wanted(task, std::array{kMoodTable}, files)) return;
    const auto texts = read_moods(files.front(), report_.remarks, cancellation_);
    const bool both = std::ranges::find(texts.labels, 0) != texts.labels.end() &&
                      std::ranges::find(texts.labels, 1) != texts.labels.end();
    if (!both) {
      report_.left_out.push_back({std::string(task), "", "its table has not both happy and sad lyrics"});
      return;
    }
    if (read_ != nullptr) {
      evaluation::add_leanings(report_, task, evaluation::kSegue, texts, evaluation::leanings(ask_model(task, texts)));
    }
    learn_kaggle(kaggle);
    if (kaggle) {
      evaluation::add_leanings(report_, task, evaluation::kLogistic, texts, kaggle->leanings(texts.texts));
    } else {
      report_.left_out.push_back({std::string(task), std::string(evaluation::kLogistic),
                                  fmt::format("it learns from {}.csv.zst", kKaggle.table)});
    }
    if (general) {
      evaluation::add_leanings(report_, task, evaluation::kLogisticSentiment140, texts, general->leanings(texts.texts));
    }
  }

  /// Of the pool's songs, which no text model of ours has learned from.
  void valence(std::optional<WordClassifier>& kaggle, const std::optional<WordClassifier>& general) {
    const std::string_view task = evaluation::kValence;
    std::vector<std::filesystem::path> files;
    if (!wanted(task, std::array{kPlaylistTable, kLyricsTable}, files)) return;
    std::vector<std::string> said_by_lyrics;  // which reads the same tables
    const auto songs = read_lyrics_songs(files[0], files[1], said_by_lyrics, cancellation_);
    evaluation::LabelledTexts texts;
    std::vector<double> happy;
    for (const std::size_t song : songs.protocol.pool) {
      if (songs.lyrics[song].empty() || std::isnan(songs.valence[song])) continue;
      texts.add(songs.lyrics[song], 0);
      happy.push_back(songs.valence[song]);
    }
    if (happy.size() < kLeastSongs) {
      report_.left_out.push_back({std::string(task), "", "too few songs of the pool have lyrics and a valence"});
      return;
    }
    const auto add = [&](std::string_view method, const std::vector<double>& leanings) {
      const evaluation::Score score = evaluation::rank_correlation(leanings, happy);
      if (std::isnan(score.value)) {
        report_.left_out.push_back({std::string(task), std::string(method), "all songs lean or sound the same"});
        return;
      }
      report_.rows.push_back({std::string(task), std::string(method), score.value, score.ci95, happy.size()});
    };
    if (read_ != nullptr) add(evaluation::kSegue, evaluation::leanings(ask_model(task, texts)));
    learn_kaggle(kaggle);
    if (kaggle) add(evaluation::kLogistic, kaggle->leanings(texts.texts));
    if (general) add(evaluation::kLogisticSentiment140, general->leanings(texts.texts));
  }

  void lyrics() {
    std::vector<std::filesystem::path> files;
    if (!wanted(evaluation::kLyrics, std::array{kPlaylistTable, kLyricsTable}, files)) return;
    const auto songs = read_lyrics_songs(files[0], files[1], report_.remarks, cancellation_);
    evaluation::measure_lyrics(report_, songs, read_, {.seed = options_.seed, .threads = options_.threads}, progress_,
                               cancellation_);
  }

  void blend() {
    std::vector<std::filesystem::path> files;
    if (!wanted(evaluation::kBlend, std::array{kPlaylistTable, kLyricsTable}, files)) return;
    if (read_ == nullptr) {
      report_.left_out.push_back(
          {std::string(evaluation::kBlend), "", "there is no text model; name one with --model"});
      return;
    }
    try {
      evaluate_blend(report_, files[0], files[1], *read_, {.seed = options_.seed, .threads = options_.threads},
                     progress_, cancellation_);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::kNotFound) throw;  // songs without numbers, or all the same
      report_.left_out.push_back({std::string(evaluation::kBlend), "", error.what()});
    }
  }

  const EvaluateTextOptions& options_;
  const evaluation::ReadText* read_;
  bool lacks_tables_ = false;  ///< a task was left out for want of its tables
  Progress& progress_;
  const Cancellation& cancellation_;
  evaluation::TextReport report_;
};

text::Precision precision_of(const std::string& name) {
  if (name.empty() || name == "auto") return text::best_precision();
  if (const auto precision = text::precision_named(name)) return *precision;
  throw Error(ErrorKind::kUsage, fmt::format("there is no precision \"{}\"", name),
              "precisions are auto, float32, bfloat16, int8");
}

/// Where the model is, or why there is none.
struct FoundModel {
  std::optional<std::filesystem::path> folder;
  std::string reason;
};

FoundModel find_model(const EvaluateTextOptions& options) {
  const ModelPlaces places = model_places(options.models);
  if (!options.model.empty()) return {find_text_model(options.model, places).folder, {}};
  try {
    return {find_text_model(kShippedModel, places).folder, {}};
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kNotFound) throw;
    return {std::nullopt, error.what()};
  }
}

/// Says of every task that was measured that the model's row is not there.
void leave_out_model(evaluation::TextReport& report, const std::string& reason) {
  for (const std::string_view task : evaluation::kTextTasks) {
    if (std::ranges::find(report.rows, task, &evaluation::TextRow::task) == report.rows.end()) continue;
    report.left_out.push_back({std::string(task), std::string(evaluation::kSegue), reason});
  }
}

}  // namespace

evaluation::TextReport evaluate_text_with(const EvaluateTextOptions& options, const evaluation::ReadText* read,
                                          Progress& progress, const Cancellation& cancellation) {
  check_tasks(options.tasks);
  check_data(options.data);
  return Run(options, read, progress, cancellation).all();
}

evaluation::TextReport evaluate_text(const EvaluateTextOptions& options, Progress& progress,
                                     const Cancellation& cancellation) {
  check_tasks(options.tasks);
  const text::Precision precision = precision_of(options.precision);
  check_data(options.data);
  const FoundModel found = find_model(options);
  if (!found.folder) {
    auto report = evaluate_text_with(options, nullptr, progress, cancellation);
    leave_out_model(report, found.reason);
    return report;
  }
  text::TextModelOptions how;
  how.precision = precision;
  const auto model = text::TextModel::load(*found.folder, how);
  const evaluation::ReadText read = [&model](std::string_view words) { return model.read(words); };
  return evaluate_text_with(options, &read, progress, cancellation);
}

}  // namespace segue::app
