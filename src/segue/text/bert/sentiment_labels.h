#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "segue/text/bert/text_model.h"

namespace segue::text {

/// Which of negative, neutral, positive each output of a head counts for.
enum class Pole : std::uint8_t { kNegative, kNeutral, kPositive };

/// The poles of a head's labels, by index: names that begin with neg, neu or pos in any case; "1 star" to "5 stars";
/// LABEL_0 and so on, or no labels at all, for two outputs (negative, positive) or three. nothing if the labels mean
/// something else: a head for emotions or topics is no sentiment head.
std::optional<std::vector<Pole>> poles_of(const std::vector<std::string>& labels, std::size_t outputs);

/// softmax of the logits, summed by pole. As many poles as logits; sums to 1.
Sentiment sentiment_of(std::span<const float> logits, std::span<const Pole> poles);

}  // namespace segue::text
