#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segue/catalog/values/variable.h"

namespace segue::sources {

/// What a column of a table of songs can hold.
enum class Field : std::uint8_t {
  kTitle,
  kArtist,
  kAlbum,
  kReleaseDate,
  kYear,
  kDuration,
  kPopularity,
  kExplicit,
  kSpotifyId,
  kIsrc,
  kMusicBrainzId,
  kLyrics,
  kPlaylistId,
  kPlaylistName,
  kVariable,  ///< one of the 26: which one is said beside it
  kIgnored,
};
inline constexpr std::size_t kSlotCount = static_cast<std::size_t>(Field::kVariable);

/// The further ways a field is written.
enum class FieldForm : std::uint8_t {
  kPlain,
  kSeveral,       ///< kArtist: the cell may name several
  kMilliseconds,  ///< kDuration
  kSeconds,       ///< kDuration
};

/// What a name stands for.
struct FieldName {
  Field field = Field::kIgnored;
  FieldForm form = FieldForm::kPlain;
  catalog::Variable variable = catalog::Variable::kDanceability;  ///< where field is kVariable
  /// Of several columns for one field the lowest rank is taken: 0 says just this, 1 may mean something else.
  int rank = 0;
  /// A name that other services use for other ids: taken only where the first row's cell is an id of Spotify.
  bool only_if_spotify = false;
};

/// A header cell for comparison: folded (case, accents), without spaces, underscores and hyphens.
std::string normal_header(std::string_view cell);

/// What a header cell usually means; nothing if unknown. "(s)" makes no difference where no name is spelled with it.
std::optional<FieldName> field_of_header(std::string_view cell);

/// The fields of `--map`, by their names; "ignore" leaves a column out.
std::optional<FieldName> field_named(std::string_view name);
/// Their names, fields first, then all variables, then "ignore".
std::vector<std::string> field_names();

/// What exportify.app calls the column of track URIs in the languages of its page other than English and German.
bool is_translated_track_uri(std::string_view cell);
/// A column that exportify.app writes and exportify.net does not.
bool is_exportify_app_column(std::string_view cell);
/// When a song was added to its playlist: only Exportify files say it.
bool is_added_at(std::string_view cell);

}  // namespace segue::sources
