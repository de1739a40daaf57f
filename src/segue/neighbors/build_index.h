#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>

#include "segue/base/progress.h"
#include "segue/neighbors/inverted_file.h"
#include "segue/neighbors/vector_source.h"

namespace segue::neighbors {

struct BuildOptions {
  std::size_t cells = 0;  ///< 0: usual_cells() of the number of vectors
  double recall = 0.99;   ///< to be reached: share of the recall_k nearest that a search finds; 1: all cells
  std::size_t recall_k = 10;
  std::size_t recall_queries = 1024;  ///< vectors it is measured on
  std::uint64_t seed = 0;
  std::size_t threads = 1;  ///< changes the time, never the result
  IndexLabel label{};
};

/// Four times the square root of the vectors, so that finding the cells and reading those looked at cost about the
/// same, and at most one for 250 of them; one cell, a plain scan, below 20,000.
std::size_t usual_cells(std::size_t vectors);

/// Builds an index, in memory or, with a path, as a file that takes its name when it is whole. Cells are learned from a
/// sample of 64 vectors a cell; memory beside the index and the sample is 8 bytes a vector.
/// Ids must be ascending and distinct, else Error(kBadData), as for numbers that are not finite or beyond
/// kLargestValue; Error(kUsage) for more vectors than an index can hold; Error(kInterrupted) if cancelled. The same
/// vectors and options give the same bytes.
InvertedFile build_index(const VectorSource& source, const BuildOptions& options,
                         const std::optional<std::filesystem::path>& path = std::nullopt,
                         Progress& progress = Progress::none(),
                         const Cancellation& cancellation = Cancellation::never());

/// How far a search looks, and what it then finds.
struct TunedSearch {
  std::size_t probes = 1;
  float reach = 0;
  double recall = 1;
};

/// The least that a search must look at to find this share (and a standard error more) of the k nearest, other than
/// itself, of `queries` vectors of the index, drawn with `seed`. First, as an exact scan knows the cells of the
/// nearest, the fewest cells that would do if every query looked at as many; a half more is the most that one may look
/// at. Then the least reach with which searches find enough.
TunedSearch tune_search(const InvertedFile& index, double recall, std::size_t k, std::size_t queries,
                        std::uint64_t seed, std::size_t threads,
                        const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::neighbors
