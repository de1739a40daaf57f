#include "segue/app/outside_seed.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "segue/app/spotify.h"
#include "segue/base/error.h"
#include "segue/playlist/seed.h"
#include "segue/sources/spotify/link.h"
#include "segue/sources/spotify/tracks.h"

namespace segue::app {
namespace {

TakenIn taken_in(const catalog::Catalog& catalog, SongId song, std::string from) {
  const std::array<SongId, 1> ids{song};
  return {song, std::move(from), catalog::display_name(catalog.songs(ids).front().facts)};
}

bool is_music_file(const std::filesystem::path& path) {
  std::error_code unreadable;
  return std::filesystem::is_regular_file(path, unreadable) && is_music(path);
}

TakenIn from_file(catalog::Catalog& catalog, const std::filesystem::path& path, const MusicImportOptions& options,
                  Progress& progress, const Cancellation& cancellation) {
  import_music(catalog, path, {}, progress, cancellation);
  const auto listening = listen(catalog, {path}, options, progress, cancellation);
  if (!listening.unheard.empty()) {
    const auto& unheard = listening.unheard.front();
    throw Error(ErrorKind::kBadData, fmt::format("seed '{}' cannot be heard: {}", path.string(), unheard.message),
                unheard.hint);
  }
  std::error_code ignored;
  const auto whole = std::filesystem::weakly_canonical(std::filesystem::absolute(path, ignored), ignored);
  for (const auto& file : catalog.files()) {
    if (std::filesystem::weakly_canonical(file.path, ignored) == whole) {
      return taken_in(catalog, file.song, fmt::format("the file {}", path.string()));
    }
  }
  throw Error(ErrorKind::kBadData,
              fmt::format("seed '{}' is no song: it has no title that could be told", path.string()));
}

/// What Spotify says of the song meant; nothing if it has none that is surely it.
std::optional<catalog::SongFacts> ask_spotify(Spotify& spotify, const std::string& typed,
                                              const Cancellation& cancellation) {
  spotify.check_credentials();
  auto& api = spotify.api();
  if (const auto link = sources::read_spotify_link(typed); link && (link->type || sources::is_spotify_id(link->id))) {
    const std::vector<std::string> ids{sources::spotify_id_of(typed, sources::SpotifyType::kTrack)};
    return sources::spotify_tracks(api, ids, Progress::none(), cancellation).front();
  }
  constexpr std::size_t kMostReadings = 3;  // "Title, of Several Parts,Artist": the likeliest come first
  std::size_t asked = 0;
  for (const auto& reading : playlist::read_seed(typed)) {
    if (reading.artist.empty()) continue;  // a title alone could be anybody's
    if (++asked > kMostReadings) break;
    catalog::SongFacts wanted;
    wanted.title = reading.title;
    wanted.artists = {reading.artist};
    if (auto hit = sources::search_spotify(api, wanted, cancellation)) return std::move(hit->facts);
  }
  return std::nullopt;
}

}  // namespace

OutsideSeeds::OutsideSeeds(Services& services, MusicImportOptions listening)
    : services_(services), listening_(std::move(listening)) {}

std::optional<TakenIn> OutsideSeeds::take_in(catalog::Catalog& catalog, const std::string& typed, std::string& tried,
                                             Progress& progress, const Cancellation& cancellation) {
  if (is_music_file(typed)) return from_file(catalog, typed, listening_, progress, cancellation);
  try {
    const auto facts = ask_spotify(services_.spotify(), typed, cancellation);
    if (!facts) {
      tried = "Spotify has no song of that title by that artist";
      return std::nullopt;
    }
    catalog::SongRecord record;
    record.facts = *facts;
    catalog::Catalog::Transaction transaction(catalog);
    const auto written = catalog.write(record, {});
    transaction.commit();
    return taken_in(catalog, written.song, "Spotify");
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kService) throw;
    tried = fmt::format("Spotify could not be asked: {}", error.what());
    return std::nullopt;
  }
}

}  // namespace segue::app
