#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "segue/numeric/dense_kernels.h"

namespace segue::embedding {

using numeric::Activation;

/// "relu", "tanh", "sigmoid", "elu", "gelu", "linear".
std::string_view name(Activation activation);
std::optional<Activation> activation_named(std::string_view name);

/// The activations of `layers` hidden layers, as a person writes them: one name for all ("relu"), one a layer
/// ("sigmoid,relu"; a comma or white space between), or a pattern that repeats ("alternate sigmoid relu").
/// Error(kUsage) begins with `where` and says what was expected.
std::vector<Activation> activations_named(std::string_view text, std::size_t layers, std::string_view where);

}  // namespace segue::embedding
