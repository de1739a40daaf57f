#include "segue/app/push.h"

#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "segue/base/atomic_file.h"
#include "segue/base/error.h"
#include "segue/base/unicode.h"
#include "segue/sources/folder/file_text.h"

namespace segue::app {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLargestList = 64U * 1024 * 1024;
constexpr std::size_t kLongestName = 200;  // bytes; Spotify refuses more than 100 characters

std::string text_of(const Json& object, const char* name) {
  const auto at = object.find(name);
  return at != object.end() && at->is_string() ? sources::clean_name(at->get_ref<const std::string&>()) : "";
}

catalog::SongFacts facts_of(const Json& song, const std::string& shown_name) {
  catalog::SongFacts facts;
  if (song.is_object()) {
    facts.title = text_of(song, "title");
    if (const auto artists = song.find("artists"); artists != song.end() && artists->is_array()) {
      for (const auto& artist : *artists) {
        if (artist.is_string()) facts.artists.push_back(sources::clean_name(artist.get_ref<const std::string&>()));
      }
    }
    facts.album = text_of(song, "album");
    const auto duration = song.find("duration_ms");
    if (duration != song.end() && duration->is_number_unsigned()) {
      const auto ms = duration->get<std::uint64_t>();
      if (ms < std::uint64_t{1} << 40) facts.duration_ms = static_cast<std::int64_t>(ms);
    }
    if (auto id = text_of(song, "spotify_id"); !id.empty()) facts.ids.push_back({"spotify", std::move(id)});
  }
  if (facts.title.empty()) {
    throw Error(ErrorKind::kBadData, fmt::format("{}: a song without a title", shown_name),
                "A list is what 'segue playlist --json' prints.");
  }
  return facts;
}

std::string checked_name(const PushList& list, const PushOptions& options) {
  std::string name = sources::clean_name(options.name.empty() ? list.title : options.name);
  if (name.empty()) throw Error(ErrorKind::kUsage, "the playlist has no name", "Give it one: --name NAME.");
  if (name.size() > kLongestName) {
    if (!options.name.empty()) {
      throw Error(ErrorKind::kUsage,
                  fmt::format("--name: expected at most {} bytes, found {}", kLongestName, name.size()));
    }
    name = shorten(name, kLongestName / 4);
  }
  return name;
}

}  // namespace

PushList push_list(const playlist::MadePlaylist& made, bool with_seed) {
  PushList list{made.title, {}};
  if (with_seed) {
    for (const auto& seed : made.seeds) list.songs.push_back(seed.facts);
  }
  for (const auto& pick : made.songs) list.songs.push_back(pick.song.facts);
  return list;
}

PushList read_made_playlist(std::string_view json, const std::string& shown_name) {
  const Json document = Json::parse(json, nullptr, false);
  const auto list_of = [&](const char* name) -> const Json* {
    if (!document.is_object()) return nullptr;
    const auto at = document.find(name);
    return at != document.end() && at->is_array() ? &*at : nullptr;
  };
  const Json* songs = list_of("songs");
  if (songs == nullptr) {
    throw Error(ErrorKind::kBadData,
                fmt::format("{}: expected what 'segue playlist --json' prints, a document with \"songs\"", shown_name),
                "'segue playlist --seed ... --output list.json' writes one.");
  }
  PushList list;
  if (const Json* seeds = list_of("seeds")) {
    for (const auto& seed : *seeds) list.songs.push_back(facts_of(seed, shown_name));
    if (!list.songs.empty()) list.title = catalog::display_name(list.songs.front());
    if (seeds->size() > 1) {
      list.title = list.songs.front().title;
      for (std::size_t i = 1; i < list.songs.size(); ++i) list.title += ", " + list.songs[i].title;
    }
  }
  for (const auto& song : *songs) list.songs.push_back(facts_of(song, shown_name));
  return list;
}

PushList read_push_list(const std::filesystem::path& file) {
  const bool standard_input = file == "-";
  const std::string text = read_file(standard_input ? "/dev/stdin" : file, kLargestList);
  PushList list = read_made_playlist(text, standard_input ? "standard input" : file.string());
  if (list.title.empty()) list.title = sources::clean_name(sources::shown_name(file.stem()));
  return list;
}

PushReport push(sources::PlaylistTarget& target, const PushList& list, const PushOptions& options, Progress& progress,
                const Cancellation& cancellation) {
  if (list.songs.empty()) throw Error(ErrorKind::kUsage, "the list is empty: there is nothing to push");
  PushReport report;
  report.target = target.name();
  report.name = checked_name(list, options);
  const auto existing = target.playlists_named(report.name, cancellation);
  report.exists = !existing.empty();
  if (existing.size() > 1 && !options.dry_run) {
    throw Error(ErrorKind::kFailed,
                fmt::format("{} has {} playlists called '{}'", report.target, existing.size(), report.name),
                "Rename them there, or choose another name: --name NAME.");
  }
  if (report.exists && !options.update && !options.dry_run) {
    throw Error(ErrorKind::kFailed, fmt::format("{} has a playlist called '{}' already", report.target, report.name),
                "--update gives it these songs in place of its own; --name NAME makes another one.");
  }

  sources::PlaylistDraft draft{report.name, "Made by segue", options.is_public, {}};
  std::set<std::string> seen;
  progress.begin(fmt::format("looking for songs at {}", report.target), list.songs.size(), "songs");
  for (std::size_t i = 0; i < list.songs.size(); ++i) {
    cancellation.check();
    const auto& song = list.songs[i];
    if (auto found = target.find(song, cancellation); !found) {
      report.missing.push_back(song);
    } else if (!seen.insert(found->id).second) {
      report.repeated.push_back(song);
    } else {
      draft.songs.push_back(found->id);
      report.songs.push_back({song, *std::move(found)});
    }
    progress.advance(i + 1);
  }
  progress.end();
  if (options.dry_run) return report;
  if (draft.songs.empty()) {
    throw Error(ErrorKind::kNotFound,
                fmt::format("{} has none of the {} songs; no playlist was made", report.target, list.songs.size()),
                "What a service has can be imported ('segue import --help'): lists made of that can be pushed.");
  }
  const auto made = report.exists ? target.replace(existing.front(), draft, progress, cancellation)
                                  : target.create(draft, progress, cancellation);
  report.outcome = report.exists ? PushReport::Outcome::kReplaced : PushReport::Outcome::kCreated;
  report.id = made.id;
  report.url = made.url;
  report.stored = made.songs;
  return report;
}

}  // namespace segue::app
