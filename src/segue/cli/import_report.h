#pragma once

#include <nlohmann/json.hpp>

#include "segue/app/import.h"
#include "segue/app/import_list.h"
#include "segue/app/import_music.h"
#include "segue/app/import_subsonic.h"
#include "segue/cli/console.h"

namespace segue::cli {

// What import and analyze tell about what they did, for people and as JSON.

void print_table(Console& console, const app::FileImport& file);
nlohmann::ordered_json table_json(const app::FileImport& file);

void print_music(Console& console, const app::MusicImport& music);
nlohmann::ordered_json music_json(const app::MusicImport& music);

void print_list(Console& console, const app::ListImport& list);
nlohmann::ordered_json list_json(const app::ListImport& list);

void print_server(Console& console, const app::SubsonicImport& server);
nlohmann::ordered_json server_json(const app::SubsonicImport& server);

/// Files that could not be heard go to standard error, line by line.
void print_listening(Console& console, const app::ListeningReport& listening);
nlohmann::ordered_json listening_json(const app::ListeningReport& listening);

}  // namespace segue::cli
