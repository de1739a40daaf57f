#include "segue/sources/spotify/playlist.h"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/base/unicode.h"
#include "segue/sources/http/http_url.h"
#include "segue/sources/spotify/answers.h"
#include "segue/sources/spotify/link.h"

namespace segue::sources {
namespace {

constexpr std::uint64_t kPageSize = 50;
constexpr std::uint64_t kMostEntries = 100'000;  // ten times what Spotify allows
constexpr std::string_view kItems = "items";
constexpr std::string_view kTracks = "tracks";

bool may_be_elsewhere(int status) {
  return status == 403 || status == 404;
}

/// One playlist while it is read.
class Reading {
 public:
  Reading(SpotifyApi& api, const std::string& id, RecordSink& sink, Progress& progress,
          const Cancellation& cancellation)
      : api_(api), sink_(sink), progress_(progress), cancellation_(cancellation), what_("playlist " + id) {
    report_.id = id;
  }

  SpotifyPlaylistReport read(std::chrono::seconds head_good) {
    SpotifyPlaylistHead head = ask_head(head_good);
    report_.name = head.name;
    report_.owner = head.owner;
    version_ = head.snapshot;
    page_good_ = head.snapshot.empty() ? head_good : kSpotifyGood;
    total_ = head.total;
    progress_.begin(head.name.empty() ? what_ : printable(head.name), total_, "songs");
    // What comes with the playlist spares asking for it; but an app that may not read the entries gets an empty list.
    const bool usable = head.page && (!head.page->items.empty() || head.page->total == std::uint64_t{0});
    if (usable) form_ = head.page_name;
    SpotifyPage page = usable ? std::move(*head.page) : first_page();
    while (true) {
      take(page);
      const auto next = next_url(page);
      if (next.empty()) break;
      page = next_page(next);
    }
    progress_.end();
    return report_;
  }

 private:
  SpotifyPlaylistHead ask_head(std::chrono::seconds good) {
    const auto path = fmt::format("/playlists/{}?{}", report_.id, query({{"additional_types", "track,episode"}}));
    SpotifyApi::Keeping keeping;
    keeping.good = good;
    const HttpResponse response = api_.get(path, what_, keeping, cancellation_);
    if (response.status != 200) throw api_.refusal(response, what_);
    return read_spotify_playlist_head(response.body, what_);
  }

  std::string query(std::vector<std::pair<std::string, std::string>> pairs) const {
    if (!api_.account().market.empty()) pairs.emplace_back("market", api_.account().market);
    return query_string(pairs);
  }

  std::string page_path(std::string_view form, std::uint64_t offset) const {
    return fmt::format("/playlists/{}/{}?{}", report_.id, form,
                       query({{"limit", std::to_string(kPageSize)},
                              {"offset", std::to_string(offset)},
                              {"additional_types", "track,episode"}}));
  }

  std::string what_page() const { return fmt::format("{}, entries from {} on", what_, report_.entries + 1); }

  HttpResponse ask_page(const std::string& path) {
    SpotifyApi::Keeping keeping;
    keeping.good = page_good_;
    keeping.version = version_;
    return api_.get(path, what_page(), keeping, cancellation_);
  }

  /// Asks for the entries from here on in the shape `form`; in the other one where that is not for this app.
  SpotifyPage page_in_any_form(std::string_view form) {
    const HttpResponse response = ask_page(page_path(form, report_.entries));
    if (response.status == 200) {
      form_ = form;
      return read_spotify_playlist_page(response.body, what_page());
    }
    if (!may_be_elsewhere(response.status)) throw api_.refusal(response, what_page());
    const auto other = form == kItems ? kTracks : kItems;
    const HttpResponse second = ask_page(page_path(other, report_.entries));
    if (second.status == 200) {
      form_ = other;
      api_.prefers_tracks = other == kTracks;
      return read_spotify_playlist_page(second.body, what_page());
    }
    // A 404 of the one says only that there is no such way.
    const bool first_says = response.status == 403 || second.status == 404;
    throw api_.refusal(first_says && may_be_elsewhere(second.status) ? response : second, what_);
  }

  SpotifyPage first_page() { return page_in_any_form(api_.prefers_tracks ? kTracks : kItems); }

  SpotifyPage next_page(const std::string& url) {
    if (!asked_.insert(url).second) {
      throw Error(ErrorKind::kService, fmt::format("{}: its pages lead round in a circle", what_), "Try again later.");
    }
    const HttpResponse response = ask_page(url);
    if (response.status == 200) return read_spotify_playlist_page(response.body, what_page());
    if (!may_be_elsewhere(response.status)) throw api_.refusal(response, what_page());
    return page_in_any_form(form_ == kItems ? kTracks : kItems);
  }

  /// Where the entries after this page are; empty: nowhere.
  std::string next_url(const SpotifyPage& page) const {
    const auto total = page.total ? page.total : total_;
    if (page.items.empty() || report_.entries >= kMostEntries) return {};
    if (!page.next.empty() && api_.is_own(page.next)) return page.next;
    const bool more = total && report_.entries < *total;
    return more ? page_path(form_, report_.entries) : std::string();
  }

  void take(const SpotifyPage& page) {
    for (const auto& item : page.items) {
      ++report_.entries;
      switch (item.kind) {
        case SpotifyItem::Kind::kLocal:
          ++report_.local;
          [[fallthrough]];
        case SpotifyItem::Kind::kSong:
          ++report_.songs;
          emit(item);
          break;
        case SpotifyItem::Kind::kEpisode:
          ++report_.episodes;
          break;
        case SpotifyItem::Kind::kGone:
          ++report_.gone;
          break;
        case SpotifyItem::Kind::kStrange:
          ++report_.refused;
          sink_.on_problem(
              {spotify_url(SpotifyType::kPlaylist, report_.id), report_.entries, {}, item.found, item.expected, false});
          break;
      }
    }
    progress_.advance(report_.entries);
    cancellation_.check();
  }

  void emit(const SpotifyItem& item) {
    catalog::SongRecord record;
    record.facts = item.facts;
    record.provenance = catalog::Provenance::kSpotify;
    record.playlist = catalog::PlaylistMention{report_.id, report_.name, true};
    sink_.on_record(std::move(record));
  }

  SpotifyApi& api_;
  RecordSink& sink_;
  Progress& progress_;
  const Cancellation& cancellation_;
  std::string what_;
  std::string version_;
  std::chrono::seconds page_good_{0};
  std::optional<std::uint64_t> total_;
  std::string form_;
  std::set<std::string> asked_;
  SpotifyPlaylistReport report_;
};

}  // namespace

SpotifyPlaylistReport read_spotify_playlist(SpotifyApi& api, const std::string& id, std::chrono::seconds head_good,
                                            RecordSink& sink, Progress& progress, const Cancellation& cancellation) {
  return Reading(api, id, sink, progress, cancellation).read(head_good);
}

}  // namespace segue::sources
