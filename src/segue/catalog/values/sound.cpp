#include "segue/catalog/values/sound.h"

#include <algorithm>

namespace segue::catalog {
namespace {

constexpr std::array<std::string_view, 4> kBases = {"unavailable", "exact", "estimated", "modelled"};

}  // namespace

std::string_view name(Basis basis) {
  return kBases[static_cast<std::size_t>(basis)];
}

std::optional<Basis> basis_named(std::string_view name) {
  const auto found = std::ranges::find(kBases, name);
  if (found == kBases.end()) return std::nullopt;
  return static_cast<Basis>(found - kBases.begin());
}

bool Measurement::operator==(const Measurement& other) const {
  if (!known() && !other.known()) return true;
  return basis == other.basis && value == other.value && confidence == other.confidence;
}

Values Sound::values() const {
  Values values;
  for (const VariableInfo& variable : variables()) {
    const Measurement& measurement = (*this)[variable.variable];
    if (!measurement.known() || variable.means_none == measurement.value) continue;
    values[variable.variable] = measurement.value;
  }
  return values;
}

}  // namespace segue::catalog
