#include "segue/app/catalog_sink.h"

#include <algorithm>
#include <utility>

#include "segue/app/playlist_count.h"

namespace segue::app {
namespace {

/// Records per transaction: large enough that committing costs little, small enough that a kill loses a blink of work,
/// or, in a large catalog, an eighth of what making it took. Names and ids come in no order, so that in a large catalog
/// nearly every record changes pages of its own: with 2,000 to a batch a million songs took three times the processor
/// and wrote fourteen times the bytes. While a batch is written other writers wait: some seconds, of the ten that they
/// are ready to.
constexpr std::uint64_t kLeastBatch = 2000;
constexpr std::uint64_t kMostBatch = 100'000;
constexpr std::uint64_t kPartOfRecords = 8;
constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 25U;  // of words that wait to be written

std::uint64_t batch_after(std::uint64_t records) {
  return std::clamp(records / kPartOfRecords, kLeastBatch, kMostBatch);
}

}  // namespace

void CatalogSink::on_record(catalog::SongRecord&& record) {
  bytes_of_batch_ += record.lyrics.size();
  batch_.push_back(std::move(record));
  ++records_;
  if (batch_.size() >= batch_after(records_) || bytes_of_batch_ >= kMostBytes) commit();
}

void CatalogSink::write(const catalog::SongRecord& record) {
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
  if (gathered_songs_ >= most_gathered_) store_some_playlists();
}

void CatalogSink::on_problem(ItemProblem&& problem) {
  if (on_problem_) on_problem_(problem);
}

void CatalogSink::commit() {
  if (batch_.empty()) return;
  catalog_failed_ = true;  // unless all of this succeeds
  catalog::Catalog::Transaction all(catalog_);
  catalog_.look_ahead(batch_);
  for (const auto& record : batch_) write(record);
  all.commit();
  batch_.clear();
  bytes_of_batch_ = 0;
  catalog_failed_ = false;
}

void CatalogSink::commit_playlists() {
  catalog::Catalog::Transaction all(catalog_);
  for (auto& gathered : playlists_) {
    if (!gathered.songs.empty() || !gathered.so_far) store(gathered);
    count_playlist(counts_, *gathered.so_far);
  }
  all.commit();
}

void CatalogSink::store(Gathered& gathered) {
  using Outcome = catalog::Catalog::PlaylistOutcome;
  const auto outcome = catalog_.write_playlist(gathered.mention, gathered.songs);
  // Songs of a playlist are added to those it has, so that parts of it make the whole.
  if (!gathered.so_far || (*gathered.so_far == Outcome::kUnchanged)) gathered.so_far = outcome;
  gathered.songs = {};
}

/// With the records of the batch. A playlist that a source states whole replaces what was known, and has to wait.
void CatalogSink::store_some_playlists() {
  gathered_songs_ = 0;
  for (auto& gathered : playlists_) {
    if (!gathered.mention.whole && !gathered.songs.empty()) store(gathered);
  }
}

void CatalogSink::remember(const catalog::PlaylistMention& mention, SongId song) {
  const auto [at, is_new] =
      place_.try_emplace({mention.key, mention.key.empty() ? mention.name : ""}, playlists_.size());
  if (is_new) playlists_.push_back({mention, {}});
  playlists_[at->second].songs.push_back(song);
  ++gathered_songs_;
}

}  // namespace segue::app
