#pragma once

#include "segue/catalog/catalog.h"

namespace segue::app {

/// Counts what became of a playlist in a report that has playlists_added, playlists_changed and playlists_unchanged.
template <class Report>
void count_playlist(Report& report, catalog::Catalog::PlaylistOutcome outcome) {
  switch (outcome) {
    case catalog::Catalog::PlaylistOutcome::kAdded:
      ++report.playlists_added;
      break;
    case catalog::Catalog::PlaylistOutcome::kChanged:
      ++report.playlists_changed;
      break;
    case catalog::Catalog::PlaylistOutcome::kUnchanged:
      ++report.playlists_unchanged;
      break;
  }
}

}  // namespace segue::app
