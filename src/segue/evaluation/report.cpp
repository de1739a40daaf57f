#include "segue/evaluation/report.h"

#include <utility>

namespace segue::evaluation {

Report make_report(const Protocol& protocol) {
  Report report;
  report.pool = protocol.pool.size();
  report.queries = protocol.pool.size();  // every song of the pool is asked
  report.songs = protocol.songs;
  report.training_playlists = protocol.training_playlists;
  report.test_playlists = protocol.test_playlists;
  return report;
}

Comparison compare(const Row& a, const Row& b, const BootstrapOptions& options) {
  return {.method = a.method, .against = b.method, .p_at_10 = paired_bootstrap(a.per_query, b.per_query, options)};
}

void measure_with_clusters(Report& report, const std::string& method, const Protocol& protocol,
                           numeric::MatrixView vectors, const std::vector<std::int32_t>& clusters,
                           const BootstrapOptions& options) {
  Row whole = measure(method, protocol, vectors, nullptr, options.threads);
  Row within = measure(method + "-within-cluster", protocol, vectors, &clusters, options.threads);
  report.comparisons.push_back(compare(whole, within, options));
  report.rows.push_back(std::move(whole));
  report.rows.push_back(std::move(within));
}

}  // namespace segue::evaluation
