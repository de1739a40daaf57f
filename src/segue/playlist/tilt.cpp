#include "segue/playlist/tilt.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <vector>

#include "segue/numeric/distance.h"

namespace segue::playlist {

void tilt(std::span<float> distances, numeric::MatrixView vectors, std::span<const Pull> pulls) {
  assert(distances.size() == vectors.rows);
  if (pulls.empty()) return;
  std::vector<float> nearer(distances.size(), 0.0F);
  std::vector<float> away(distances.size(), 0.0F);
  std::vector<float> squares(distances.size());
  for (const Pull& pull : pulls) {
    numeric::squared_distances(pull.vector, vectors, squares);
    auto& change = pull.weight > 0 ? nearer : away;
    const auto weight = static_cast<float>(std::min(1.0, std::abs(pull.weight)));
    for (std::size_t i = 0; i < distances.size(); ++i) {
      change[i] = std::max(change[i], weight * (distances[i] - std::sqrt(squares[i])));
    }
  }
  for (std::size_t i = 0; i < distances.size(); ++i) distances[i] += away[i] - nearer[i];
}

}  // namespace segue::playlist
