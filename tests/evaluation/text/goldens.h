#pragma once

#include <fstream>

#include <nlohmann/json.hpp>

namespace segue::evaluation {

/// What scikit-learn says (tests/goldens/text_baselines.py).
inline nlohmann::json text_goldens() {
  std::ifstream in(SEGUE_TESTS_DIR "/goldens/text_baselines.json");
  return nlohmann::json::parse(in);
}

}  // namespace segue::evaluation
