#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "segue/sources/csv/cell.h"
#include "segue/sources/csv/column_names.h"

namespace segue::sources {

/// Which column of a table holds what.
struct ColumnMap {
  struct Column {
    std::size_t index = 0;  ///< from 0
    std::string header;     ///< its cell as it stands
    FieldForm form = FieldForm::kPlain;
  };
  struct VariableColumn {
    std::size_t index = 0;
    std::string header;
    catalog::Variable variable = catalog::Variable::kDanceability;
  };
  enum class Kind : std::uint8_t { kSongs, kPlaylists, kLyrics, kExportify };

  std::array<std::optional<Column>, kSlotCount> slots;  ///< by Field
  std::vector<VariableColumn> variables;                ///< in the columns' order
  Kind kind = Kind::kSongs;
  ArtistList artist_list = ArtistList::kOne;
  std::size_t width = 0;             ///< cells of the header
  std::vector<std::string> used;     ///< "track_name → title", in the columns' order
  std::vector<std::string> ignored;  ///< header cells nothing is taken from

  const std::optional<Column>& operator[](Field field) const { return slots[static_cast<std::size_t>(field)]; }
  std::optional<Column>& operator[](Field field) { return slots[static_cast<std::size_t>(field)]; }
};

/// Finds out what the columns hold.
///
/// In this order: `overrides` (column, field); names that are known, of several columns for one field the plainest name
/// and then the first column; and where no title or artist is known, the order of columns that exportify.app keeps in
/// all its languages, if the first row begins with a Spotify URI (or the header with a known name for it).
///
/// Artists: a column for one artist is never split. Several are split at `;`; in Exportify files as the program
/// that wrote them joins them (see ArtistList): exportify.net's commas have no space behind, exportify.app's have one,
/// with `\,` inside names. (Its files of 2015 to 2017 do not mark a comma inside a name: such names are cut there.)
///
/// `first_row` may be empty (no row). Throws Error(kUsage) if an override names an unknown column or field, or two
/// columns for one field; Error(kBadData) if there is no column for a title or an artist. `file` is for messages.
ColumnMap map_columns(std::span<const std::string> header, std::span<const std::string_view> first_row,
                      std::span<const std::pair<std::string, std::string>> overrides, const std::string& file);

std::string_view name(ColumnMap::Kind kind);

}  // namespace segue::sources
