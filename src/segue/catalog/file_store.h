#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "segue/catalog/database.h"
#include "segue/catalog/values/music_file.h"
#include "segue/catalog/values/song.h"
#include "segue/catalog/values/sound.h"

namespace segue::catalog {

// Music files and what was heard in them; the meaning of each function stands in catalog.h.

std::vector<MusicFile> read_music_files(Database& database);
FileId write_music_file(Database& database, const MusicFile& file);
void write_heard_sound(Database& database, FileId file, const Sound& sound);
void write_sound_problem(Database& database, FileId file, int analyzer, std::string_view problem);
std::optional<Sound> read_sound(Database& database, SongId song);
void for_each_timbre(Database& database, const std::function<void(SongId, std::span<const float>)>& visit,
                     const SongRange& range);
std::vector<SongId> read_silent_songs(Database& database);

}  // namespace segue::catalog
