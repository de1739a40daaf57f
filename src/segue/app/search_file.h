#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "segue/app/search_plan.h"

namespace segue::app {

/// A plan as a person writes it, in YAML or JSON (docs/search.md): networks to try, or a space to draw them from.
/// Hostile until checked: at most 1 MB, a few thousand values, sizes within the bounds of embedding/network.h.
/// Error(kBadData) names `where`, the field, what was expected and found.
SearchPlan read_plan(std::string_view text, const std::string& where);

/// A network for `segue train`, of one kind or of both.
struct NetworkChoice {
  embedding::AutoencoderShape shape;  ///< inputs 0
  embedding::TrainingOptions training;
};
struct NetworkFile {
  std::optional<NetworkChoice> tabular;
  std::optional<NetworkChoice> lyrics;
};
/// {"tabular": {"latent", "layers", "activations", "epochs", ...}, "lyrics": {...}}, in YAML or JSON; errors as above.
NetworkFile read_networks(std::string_view text, const std::string& where);
/// The file that read_networks() reads.
std::string networks_json(const NetworkFile& networks);

}  // namespace segue::app
