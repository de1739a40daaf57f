#include "segue/sources/csv/csv_dialect.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "segue/base/error.h"

namespace segue::sources {
namespace {

constexpr std::string_view kSeparators = ",;\t";  // the first wins a tie

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v') || byte == 0x7f;
}

/// ASCII in UTF-16 has a NUL in every pair of bytes, always on the same side. A quarter is asked for, so that a header
/// of other letters with ASCII separators counts too, and a NUL or two in good text does not.
bool looks_like_utf16(std::string_view head) {
  head = head.substr(0, 1024);
  std::size_t nuls[2] = {0, 0};
  for (std::size_t i = 0; i < head.size(); ++i) {
    if (head[i] == '\0') ++nuls[i % 2];
  }
  const std::size_t count = nuls[0] + nuls[1];
  return count >= 2 && count * 4 >= head.size() && (nuls[0] == 0 || nuls[1] == 0);
}

void refuse_binary(std::string_view head, const std::string& name) {
  std::string_view hint = "give a table of songs as CSV text";
  bool binary = false;
  if (head.starts_with("PK\x03\x04")) {
    binary = true;
    hint = "it looks like a spreadsheet or an archive: open it and save the table as CSV (UTF-8)";
  } else if (head.starts_with("\x1f\x8b")) {
    binary = true;
    hint = "it is compressed with gzip: unpack it first (gunzip)";
  } else if (head.starts_with("SQLite format 3")) {
    binary = true;
    hint = "it is an SQLite database: a catalog is named with --catalog";
  }
  head = head.substr(0, 4096);
  const auto controls = static_cast<std::size_t>(std::count_if(head.begin(), head.end(), is_control));
  binary = binary || (controls >= 4 && controls * 32 > head.size());
  if (!binary) return;
  throw Error(ErrorKind::kBadData, fmt::format("{} is not text: expected a CSV file, found binary data", name),
              std::string(hint));
}

/// Which separator depends on what is quoted, and what is quoted on the separator: here any of them begins a cell.
char sniff_separator(std::string_view head) {
  std::array<std::size_t, 3> count{};
  bool quoted = false;
  bool begins_cell = true;
  bool record_began = false;
  for (const char c : head) {
    if (quoted) {
      quoted = c != '"';  // a doubled quote closes and opens again
      begins_cell = !quoted;
      continue;
    }
    if (c == '\n' || c == '\r') {
      if (record_began) break;
      continue;
    }
    record_began = true;
    quoted = c == '"' && begins_cell;
    const std::size_t which = kSeparators.find(c);
    begins_cell = which != std::string_view::npos;
    if (begins_cell) ++count[which];
  }
  const auto most = std::max_element(count.begin(), count.end());
  return kSeparators[static_cast<std::size_t>(most - count.begin())];
}

}  // namespace

CsvDialect csv_dialect(std::string_view head, const std::string& name) {
  CsvDialect dialect;
  if (head.starts_with("\xff\xfe") || head.starts_with("\xfe\xff") || looks_like_utf16(head)) {
    throw Error(ErrorKind::kBadData, fmt::format("{} is UTF-16: expected text in UTF-8", name),
                "save it again as \"CSV UTF-8\", or convert it: iconv -f UTF-16 -t UTF-8");
  }
  if (head.starts_with("\xef\xbb\xbf")) dialect.bom = 3;
  head.remove_prefix(dialect.bom);
  refuse_binary(head, name);
  dialect.separator = sniff_separator(head);
  return dialect;
}

}  // namespace segue::sources
