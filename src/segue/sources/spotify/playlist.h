#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "segue/base/progress.h"
#include "segue/sources/record_sink.h"
#include "segue/sources/spotify/api.h"

namespace segue::sources {

/// What a playlist was found to hold.
struct SpotifyPlaylistReport {
  std::string id;
  std::string name;
  std::string owner;
  std::uint64_t entries = 0;   ///< seen, of any kind
  std::uint64_t songs = 0;     ///< handed to the sink, local files among them; the same may stand there twice
  std::uint64_t local = 0;     ///< of these: from somebody's disk
  std::uint64_t episodes = 0;  ///< of podcasts: left out
  std::uint64_t gone = 0;      ///< not to be had any more: left out
  std::uint64_t refused = 0;   ///< could not be read; each was told as a problem
};

/// Reads a playlist and hands its songs to `sink` in its order, each with the mention of the whole playlist (its id is
/// the key). Both shapes are spoken: `/items` of today and `/tracks` of old, entries that come with the playlist
/// itself, and pages that follow by URL or, where that leads elsewhere, by number.
///
/// Pages are cached for the state of the playlist (snapshot_id) they belong to, so that a reading that broke off goes
/// on where it was, and an unchanged playlist costs one request. `head_good`: how old a kept answer about the playlist
/// itself may be; 0 asks.
/// Error(kService, kNotFound) as spotify_refusal says; what was handed over before stays good.
SpotifyPlaylistReport read_spotify_playlist(SpotifyApi& api, const std::string& id, std::chrono::seconds head_good,
                                            RecordSink& sink, Progress& progress = Progress::none(),
                                            const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::sources
