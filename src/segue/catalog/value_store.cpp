#include <algorithm>

#include <fmt/format.h>

#include "segue/catalog/song_store.h"
#include "segue/catalog/value_columns.h"

namespace segue::catalog {

Provenance read_provenance(const Database& database, std::string_view text) {
  if (const std::optional<Provenance> provenance = provenance_named(text)) return *provenance;
  throw Error(ErrorKind::kBadData,
              fmt::format("the catalog {} is damaged: it has values from '{}', which segue does not know",
                          database.path().string(), text),
              "Put a copy back, or import again into another file (--catalog).");
}

namespace {

/// Takes what `source` knows and no more trusted source does.
void take_values(KnownValues& known, const Values& told, Provenance source) {
  for (std::size_t i = 0; i < kVariableCount; ++i) {
    const auto variable = static_cast<Variable>(i);
    if (!told.has(variable)) continue;
    if (known.values.has(variable) && known.provenance[i] <= source) continue;
    known.values[variable] = told[variable];
    known.provenance[i] = source;
  }
}

/// A text is proof that there are words, or that there are none ("[Instrumental]"), unless somebody said something
/// about it. A service that found no words says nothing against a text that somebody else had.
void take_lyrics(KnownValues& known, Provenance source, bool wordless) {
  Provenance& said_by = known.provenance[static_cast<std::size_t>(Variable::kHasLyrics)];
  if (known.values.has(Variable::kHasLyrics) && said_by <= Provenance::kFile) return;
  known.values[Variable::kHasLyrics] = wordless ? 0 : 1;
  said_by = source;
}

/// The sentiment that begins at `first_column` as values of segue.
Values sentiment_of(const Query& row, int first_column) {
  Values values;
  values[Variable::kSentimentNegative] = row.real(first_column);
  values[Variable::kSentimentNeutral] = row.real(first_column + 1);
  values[Variable::kSentimentPositive] = row.real(first_column + 2);
  return values;
}

constexpr std::string_view kWords =
    "SELECT l.song_id, l.source, r.tokens IS 0, f.negative, f.neutral, f.positive FROM lyrics l "
    "LEFT JOIN readings f ON f.song_id = l.song_id AND f.model_id = (SELECT id FROM text_models WHERE feels = 1) "
    "LEFT JOIN readings r ON r.song_id = l.song_id AND r.model_id = (SELECT id FROM text_models WHERE embeds = 1) ";

}  // namespace

void for_each_values(Database& database, const std::function<void(SongId, const KnownValues&)>& visit,
                     std::span<const Variable> only, const SongRange& range) {
  const auto tells_of_words = [](Variable variable) {
    const auto group = info(variable).group;
    return group == VariableGroup::kSentiment || group == VariableGroup::kLyrics;
  };
  const bool with_words = only.empty() || std::ranges::any_of(only, tells_of_words);
  // Both are read in one pass, side by side; statements open at the same time see the same state.
  Query rows = database.query(
      fmt::format("SELECT song_id, source, {} FROM song_values WHERE song_id BETWEEN ? AND ? ORDER BY song_id, source",
                  value_columns(only)));
  rows.with(range.first.value, range.last.value);
  static const std::string kAllWords = fmt::format("{} WHERE l.song_id BETWEEN ? AND ? ORDER BY l.song_id", kWords);
  Query words = database.query(kAllWords);
  words.with(range.first.value, range.last.value);
  bool has_row = rows.step();
  bool has_words = with_words && words.step();
  while (has_row || has_words) {
    SongId song{has_row ? rows.integer(0) : words.integer(0)};
    if (has_words) song.value = std::min(song.value, words.integer(0));
    const bool is_with_words = has_words && words.integer(0) == song.value;
    KnownValues known;
    if (is_with_words) take_values(known, sentiment_of(words, 3), Provenance::kSegue);
    while (has_row && rows.integer(0) == song.value) {
      take_values(known, read_values(rows, 2, only), read_provenance(database, rows.text(1)));
      has_row = rows.step();
    }
    if (is_with_words) {
      take_lyrics(known, read_provenance(database, words.text(1)), words.integer(2) != 0);
      has_words = words.step();
    }
    visit(song, known);
  }
}

std::optional<KnownValues> read_known_values(Database& database, SongId id) {
  static const std::string kSelect =
      fmt::format("SELECT source, {} FROM song_values WHERE song_id = ?", value_columns());
  static const std::string kWordsOfOne = fmt::format("{} WHERE l.song_id = ?", kWords);
  KnownValues known;
  Query words = database.query(kWordsOfOne);
  words.with(id.value);
  const bool is_with_words = words.step();
  if (is_with_words) take_values(known, sentiment_of(words, 3), Provenance::kSegue);
  Query rows = database.query(kSelect);
  rows.with(id.value);
  while (rows.step()) take_values(known, read_values(rows, 1), read_provenance(database, rows.text(0)));
  if (is_with_words) take_lyrics(known, read_provenance(database, words.text(1)), words.integer(2) != 0);
  if (known.values.empty()) return std::nullopt;
  return known;
}

}  // namespace segue::catalog
