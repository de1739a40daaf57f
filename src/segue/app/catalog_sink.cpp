#include "segue/app/catalog_sink.h"

#include "segue/app/playlist_count.h"

namespace segue::app {
namespace {

/// Records per transaction: large enough that committing costs little, small enough that a kill loses a blink of work.
constexpr std::uint64_t kBatchRecords = 2000;

}  // namespace

void CatalogSink::on_record(catalog::SongRecord&& record) {
  catalog_failed_ = true;  // unless all of this succeeds
  if (!batch_) batch_.emplace(catalog_);
  const auto written = catalog_.write(record, options_);
  switch (written.outcome) {
    case catalog::WriteOutcome::kAdded:
      ++counts_.added;
      break;
    case catalog::WriteOutcome::kCompleted:
      ++counts_.completed;
      break;
    case catalog::WriteOutcome::kUnchanged:
      ++counts_.unchanged;
      break;
    case catalog::WriteOutcome::kUnknown:
      ++counts_.unknown_lyrics;
      break;
  }
  if (record.playlist && written.outcome != catalog::WriteOutcome::kUnknown) remember(*record.playlist, written.song);
  if (++records_in_batch_ == kBatchRecords) commit();
  catalog_failed_ = false;
}

void CatalogSink::on_problem(ItemProblem&& problem) {
  if (on_problem_) on_problem_(problem);
}

void CatalogSink::commit() {
  if (batch_) batch_->commit();
  batch_.reset();
  records_in_batch_ = 0;
}

void CatalogSink::commit_playlists() {
  catalog::Catalog::Transaction all(catalog_);
  for (const auto& gathered : playlists_) {
    count_playlist(counts_, catalog_.write_playlist(gathered.mention, gathered.songs));
  }
  all.commit();
}

void CatalogSink::remember(const catalog::PlaylistMention& mention, SongId song) {
  const auto [at, is_new] =
      place_.try_emplace({mention.key, mention.key.empty() ? mention.name : ""}, playlists_.size());
  if (is_new) playlists_.push_back({mention, {}});
  playlists_[at->second].songs.push_back(song);
}

}  // namespace segue::app
