#include "segue/app/import.h"

#include <map>
#include <optional>

#include "segue/app/playlist_count.h"

namespace segue::app {
namespace {

/// Rows per transaction: large enough that committing costs little, small enough that a kill loses a blink of work.
constexpr std::uint64_t kBatchRows = 2000;

/// Writes records as they come and gathers playlists until the file is read.
class CatalogSink final : public sources::RecordSink {
 public:
  CatalogSink(catalog::Catalog& catalog, const ImportOptions& options,
              const std::function<void(const ItemProblem&)>& on_problem, FileImport& result)
      : catalog_(catalog), options_{options.add_songs, options.update}, on_problem_(on_problem), result_(result) {}

  void on_record(catalog::SongRecord&& record) override {
    catalog_failed_ = true;  // unless all of this succeeds
    if (!batch_) batch_.emplace(catalog_);
    const auto written = catalog_.write(record, options_);
    switch (written.outcome) {
      case catalog::WriteOutcome::kAdded:
        ++result_.added;
        break;
      case catalog::WriteOutcome::kCompleted:
        ++result_.completed;
        break;
      case catalog::WriteOutcome::kUnchanged:
        ++result_.unchanged;
        break;
      case catalog::WriteOutcome::kUnknown:
        ++result_.unknown_lyrics;
        break;
    }
    if (record.playlist && written.outcome != catalog::WriteOutcome::kUnknown) remember(*record.playlist, written.song);
    if (++rows_in_batch_ == kBatchRows) commit();
    catalog_failed_ = false;
  }

  void on_problem(ItemProblem&& problem) override {
    if (on_problem_) on_problem_(problem);
  }

  /// True once the catalog refused a write: then the fault is not the file's.
  bool catalog_failed() const { return catalog_failed_; }

  /// Keeps the rows written so far.
  void commit() {
    if (batch_) batch_->commit();
    batch_.reset();
    rows_in_batch_ = 0;
  }

  /// All playlists of the file, or none.
  void commit_playlists() {
    catalog::Catalog::Transaction all(catalog_);
    for (const auto& gathered : playlists_) {
      count_playlist(result_, catalog_.write_playlist(gathered.mention, gathered.songs));
    }
    all.commit();
  }

 private:
  struct Gathered {
    catalog::PlaylistMention mention;
    std::vector<SongId> songs;
  };

  void remember(const catalog::PlaylistMention& mention, SongId song) {
    const auto [at, is_new] =
        place_.try_emplace({mention.key, mention.key.empty() ? mention.name : ""}, playlists_.size());
    if (is_new) playlists_.push_back({mention, {}});
    playlists_[at->second].songs.push_back(song);
  }

  catalog::Catalog& catalog_;
  catalog::WriteOptions options_;
  const std::function<void(const ItemProblem&)>& on_problem_;
  FileImport& result_;
  std::optional<catalog::Catalog::Transaction> batch_;
  std::uint64_t rows_in_batch_ = 0;
  bool catalog_failed_ = false;
  std::vector<Gathered> playlists_;  // in the order the file names them
  std::map<std::pair<std::string, std::string>, std::size_t> place_;
};

/// Reads one file into `report`: as an import, or as a failure if the file is at fault.
void import_table(catalog::Catalog& catalog, const std::filesystem::path& file, const ImportOptions& options,
                  const sources::SongTableOptions& table_options,
                  const std::function<void(const ItemProblem&)>& on_problem, ImportReport& report, Progress& progress,
                  const Cancellation& cancellation) {
  FileImport result;
  CatalogSink sink(catalog, options, on_problem, result);
  try {
    result.table = sources::read_song_table(file, table_options, sink, progress, cancellation);
  } catch (const Error& error) {
    if (sink.catalog_failed() || error.kind() == ErrorKind::kUsage) throw;
    sink.commit();  // rows read before the file went bad, or before Ctrl-C, are good rows
    if (error.kind() == ErrorKind::kInterrupted) throw;
    report.failures.push_back({file.string(), error.kind(), error.what(), error.hint()});
    return;
  }
  sink.commit();
  sink.commit_playlists();
  report.files.push_back(std::move(result));
}

}  // namespace

ImportReport import_tables(catalog::Catalog& catalog, const std::vector<std::filesystem::path>& files,
                           const ImportOptions& options, const std::function<void(const ItemProblem&)>& on_problem,
                           const Clock& clock, Progress& progress, const Cancellation& cancellation) {
  sources::SongTableOptions table_options;
  table_options.map = options.map;
  table_options.latest_year = year_of(clock.now()) + 1;  // labels announce albums for next year
  ImportReport report;
  for (const auto& file : files) {
    import_table(catalog, file, options, table_options, on_problem, report, progress, cancellation);
  }
  return report;
}

}  // namespace segue::app
