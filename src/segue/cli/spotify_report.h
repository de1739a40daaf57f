#pragma once

#include <nlohmann/json.hpp>

#include "segue/app/import_spotify.h"
#include "segue/cli/console.h"

namespace segue::cli {

/// What an import from Spotify tells about what it did, for people and as JSON.
void print_spotify(Console& console, const app::SpotifyImportReport& report);
nlohmann::ordered_json spotify_json(const app::SpotifyImportReport& report);

}  // namespace segue::cli
