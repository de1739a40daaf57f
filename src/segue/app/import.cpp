#include "segue/app/import.h"

#include "segue/app/catalog_sink.h"

namespace segue::app {
namespace {

/// Reads one file into `report`: as an import, or as a failure if the file is at fault.
void import_table(catalog::Catalog& catalog, const std::filesystem::path& file, const ImportOptions& options,
                  const sources::SongTableOptions& table_options,
                  const std::function<void(const ItemProblem&)>& on_problem, ImportReport& report, Progress& progress,
                  const Cancellation& cancellation) {
  FileImport result;
  CatalogSink sink(catalog, {options.add_songs, options.update}, on_problem, result);
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
