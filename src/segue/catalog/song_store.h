#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "segue/catalog/catalog.h"
#include "segue/catalog/database.h"
#include "segue/catalog/song_keys.h"

namespace segue::catalog {

/// Reading songs, names, numbers and words; the contracts stand in catalog.h.
std::vector<Song> read_songs(Database& database, std::span<const SongId> ids);
void for_each_song(Database& database, const std::function<void(const Song&)>& visit, bool with_ids,
                   const SongRange& range);
std::vector<SongName> read_songs_titled(Database& database, SongKeys& keys, std::string_view key);
void for_each_name(Database& database, const std::function<void(const SongName&)>& visit);

void for_each_values(Database& database, const std::function<void(SongId, const KnownValues&)>& visit,
                     std::span<const Variable> only, const SongRange& range);
std::optional<KnownValues> read_known_values(Database& database, SongId id);
std::optional<std::string> read_lyrics(Database& database, SongId id);
/// Of a stored name. Error(kBadData) if segue knows none of it.
Provenance read_provenance(const Database& database, std::string_view text);

/// The columns read_facts() expects.
inline constexpr std::string_view kFactColumns =
    "title, artists, album, released, duration_ms, popularity, explicit, path";
/// Facts without ids, from the columns that begin at `first_column`.
SongFacts read_facts(const Query& row, int first_column);

}  // namespace segue::catalog
