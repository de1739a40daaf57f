#include "segue/text/bert/sentiment_labels.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <string_view>

namespace segue::text {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

std::optional<Pole> pole_named(const std::string& label) {
  const std::string name = lower(label);
  if (name.starts_with("neg")) return Pole::kNegative;
  if (name.starts_with("neu")) return Pole::kNeutral;
  if (name.starts_with("pos")) return Pole::kPositive;
  if (name == "1 star" || name == "2 stars") return Pole::kNegative;
  if (name == "3 stars") return Pole::kNeutral;
  if (name == "4 stars" || name == "5 stars") return Pole::kPositive;
  return std::nullopt;
}

bool are_unnamed(const std::vector<std::string>& labels) {
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] != "LABEL_" + std::to_string(i)) return false;
  }
  return true;
}

}  // namespace

std::optional<std::vector<Pole>> poles_of(const std::vector<std::string>& labels, std::size_t outputs) {
  if (are_unnamed(labels)) {
    if (outputs == 2) return std::vector{Pole::kNegative, Pole::kPositive};
    if (outputs == 3) return std::vector{Pole::kNegative, Pole::kNeutral, Pole::kPositive};
    return std::nullopt;
  }
  std::vector<Pole> poles;
  for (const std::string& label : labels) {
    const auto pole = pole_named(label);
    if (!pole) return std::nullopt;
    poles.push_back(*pole);
  }
  const auto has = [&](Pole pole) { return std::find(poles.begin(), poles.end(), pole) != poles.end(); };
  if (poles.size() != outputs || !has(Pole::kNegative) || !has(Pole::kPositive)) return std::nullopt;
  return poles;
}

Sentiment sentiment_of(std::span<const float> logits, std::span<const Pole> poles) {
  assert(!logits.empty() && logits.size() == poles.size());
  const double greatest = *std::max_element(logits.begin(), logits.end());
  double sum = 0;
  for (const float logit : logits) sum += std::exp(logit - greatest);
  Sentiment sentiment;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    const double share = std::exp(logits[i] - greatest) / sum;
    switch (poles[i]) {
      case Pole::kNegative:
        sentiment.negative += share;
        break;
      case Pole::kNeutral:
        sentiment.neutral += share;
        break;
      case Pole::kPositive:
        sentiment.positive += share;
        break;
    }
  }
  return sentiment;
}

}  // namespace segue::text
