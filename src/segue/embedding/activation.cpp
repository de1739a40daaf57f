#include "segue/embedding/activation.h"

#include <array>
#include <utility>

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

}  // namespace segue::embedding
