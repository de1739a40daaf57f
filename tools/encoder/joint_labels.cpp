#include "joint_labels.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <stdexcept>

#include "segue/numeric/correlation.h"

namespace segue::encoder {
namespace {

constexpr double kLeast = 1e-4;  ///< a probability is never nearer to 0

}  // namespace

std::string words_of(std::span<const std::uint16_t> ids, std::span<const std::string> pieces) {
  std::string text;
  for (const std::uint16_t id : ids) {
    if (id >= pieces.size()) throw std::out_of_range("piece " + std::to_string(id) + " is not in the vocabulary");
    const std::string& piece = pieces[id];
    if (piece.starts_with("##")) {
      text += piece.substr(2);
      continue;
    }
    if (piece.starts_with("[") && piece.size() > 1) continue;  // [UNK]
    if (!text.empty()) text += ' ';
    text += piece;
  }
  return text;
}

TokenCorpus sung_labels(const TokenCorpus& lyrics, std::span<const std::vector<double>> readers) {
  std::vector<double> sums(lyrics.size(), 0);
  for (const auto& reader : readers) {
    const auto of_reader = numeric::midranks(reader);
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += of_reader.at(i);
  }
  const auto ranks = numeric::midranks(sums);
  const double last = std::max(1.0, static_cast<double>(ranks.size()) - 1);
  TokenCorpus sung;
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    if (lyrics.labels[i] == kMoodAsked) continue;
    const std::vector<std::int32_t> ids(lyrics.text(i).begin(), lyrics.text(i).end());
    sung.add(ids, static_cast<std::uint32_t>(1000 * (ranks[i] - 1) / last), lyrics.groups[i]);
  }
  return sung;
}

double log_odds(double positive, double negative) {
  return std::log(std::max(positive, kLeast) / std::max(negative, kLeast));
}

std::uint32_t thousandths(double odds) {
  return static_cast<std::uint32_t>(std::lround(1000 / (1 + std::exp(-odds))));
}

std::vector<double> log_odds_of_unseen(const evaluation::LabelledTexts& texts, const LearnAndAsk& learn_and_ask) {
  std::vector<double> odds(texts.texts.size());
  for (const std::size_t asked : {0U, 1U}) {
    evaluation::LabelledTexts seen;
    evaluation::LabelledTexts unseen;
    for (std::size_t i = 0; i < texts.texts.size(); ++i) {
      (i % 2 == asked ? unseen : seen).add(texts.texts[i], texts.labels[i]);
    }
    const auto leanings = learn_and_ask(seen, unseen.texts);
    for (std::size_t i = 0; i < leanings.size(); ++i) {
      odds[2 * i + asked] = log_odds((1 + leanings[i]) / 2, (1 - leanings[i]) / 2);
    }
  }
  return odds;
}

}  // namespace segue::encoder
