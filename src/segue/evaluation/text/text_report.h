#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "segue/evaluation/bootstrap.h"

namespace segue::evaluation {

inline constexpr std::string_view kSentiment140 = "sentiment140-accuracy";
inline constexpr std::string_view kKaggle = "kaggle-accuracy";
inline constexpr std::string_view kSemeval = "semeval-macro-recall";
inline constexpr std::string_view kMood = "mood-auc";
inline constexpr std::string_view kValence = "valence-correlation";
inline constexpr std::string_view kLyrics = "lyrics-p-at-10";
inline constexpr std::string_view kBlend = "sound-and-lyrics-p-at-10";
/// All tasks, in the order in which they are measured and shown.
inline constexpr std::array<std::string_view, 7> kTextTasks{kSentiment140, kKaggle, kSemeval, kMood,
                                                            kValence,      kLyrics, kBlend};

inline constexpr std::string_view kSegue = "segue";            ///< the text model
inline constexpr std::string_view kLogistic = "tfidf-logreg";  ///< learned from the task's own training part
/// Learned from Sentiment140's training part, asked about other texts.
inline constexpr std::string_view kLogisticSentiment140 = "tfidf-logreg-sentiment140";

/// What one method reached at one task.
struct TextRow {
  std::string task;
  std::string method;
  double value = 0;   ///< what the task's name says; higher is better
  double ci95 = 0;    ///< half the width of its 95% interval (normal)
  std::size_t n = 0;  ///< texts or songs asked about
};

/// Two methods on the same queries of one task.
struct TextDifference {
  std::string task;
  std::string method;
  std::string against;
  PairedDifference difference;  ///< of method's minus against's values
};

/// A row that should be there and is not.
struct TextLeftOut {
  std::string task;
  std::string method;  ///< empty: all of them
  std::string reason;  ///< for a person
};

/// What `segue evaluate --text` found out. How it is shown is the caller's business.
struct TextReport {
  std::vector<TextRow> rows;
  std::vector<TextDifference> differences;
  std::vector<TextLeftOut> left_out;
  std::vector<std::string> remarks;  ///< on the data: rows that could not be read
};

}  // namespace segue::evaluation
