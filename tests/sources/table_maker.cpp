#include "table_maker.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

namespace segue::sources {

std::size_t Pieces::read(char* buffer, std::size_t size) {
  const std::size_t count = std::min({size, piece_, bytes_.size() - at_});
  if (count > 0) std::memcpy(buffer, bytes_.data() + at_, count);
  at_ += count;
  return count;
}

ReadTable read_table(std::string text, const SongTableOptions& options, const std::string& name) {
  ReadTable table;
  const auto bytes = bytes_of(std::move(text));
  table.report = read_song_table(*bytes, name, options, table);
  return table;
}

std::string told(const std::vector<ItemProblem>& problems) {
  std::string text;
  for (const ItemProblem& p : problems) {
    text += fmt::format("row {} [{}] {}: {}{}\n", p.row, p.column, p.found, p.expected, p.row_kept ? "" : " (refused)");
  }
  return text;
}

std::string ids_of(const catalog::SongRecord& record) {
  std::string text;
  for (const catalog::ExternalId& id : record.facts.ids) text += (text.empty() ? "" : " ") + id.scheme + ":" + id.value;
  return text;
}

}  // namespace segue::sources
