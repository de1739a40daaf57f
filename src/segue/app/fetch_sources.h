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

/// Whether a source is asked although nobody named it: those that need no account, and Spotify where somebody can ask
/// there.
bool asked_by_itself(const FetchSource& source, const Services& services);

/// `redo`: nothing that was kept counts. Error(kUsage) if credentials are lacking, with where to get them. All must
/// outlive the source.
std::unique_ptr<sources::FeatureSource> make_feature_source(std::string_view name, Services& services, bool redo,
                                                            Notes& notes);
std::unique_ptr<sources::LyricsSource> make_lyrics_source(std::string_view name, Services& services, bool redo);

}  // namespace segue::app
