#pragma once

#include <memory>
#include <string_view>

#include "segue/app/fetch.h"
#include "segue/sources/feature_source.h"
#include "segue/sources/lyrics_source.h"

namespace segue::app {

// The one place where a source is named: add a line to the tables in fetch_sources.cpp.

/// Whose hosts a source asks: for counting requests.
Service service_of(std::string_view source);

/// `redo`: nothing that was kept counts. Error(kUsage) if credentials are lacking, with where to get them.
std::unique_ptr<sources::FeatureSource> make_feature_source(std::string_view name, Services& services, bool redo);
std::unique_ptr<sources::LyricsSource> make_lyrics_source(std::string_view name, Services& services, bool redo);

}  // namespace segue::app
