#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "segue/app/search.h"

namespace segue::app {

/// Pictures of a search, drawn by gnuplot into a folder (made if missing), each as NAME.png and NAME.svg:
/// losses (curves of every trial, both splits), latents-1, latents-2, ... (each network's first run, two by two,
/// coloured by cluster; the first twelve networks), loss-and-precision (where there are playlists to measure on).
/// Returns their names. Error(kFailed) without gnuplot, or where it cannot write.
std::vector<std::string> draw_search(const SearchReport& report, const std::filesystem::path& folder);

}  // namespace segue::app
