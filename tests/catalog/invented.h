#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/catalog/catalog.h"

namespace segue::catalog {

// How GoogleTest prints what differs.
inline void PrintTo(const ExternalId& id, std::ostream* out) {
  *out << id.scheme << ":" << id.value;
}
inline void PrintTo(const ReleaseDate& date, std::ostream* out) {
  *out << date.text();
}

}  // namespace segue::catalog

namespace segue {

inline void PrintTo(const SongId& id, std::ostream* out) {
  *out << "song " << id.value;
}

}  // namespace segue

namespace segue::test {

/// A record of an invented song.
inline catalog::SongRecord record(std::string title, std::vector<std::string> artists,
                                  std::vector<catalog::ExternalId> ids = {}) {
  catalog::SongRecord made;
  made.facts.title = std::move(title);
  made.facts.artists = std::move(artists);
  made.facts.ids = std::move(ids);
  return made;
}

/// The error `action` ends with; fails the test if it does not throw one.
inline Error error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no Error was thrown";
  return Error(ErrorKind::kFailed, "none");
}

inline catalog::Song song_of(const catalog::Catalog& catalog, SongId id) {
  return catalog.songs(std::vector<SongId>{id}).at(0);
}

/// All a catalog holds about songs and playlists as text, for comparing two states of it.
std::string dump(const catalog::Catalog& catalog);

}  // namespace segue::test
