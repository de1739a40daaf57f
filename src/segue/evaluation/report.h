#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "segue/evaluation/bootstrap.h"
#include "segue/evaluation/protocol.h"
#include "segue/features/feature_table.h"
#include "segue/numeric/matrix.h"

namespace segue::evaluation {

/// A method that could not be measured.
struct Skipped {
  std::string method;
  std::string reason;  ///< what is missing, for a person
};

/// Two measured methods on the same queries.
struct Comparison {
  std::string method;
  std::string against;
  PairedDifference p_at_10;  ///< method's minus against's
};

/// What `segue evaluate` found out. How it is shown is the caller's business.
struct Report {
  std::size_t pool = 0;
  std::size_t queries = 0;
  std::size_t songs = 0;
  std::size_t sample_of = 0;  ///< songs of the catalog, where a sample of them was measured on; 0: all were
  std::size_t training_playlists = 0;
  std::size_t test_playlists = 0;
  std::vector<Row> rows;
  std::vector<Comparison> comparisons;
  std::vector<Skipped> skipped;
  std::vector<features::LeftOut> left_out;  ///< columns no method could use
};

/// The protocol's numbers, no rows yet.
Report make_report(const Protocol& protocol);

/// a - b of two rows measured by the same protocol.
Comparison compare(const Row& a, const Row& b, const BootstrapOptions& options = {});

/// Measures `vectors` with the whole pool as possible answers and, named `method`-within-cluster, with the query's
/// cluster only (`clusters`: one per song), and adds both rows and their paired difference (whole catalog minus within
/// cluster) to `report`. Parameters as measure(); options.threads serves for all of it.
void measure_with_clusters(Report& report, const std::string& method, const Protocol& protocol,
                           numeric::MatrixView vectors, const std::vector<std::int32_t>& clusters,
                           const BootstrapOptions& options = {});

}  // namespace segue::evaluation
