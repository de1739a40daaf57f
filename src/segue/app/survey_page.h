#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

#include "segue/app/survey.h"

namespace segue::app {

/// The page listeners open: one HTML file that asks no network and names no recipe. It shows each part's seed and lists
/// in their order, takes a rating of 0 to 10 and a comment for each, keeps them in the browser, and saves them as the
/// file that read_answers() (survey_files.h) reads.
///
/// Songs with a Spotify id get a link, songs with a file on this machine a player (its path relative to `folder`, the
/// page's, where music and page can move together). What the catalog says is data to the page, never markup: in a
/// script element that is not run, without "<", and shown as text. A content policy allows the page's own script, by
/// its digest, and no other. The same survey gives the same bytes.
std::string survey_page(const Survey& survey, const std::filesystem::path& folder);

/// 16 hex digits that follow from what is shown, its codes and its order.
std::string survey_id(const Survey& survey);

// The page's sources (pages/survey.*), compiled in.
std::span<const std::byte> survey_html();
std::span<const std::byte> survey_css();
std::span<const std::byte> survey_js();

}  // namespace segue::app
