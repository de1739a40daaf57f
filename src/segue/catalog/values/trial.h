#pragma once

#include <string>
#include <vector>

namespace segue::catalog {

/// What came of training one network of an architecture search.
struct StoredTrial {
  std::string key;             ///< SHA-256 of all that it depends on: to run it again is to find it
  std::string kind;            ///< "tabular" or "lyrics"
  std::string data;            ///< SHA-256 of the rows it learned from and is measured on
  std::string document;        ///< JSON, version inside
  std::vector<float> latents;  ///< of a sample of the rows, row-major; none if it ended without
  bool operator==(const StoredTrial&) const = default;
};

}  // namespace segue::catalog
