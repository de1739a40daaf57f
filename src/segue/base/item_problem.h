#pragma once

#include <cstdint>
#include <string>

namespace segue {

/// One bad item of a batch: reported, counted, and the batch goes on.
struct ItemProblem {
  std::string file;       ///< as the user named it
  std::uint64_t row = 0;  ///< line of the file where the item begins, 1 is the first (a CSV's header); 0 unknown
  std::string column;     ///< header cell as it stands in the file; empty: the whole row
  std::string found;      ///< the offending text, shortened
  std::string expected;   ///< what would have been right: "a number from 0 to 1"
  bool row_kept = true;   ///< false: nothing of this row was taken
};

}  // namespace segue
