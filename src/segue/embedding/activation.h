#pragma once

#include <optional>
#include <string_view>

#include "segue/numeric/dense_kernels.h"

namespace segue::embedding {

using numeric::Activation;

/// "relu", "tanh", "sigmoid", "elu", "gelu", "linear".
std::string_view name(Activation activation);
std::optional<Activation> activation_named(std::string_view name);

}  // namespace segue::embedding
