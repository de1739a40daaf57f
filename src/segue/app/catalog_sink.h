#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "segue/app/import.h"
#include "segue/catalog/catalog.h"
#include "segue/sources/record_sink.h"

namespace segue::app {

/// Gathers records, writes them into a catalog batch by batch, and gathers the playlists they stand in until all are
/// read. What was not committed is lost with it.
class CatalogSink final : public sources::RecordSink {
 public:
  /// Songs of playlists that wait for the end at most; 8 bytes each.
  static constexpr std::uint64_t kMostGathered = 1'000'000;

  /// All must outlive it; `on_problem` may be empty.
  CatalogSink(catalog::Catalog& catalog, const catalog::WriteOptions& options,
              const std::function<void(const ItemProblem&)>& on_problem, RecordCounts& counts,
              std::uint64_t most_gathered = kMostGathered)
      : catalog_(catalog),
        options_(options),
        on_problem_(on_problem),
        counts_(counts),
        most_gathered_(most_gathered),
        records_(static_cast<std::uint64_t>(catalog.song_count())) {}

  void on_record(catalog::SongRecord&& record) override;
  void on_problem(ItemProblem&& problem) override;

  /// True once the catalog refused a write: then the fault is not the source's.
  bool catalog_failed() const { return catalog_failed_; }

  /// Keeps the records that came so far.
  void commit();
  /// Stores all playlists, or none; but of more than `most_gathered` songs, parts were kept with the records.
  void commit_playlists();

 private:
  struct Gathered {
    catalog::PlaylistMention mention;
    std::vector<SongId> songs;                                  // not stored yet
    std::optional<catalog::Catalog::PlaylistOutcome> so_far{};  // of those that are
  };
  void write(const catalog::SongRecord& record);
  void remember(const catalog::PlaylistMention& mention, SongId song);
  void store(Gathered& gathered);
  void store_some_playlists();

  catalog::Catalog& catalog_;
  catalog::WriteOptions options_;
  const std::function<void(const ItemProblem&)>& on_problem_;
  RecordCounts& counts_;
  std::uint64_t most_gathered_;
  std::vector<catalog::SongRecord> batch_;
  std::uint64_t bytes_of_batch_ = 0;  // of words
  std::uint64_t records_;             // so far, those of the songs that were there included
  std::uint64_t gathered_songs_ = 0;
  bool catalog_failed_ = false;
  std::vector<Gathered> playlists_;  // in the order the source names them
  std::map<std::pair<std::string, std::string>, std::size_t> place_;
};

}  // namespace segue::app
