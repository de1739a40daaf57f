#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace segue::sources {

/// What the beginning of a CSV file tells about the rest of it.
struct CsvDialect {
  std::size_t bom = 0;  ///< bytes of the byte order mark to skip
  char separator =
      ',';  ///< ',', ';' or tab: the most frequent outside quotes in the first record, ',' if none is there
};

/// Reads the dialect from the first bytes of a file (all of it, or at least a few KiB). Throws Error(kBadData) for
/// what is no text: UTF-16 (by its byte order mark, or by the NULs that ASCII makes in it), archives, and heads in
/// which more than 1 byte in 32 is a control character. `name` stands for the file in the message.
CsvDialect csv_dialect(std::string_view head, const std::string& name);

}  // namespace segue::sources
