#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "segue/catalog/values/made_list.h"

namespace segue::catalog {

class Database;

/// What a listener said and kept: what they think of songs, and made lists. It stands in the catalog's file, on a
/// connection of its own; what is written is there at once.
///
/// Throws what Catalog throws. Not for use by two threads at once.
class Listener {
 public:
  /// `path` of a catalog that exists; Error(kNotFound) if there is none.
  explicit Listener(const std::filesystem::path& path);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  /// Remembers what is thought of a song, in place of what was thought before (for that seed, or for all lists).
  void write_feedback(const Feedback& feedback);
  /// Forgets it; false if there was nothing to forget.
  bool remove_feedback(SongId song, std::optional<SongId> seed);
  /// All there is, that for all lists first, then by seed and song.
  std::vector<Feedback> feedback() const;

  /// Keeps a list under its name, in place of one of that name. songs and distances are of one size.
  void write_list(const MadeList& list);
  /// False if there is none of that name.
  bool remove_list(std::string_view name);
  /// The oldest first.
  std::vector<MadeList> lists() const;

 private:
  std::unique_ptr<Database> database_;
};

}  // namespace segue::catalog
