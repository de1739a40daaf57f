#include "segue/app/fetch_sources.h"

#include <cassert>

#include "segue/app/spotify.h"
#include "segue/app/subsonic_account.h"
#include "segue/base/error.h"
#include "segue/sources/genius/genius.h"
#include "segue/sources/lrclib/lrclib.h"
#include "segue/sources/reccobeats/reccobeats.h"
#include "segue/sources/spotify/sound.h"
#include "segue/sources/subsonic/subsonic_lyrics.h"

namespace segue::app {
namespace {

sources::ServiceMemory memory(bool redo) {
  return redo ? sources::ServiceMemory::none() : sources::ServiceMemory();
}

/// SpotifySound with whoever asks.
class OwnSpotifySound final : public sources::FeatureSource {
 public:
  OwnSpotifySound(Services& services, bool redo, Notes& notes)
      : spotify_(services.spotify()),
        sound_(spotify_.api(), memory(redo), services.cached(), services.http(), services.cache(), notes) {}

  std::string_view name() const override { return sound_.name(); }
  catalog::Provenance provenance() const override { return sound_.provenance(); }
  std::size_t batch() const override { return sound_.batch(); }
  bool can_ask(const catalog::SongFacts& song) const override { return sound_.can_ask(song); }
  std::vector<sources::FeatureAnswer> ask(std::span<const catalog::SongFacts> songs,
                                          const Cancellation& cancellation) override {
    spotify_.check_credentials();
    return sound_.ask(songs, cancellation);
  }

 private:
  Spotify& spotify_;
  sources::SpotifySound sound_;
};

}  // namespace

const std::vector<FetchSource>& fetch_sources() {
  static const std::vector<FetchSource> kSources = {{"spotify", FetchWhat::kFeatures, false},
                                                    {"reccobeats", FetchWhat::kFeatures, true},
                                                    {"lrclib", FetchWhat::kLyrics, true},
                                                    {"genius", FetchWhat::kLyrics, false},
                                                    {"subsonic", FetchWhat::kLyrics, false}};
  return kSources;
}

Service service_of(std::string_view source) {
  if (source == "reccobeats") return Service::kReccoBeats;
  if (source == "lrclib") return Service::kLrclib;
  if (source == "spotify") return Service::kSpotify;
  if (source == "subsonic") return Service::kSubsonic;
  return Service::kGenius;
}

bool asked_by_itself(const FetchSource& source, const Services& services) {
  if (source.name != "spotify") return source.by_itself;
  const auto state = spotify_state(services.settings());
  return state.app || state.login;
}

std::unique_ptr<sources::FeatureSource> make_feature_source(std::string_view name, Services& services, bool redo,
                                                            Notes& notes) {
  if (name == "spotify") return std::make_unique<OwnSpotifySound>(services, redo, notes);
  assert(name == "reccobeats");
  const sources::ReccoBeatsSettings settings{services.settings().reccobeats_url, memory(redo)};
  return std::make_unique<sources::ReccoBeats>(settings, services.cached(), services.http(), services.cache());
}

std::unique_ptr<sources::LyricsSource> make_lyrics_source(std::string_view name, Services& services, bool redo) {
  const auto& settings = services.settings();
  if (name == "lrclib") {
    const sources::LrclibSettings lrclib{settings.lrclib_url, memory(redo)};
    return std::make_unique<sources::Lrclib>(lrclib, services.cached(), services.http(), services.cache());
  }
  if (name == "subsonic") {
    return std::make_unique<sources::SubsonicLyrics>(services.http(), services.cache(), subsonic_account({}, settings),
                                                     memory(redo).missing, settings.offline);
  }
  assert(name == "genius");
  if (settings.genius_access_token.empty() && !settings.offline) {
    throw Error(
        ErrorKind::kUsage, "Genius is asked with a token, and none is set",
        "https://genius.com/api-clients makes one (\"Client Access Token\"); put it into GENIUS_ACCESS_TOKEN or "
        "genius_access_token of the config file. LRCLIB needs none: leave --genius out.");
  }
  const sources::GeniusSettings genius{settings.genius_url, settings.genius_pages_url, settings.genius_access_token,
                                       memory(redo)};
  return std::make_unique<sources::Genius>(genius, services.cached(), services.http(), services.cache());
}

}  // namespace segue::app
