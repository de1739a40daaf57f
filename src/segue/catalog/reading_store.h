#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "segue/catalog/database.h"
#include "segue/catalog/values/reading.h"
#include "segue/catalog/values/song.h"

namespace segue::catalog {

// What text encoders made of songs' words; the meaning of each function stands in catalog.h.

std::size_t write_song_readings(Database& database, const TextModelName& model, std::span<const SongReading> readings);
void choose_text_models(Database& database, const std::optional<TextModelName>& embeds,
                        const std::optional<TextModelName>& feels);
/// The song has other words now: what was read in the old ones goes.
void forget_readings(Database& database, SongId song);

std::vector<SongWords> read_songs_with_lyrics(Database& database);
std::vector<SongWords> read_songs_to_read(Database& database, std::string_view fingerprint, const ReadingNeeds& needs,
                                          int reader);
void for_each_embedding(Database& database, std::string_view fingerprint,
                        const std::function<void(SongId, std::span<const float>)>& visit, const SongRange& range);
std::optional<SongReading> read_song_reading(Database& database, SongId song, std::string_view fingerprint);
std::vector<TextModelSummary> read_text_models(Database& database);
std::vector<LanguageCount> read_languages(Database& database);

}  // namespace segue::catalog
