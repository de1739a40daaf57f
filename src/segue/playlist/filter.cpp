#include "segue/playlist/filter.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include <fmt/format.h>

#include "segue/base/title.h"
#include "segue/base/unicode.h"

namespace segue::playlist {
namespace {

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// The filter on one line, and under it what is meant: ^~~~
std::string pointed(std::string_view filter, std::size_t begin, std::size_t length) {
  begin = std::min(begin, filter.size());
  length = std::min(std::max<std::size_t>(length, 1), filter.size() - begin);
  const std::string line = printable(filter);
  const std::size_t before = display_width(printable(filter.substr(0, begin)));
  const std::size_t wide = std::max<std::size_t>(1, display_width(printable(filter.substr(begin, length))));
  return fmt::format("  {}\n  {}^{}", line, std::string(before, ' '), std::string(wide - 1, '~'));
}

/// Calls `visit` with each of the texts of a cell.
template <class Visit>
void each_text(std::string_view cell, Visit&& visit) {
  while (!cell.empty()) {
    const std::size_t end = std::min(cell.find('\x1f'), cell.size());
    visit(cell.substr(0, end));
    cell.remove_prefix(std::min(end + 1, cell.size()));
  }
}

}  // namespace

FilterColumns::FilterColumns(std::size_t count)
    : songs(count), numbers(filter_fields().size()), texts(filter_fields().size()) {}

FilterError::FilterError(const std::string& what_is_wrong, std::string_view filter, std::size_t begin,
                         std::size_t length, std::string hint)
    : Error(ErrorKind::kUsage,
            fmt::format("--filter, column {}: {}\n{}", code_points(filter.substr(0, begin)) + 1, what_is_wrong,
                        pointed(filter, begin, length)),
            std::move(hint)),
      column(code_points(filter.substr(0, begin)) + 1) {}

std::vector<std::uint8_t> Filter::evaluate(const FilterColumns& columns) const {
  std::vector<std::uint8_t> fulfilled;
  evaluate(root_, columns, fulfilled);
  return fulfilled;
}

void Filter::evaluate(std::size_t at, const FilterColumns& columns, std::vector<std::uint8_t>& out) const {
  const Node& node = nodes_[at];
  const auto& numbers = columns.numbers[node.field];
  const auto& texts = columns.texts[node.field];
  const bool text = filter_fields()[node.field].kind == FieldKind::kText;
  switch (node.kind) {
    case Node::Kind::kOr:
    case Node::Kind::kAnd: {
      evaluate(node.left, columns, out);
      std::vector<std::uint8_t> right;
      evaluate(node.right, columns, right);
      for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = node.kind == Node::Kind::kOr ? (out[i] | right[i]) : (out[i] & right[i]);
      }
      return;
    }
    case Node::Kind::kNot:
      evaluate(node.left, columns, out);
      for (auto& one : out) one ^= 1U;
      return;
    case Node::Kind::kKnown:
      out.resize(columns.songs);
      for (std::size_t i = 0; i < columns.songs; ++i) {
        const bool known = text ? !texts[i].empty() : numbers[i] == numbers[i];
        out[i] = known != node.inverted ? 1 : 0;
      }
      return;
    case Node::Kind::kNumber:
      assert(numbers.size() == columns.songs);
      out.resize(columns.songs);
      for (std::size_t i = 0; i < columns.songs; ++i) {
        const double value = numbers[i];
        bool within = false;
        for (const Interval& interval : node.intervals) {
          within |= (interval.low_open ? value > interval.low : value >= interval.low) &&
                    (interval.high_open ? value < interval.high : value <= interval.high);
        }
        out[i] = value == value && within != node.inverted ? 1 : 0;
      }
      return;
    case Node::Kind::kEquals:
    case Node::Kind::kContains:
      break;
  }
  assert(texts.size() == columns.songs);
  const bool part = node.kind == Node::Kind::kContains;
  const bool artist = filter_fields()[node.field].name == "artist" && !part;
  out.resize(columns.songs);
  for (std::size_t i = 0; i < columns.songs; ++i) {
    bool agrees = false;
    each_text(texts[i], [&](std::string_view one) {
      const std::string folded = artist ? artist_key(one) : fold_words(one);
      agrees |= std::ranges::any_of(node.texts, [&](const std::string& wanted) {
        return part ? folded.find(wanted) != std::string::npos : folded == wanted;
      });
    });
    out[i] = !texts[i].empty() && agrees != node.inverted ? 1 : 0;
  }
}

}  // namespace segue::playlist
