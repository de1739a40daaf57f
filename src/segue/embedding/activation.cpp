#include "segue/embedding/activation.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "segue/base/error.h"

namespace segue::embedding {
namespace {

constexpr std::array<std::pair<Activation, std::string_view>, 6> kNames{{
    {Activation::kLinear, "linear"},
    {Activation::kRelu, "relu"},
    {Activation::kTanh, "tanh"},
    {Activation::kSigmoid, "sigmoid"},
    {Activation::kElu, "elu"},
    {Activation::kGelu, "gelu"},
}};

constexpr std::string_view kRepeat = "alternate";

std::vector<std::string_view> words_of(std::string_view text) {
  constexpr std::string_view kBetween = ", \t";
  std::vector<std::string_view> words;
  for (std::size_t at = text.find_first_not_of(kBetween); at != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(kBetween, at), text.size());
    words.push_back(text.substr(at, end - at));
    at = text.find_first_not_of(kBetween, end);
  }
  return words;
}

}  // namespace

std::string_view name(Activation activation) {
  for (const auto& [value, text] : kNames) {
    if (value == activation) return text;
  }
  return {};
}

std::optional<Activation> activation_named(std::string_view name) {
  for (const auto& [value, text] : kNames) {
    if (text == name) return value;
  }
  return std::nullopt;
}

std::vector<Activation> activations_named(std::string_view text, std::size_t layers, std::string_view where) {
  auto words = words_of(text);
  const bool repeats = !words.empty() && words.front() == kRepeat;
  if (repeats) words.erase(words.begin());
  std::vector<Activation> given;
  for (const std::string_view word : words) {
    const auto activation = activation_named(word);
    if (!activation) {
      throw Error(ErrorKind::kUsage,
                  fmt::format("{}: expected relu, tanh, sigmoid, elu, gelu or linear, found '{}'", where, word));
    }
    given.push_back(*activation);
  }
  if (!repeats && given.size() != 1 && given.size() != layers) {
    throw Error(ErrorKind::kUsage,
                fmt::format("{}: expected one for all layers or {} of them, found {}", where, layers, given.size()));
  }
  if (given.empty()) {
    if (layers == 0) return {};
    throw Error(ErrorKind::kUsage, fmt::format("{}: expected the names to alternate between, found none", where));
  }
  std::vector<Activation> activations;
  for (std::size_t k = 0; k < layers; ++k) activations.push_back(given[k % given.size()]);
  return activations;
}

}  // namespace segue::embedding
