#pragma once

#include <span>

#include "segue/catalog/catalog.h"
#include "segue/catalog/database.h"
#include "segue/catalog/song_keys.h"

namespace segue::catalog {

/// Catalog::look_ahead.
void look_for_songs_of(SongKeys& keys, std::span<const SongRecord> records);
/// Catalog::write: finds the song a record is about, or makes it, and adds what the record knows.
Catalog::Written write_record(Database& database, SongKeys& keys, const SongRecord& record,
                              const WriteOptions& options);
/// Catalog::write_to.
Catalog::Written write_record_to(Database& database, SongKeys& keys, SongId song, const SongRecord& record,
                                 const WriteOptions& options);

}  // namespace segue::catalog
