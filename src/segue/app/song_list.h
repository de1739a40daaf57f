#pragma once

#include <filesystem>
#include <string>
#include <unordered_set>
#include <vector>

#include "segue/catalog/catalog.h"

namespace segue::app {

/// What a file of songs names.
struct SongList {
  std::vector<SongId> songs;             ///< known to the catalog, in the file's order, each once
  std::vector<SongId> seeds;             ///< those of them it calls seeds (JSON only)
  std::unordered_set<std::string> keys;  ///< playlist::song_key() of all it names, known or not
  std::vector<std::string> unknown;      ///< entries that name no song of the catalog, or several
};

/// Reads songs from a file: by its ending JSON (as `--json` prints it), JSPF, CSV (what `segue import` reads), M3U or
/// M3U8 (files the catalog knows, spotify:track:... and the names in #EXTINF), or any text with a seed a line (as
/// find_seed() reads it; lines that begin with # and empty ones do not count). Songs are found by id first, then by
/// name.
/// Error(kFailed) if it cannot be read, Error(kBadData) if it is not of its format or longer than 64 MiB.
SongList read_song_list(const catalog::Catalog& catalog, const std::filesystem::path& file);

}  // namespace segue::app
