#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "segue/base/ids.h"
#include "segue/catalog/values/variable.h"
#include "segue/numeric/matrix.h"

namespace segue::features {

/// One column a model may see: a variable, or beyond the report a fact about the song (release year, duration) or a
/// number of its timbre.
struct Column {
  std::string name;  ///< a variable's name, "year", "duration", or one of catalog::timbre_numbers()
  bool operator==(const Column&) const = default;
};

/// Songs x columns, with what is known. `values` holds 0 where `known` holds 0.
struct FeatureTable {
  std::vector<SongId> songs;    ///< n, ascending
  std::vector<Column> columns;  ///< d
  numeric::Matrix values;       ///< n x d
  numeric::Matrix known;        ///< n x d, 1 or 0
};

/// One song's facts that are numbers; NaN is "unknown".
struct SongNumbers {
  SongId song;
  catalog::Values values;
  double year;  ///< of release
  double duration_ms;
  std::vector<float> timbre{};  ///< catalog::timbre_numbers().size(), or none
};

/// The columns of the report's tabular autoencoder: all 26 variables in order.
std::vector<Column> tabular_columns();
/// The audio features among them (12), as `segue evaluate` compares.
std::vector<Column> audio_feature_columns();
/// The facts beside the numbers: "year" and "duration".
std::vector<Column> context_columns();
/// The numbers of the timbre a model sees: means of MFCC and spectral contrast, and what says most of rhythm, harmony
/// and space. Not all that is measured: deviations and scalars that these nearly determine are left out.
std::vector<Column> timbre_columns();
bool is_timbre(const Column& column);
/// All columns a recipe may rest on: the report's, the timbre's, year and duration.
std::vector<Column> model_columns();

/// Builds the table; duration becomes the natural logarithm of its milliseconds. Songs may come in any order, each
/// once. What is no finite float32, and a duration that is not positive, counts as unknown. Throws Error(kBadData) on a
/// column of a name that Column does not know: column names may come from a file.
FeatureTable make_table(const std::vector<SongNumbers>& songs, std::vector<Column> columns);

/// A column left out of a model, and why.
struct LeftOut {
  Column column;
  bool constant = false;  ///< every known value is the same; false: no song has one
};

/// The columns of `table` that say anything: known for some song and not constant. The others replace the content of
/// `left_out`, in their order. Applying it twice changes nothing.
FeatureTable informative(const FeatureTable& table, std::vector<LeftOut>& left_out);

/// The columns of `table` at `indices`, in that order, for the same songs.
FeatureTable select_columns(const FeatureTable& table, const std::vector<std::size_t>& indices);

}  // namespace segue::features
