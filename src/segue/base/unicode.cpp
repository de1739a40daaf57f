#include "segue/base/unicode.h"

#include <algorithm>
#include <vector>

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/stringpiece.h>

#include "segue/base/error.h"
#include "segue/base/utf8.h"

namespace segue {

std::string lower(std::string_view text) {
  std::string result;
  if (is_ascii(text)) {
    result = text;
    for (char& c : result) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return result;
  }
  const std::string valid = valid_utf8(text);
  result.reserve(valid.size());
  icu::StringByteSink<std::string> sink(&result);
  UErrorCode status = U_ZERO_ERROR;
  icu::CaseMap::utf8ToLower("", 0, valid, sink, nullptr, status);
  if (U_FAILURE(status)) throw Error(ErrorKind::kFailed, std::string("ICU cannot lower text: ") + u_errorName(status));
  return result;
}

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
  const auto code_points = [](std::string_view text) {
    std::u32string points;
    points.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) points += next_code_point(text, at);
    return points;
  };
  std::u32string rows = code_points(a);
  std::u32string columns = code_points(b);
  if (rows.size() < columns.size()) rows.swap(columns);
  const std::size_t above = limit + 1;
  if (rows.size() - columns.size() > limit) return above;
  if (limit >= rows.size()) limit = rows.size();  // never more edits than that

  // Optimal string alignment, row by row. Cells further than `limit` from the diagonal cannot be part of an answer.
  const std::size_t width = columns.size();
  const std::size_t unreachable = limit + 1;
  std::vector<std::size_t> before_last(width + 1, unreachable);
  std::vector<std::size_t> last(width + 1, unreachable);
  std::vector<std::size_t> now(width + 1, unreachable);
  for (std::size_t j = 0; j <= std::min(width, limit); ++j) last[j] = j;
  for (std::size_t i = 1; i <= rows.size(); ++i) {
    const std::size_t first = i > limit ? i - limit : 0;
    const std::size_t end = std::min(width, i + limit);
    // The neighbours of the band are read, here and in the next row; cells further out are not.
    if (first > 0) now[first - 1] = unreachable;
    if (end < width) now[end + 1] = unreachable;
    if (first == 0) now[0] = i;
    std::size_t least = first == 0 ? i : unreachable;
    for (std::size_t j = std::max<std::size_t>(1, first); j <= end; ++j) {
      const bool same = rows[i - 1] == columns[j - 1];
      std::size_t best = std::min({last[j - 1] + (same ? 0 : 1), last[j] + 1, now[j - 1] + 1});
      if (i > 1 && j > 1 && rows[i - 1] == columns[j - 2] && rows[i - 2] == columns[j - 1]) {
        best = std::min(best, before_last[j - 2] + 1);
      }
      now[j] = std::min(best, unreachable);
      least = std::min(least, now[j]);
    }
    if (least > limit) return above;
    before_last.swap(last);
    last.swap(now);
  }
  return last[width] > limit ? above : last[width];
}

}  // namespace segue
