#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "segue/base/error.h"

namespace segue::playlist {

enum class FieldKind : std::uint8_t {
  kNumber,
  kDuration,  ///< seconds; written 4:30 or 90s too
  kKey,       ///< 0 to 11; written C, C#, Db, ... too; has no order
  kMode,      ///< 0 minor, 1 major; has no order
  kFlag,      ///< 0 or 1; may stand alone
  kText,
};

/// What a filter may ask of a song.
struct FilterField {
  std::string_view name;
  FieldKind kind = FieldKind::kNumber;
  double min = 0;  ///< values outside are refused where they are written; of numbers only
  double max = 0;
  std::string_view meaning;  ///< for a person, with the unit
};

/// All fields, those of texts first. Their order is that of FilterColumns.
std::span<const FilterField> filter_fields();

/// The songs a filter is asked about, column by column. Only the columns of Filter::fields() are looked at; those have
/// `songs` entries.
struct FilterColumns {
  explicit FilterColumns(std::size_t count);

  std::size_t songs = 0;
  std::vector<std::vector<double>> numbers;     ///< per field; NaN is unknown
  std::vector<std::vector<std::string>> texts;  ///< per field; several (artists) end with '\x1f' each; empty is unknown
};

/// A filter that cannot be read: kUsage, with a message of several lines that points at the column.
class FilterError : public Error {
 public:
  FilterError(const std::string& what_is_wrong, std::string_view filter, std::size_t begin, std::size_t length,
              std::string hint);

  std::size_t column;  ///< in code points, from 1
};

/// A condition on songs, as people type it: year>=1990 and energy<0.5 and not explicit
///
///     or       = and { ("or" | "||") and }
///     and      = not { ("and" | "&&") not }
///     not      = ("not" | "!") not | "(" or ")" | test
///     test     = FLAG                                        holds where it is 1
///              | FIELD "is" ["not"] ("known" | "unknown")
///              | FIELD ("=" | "==" | "!=") values            some value agrees, or none
///              | FIELD ("<" | "<=" | ">" | ">=") VALUE       numbers, durations
///              | FIELD ("~" | "!~") TEXT                     contains, or does not
///              | FIELD ["not"] "in" ("(" values { "," values } ")" | values)
///     values   = VALUE [".." VALUE]                          a range holds both ends
///
/// Words are case-insensitive; texts stand in "..." or '...' (a quote inside is doubled) or are one word. Texts agree
/// where fold_words() of them does, artists where artist_key() does; of several artists or playlists one is enough.
/// What is unknown fulfils no test, so `not explicit` holds for a song of which that is not known, and `year!=1990`
/// does not for one without a year. At most 4,096 bytes and 64 levels of brackets.
class Filter {
 public:
  /// FilterError if it is none.
  static Filter parse(std::string_view text);

  /// The fields it names, as indices into filter_fields(), ascending.
  const std::vector<std::size_t>& fields() const { return fields_; }

  /// 1 for every song that fulfils it, 0 for the others. 26,000 songs take a millisecond, or some where texts are read.
  std::vector<std::uint8_t> evaluate(const FilterColumns& columns) const;

 private:
  friend class FilterParser;

  struct Interval {
    double low = 0;
    double high = 0;
    bool low_open = false;
    bool high_open = false;
  };
  struct Node {
    enum class Kind : std::uint8_t { kOr, kAnd, kNot, kKnown, kNumber, kEquals, kContains };
    Kind kind = Kind::kKnown;
    std::size_t left = 0;  ///< of kOr, kAnd, kNot
    std::size_t right = 0;
    std::size_t field = 0;            ///< of the others
    bool inverted = false;            ///< of tests: holds where the value is known and none agrees
    std::vector<Interval> intervals;  ///< of kNumber
    std::vector<std::string> texts;   ///< of kEquals and kContains, folded
  };

  void evaluate(std::size_t at, const FilterColumns& columns, std::vector<std::uint8_t>& out) const;

  std::vector<Node> nodes_;
  std::size_t root_ = 0;
  std::vector<std::size_t> fields_;
};

}  // namespace segue::playlist
