#include <algorithm>

#include <fmt/format.h>

#include "segue/catalog/song_store.h"
#include "segue/catalog/value_columns.h"

namespace segue::catalog {
namespace {

Provenance read_provenance(const Database& database, std::string_view text) {
  if (const std::optional<Provenance> provenance = provenance_named(text)) return *provenance;
  throw Error(ErrorKind::kBadData,
              fmt::format("the catalog {} is damaged: it has values from '{}', which segue does not know",
                          database.path().string(), text),
              "Put a copy back, or import again into another file (--catalog).");
}

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

/// Words are proof that there are words, unless somebody said something about it.
void take_lyrics(KnownValues& known, Provenance source) {
  if (known.values.has(Variable::kHasLyrics)) return;
  known.values[Variable::kHasLyrics] = 1;
  known.provenance[static_cast<std::size_t>(Variable::kHasLyrics)] = source;
}

}  // namespace

void for_each_values(Database& database, const std::function<void(SongId, const KnownValues&)>& visit) {
  static const std::string kSelect =
      fmt::format("SELECT song_id, source, {} FROM song_values ORDER BY song_id, source", value_columns());
  // Both are read in one pass, side by side; statements open at the same time see the same state.
  Query rows = database.query(kSelect);
  Query words = database.query("SELECT song_id, source FROM lyrics ORDER BY song_id");
  bool has_row = rows.step();
  bool has_words = words.step();
  while (has_row || has_words) {
    SongId song{has_row ? rows.integer(0) : words.integer(0)};
    if (has_words) song.value = std::min(song.value, words.integer(0));
    KnownValues known;
    while (has_row && rows.integer(0) == song.value) {
      take_values(known, read_values(rows, 2), read_provenance(database, rows.text(1)));
      has_row = rows.step();
    }
    if (has_words && words.integer(0) == song.value) {
      take_lyrics(known, read_provenance(database, words.text(1)));
      has_words = words.step();
    }
    visit(song, known);
  }
}

std::optional<KnownValues> read_known_values(Database& database, SongId id) {
  static const std::string kSelect =
      fmt::format("SELECT source, {} FROM song_values WHERE song_id = ?", value_columns());
  KnownValues known;
  Query rows = database.query(kSelect);
  rows.with(id.value);
  while (rows.step()) take_values(known, read_values(rows, 1), read_provenance(database, rows.text(0)));
  Query words = database.query("SELECT source FROM lyrics WHERE song_id = ?");
  words.with(id.value);
  if (words.step()) take_lyrics(known, read_provenance(database, words.text(0)));
  if (known.values.empty()) return std::nullopt;
  return known;
}

}  // namespace segue::catalog
