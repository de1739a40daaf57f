#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "token_corpus.h"

#include "segue/evaluation/text/sentiment_task.h"

namespace segue::encoder {

/// What label_texts makes of what several kinds of readers, encoders and counted words, say of one text. Deterministic.

constexpr double kWordsShare = 0.2;  ///< of a tweet's log odds; the least cross-entropy on tweets kept back

/// The text again, words apart, lower case; [UNK] is left out. Throws std::out_of_range for an id beyond `pieces`.
std::string words_of(std::span<const std::uint16_t> ids, std::span<const std::string> pieces);

/// The songs of `lyrics` but those marked kMoodAsked, each with the thousandth of it at which it stands among all: 0
/// the saddest, 1000 the happiest, by the mean of its ranks among what each reader says (one number per song each,
/// greater where happier).
TokenCorpus sung_labels(const TokenCorpus& lyrics, std::span<const std::vector<double>> readers);

/// ln(positive / negative), each probability counted as 1e-4 at least.
double log_odds(double positive, double negative);
/// Thousandths of positive for log odds.
std::uint32_t thousandths(double odds);

/// Probability of positive less that of negative for each of `unseen`, by a classifier that learned from `seen`.
using LearnAndAsk =
    std::function<std::vector<double>(const evaluation::LabelledTexts& seen, std::span<const std::string> unseen)>;
/// Log odds of each text by a classifier that has not seen it: two halves (even and odd places), each asked of the
/// other.
std::vector<double> log_odds_of_unseen(const evaluation::LabelledTexts& texts, const LearnAndAsk& learn_and_ask);

}  // namespace segue::encoder
