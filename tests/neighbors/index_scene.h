#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <numeric>
#include <ostream>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/base/rng.h"
#include "segue/neighbors/build_index.h"
#include "segue/neighbors/inverted_file.h"
#include "segue/numeric/distance.h"
#include "segue/numeric/matrix.h"

namespace segue::neighbors {

inline void PrintTo(const Neighbor& neighbor,
                    std::ostream* out) {  // NOLINT(readability-identifier-naming): GoogleTest's
  *out << neighbor.id << " at " << neighbor.distance;
}

namespace test {

/// Vectors to make an index of.
struct Vectors {
  std::vector<std::int64_t> ids;
  numeric::Matrix rows;

  VectorsInMemory source() const { return {ids, rows}; }
};

enum class Kind { kNormal, kClustered, kCrowded, kMixed, kTiny, kHuge, kOne, kKinds };

inline void fill_vectors(Rng& rng, Kind kind, numeric::Matrix& rows) {
  const std::size_t clusters = 1 + rows.rows() / 50;
  numeric::Matrix centres(clusters, rows.cols());
  for (float& x : centres.values()) x = static_cast<float>(10 * rng.normal());
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    const auto centre = centres.row(rng.below(clusters));
    const double size = std::pow(10.0, static_cast<double>(rng.below(13)) - 6);
    const bool zero = rng.below(7) == 0;
    for (std::size_t j = 0; j < rows.cols(); ++j) {
      double x = rng.normal();
      if (kind == Kind::kClustered) x = double{centre[j]} + 0.1 * x;
      if (kind == Kind::kCrowded) x = zero ? 0 : static_cast<double>(rng.below(3)) - 1;  // duplicates, ties, zeros
      if (kind == Kind::kMixed) x = zero ? 0 : x * size;
      if (kind == Kind::kTiny) x *= size * 1e-20;
      if (kind == Kind::kHuge) x = std::clamp(x * size * 1e8, -1e15, 1e15);
      if (kind == Kind::kOne) x = 2.5;
      rows(i, j) = static_cast<float>(x);
    }
  }
}

/// Ids are 3, 6, 9 and so on.
inline Vectors random_vectors(Rng& rng, std::size_t count, std::size_t dimension, Kind kind = Kind::kNormal) {
  Vectors made{std::vector<std::int64_t>(count), numeric::Matrix(count, dimension)};
  for (std::size_t i = 0; i < count; ++i) made.ids[i] = 3 * static_cast<std::int64_t>(i + 1);
  fill_vectors(rng, kind, made.rows);
  return made;
}

/// A vector like those of the kind: one of them, between two of them, or any other.
inline std::vector<float> random_query(Rng& rng, const numeric::Matrix& rows, Kind kind) {
  numeric::Matrix query(1, rows.cols());
  fill_vectors(rng, kind, query);
  std::vector<float> made(query.values());
  if (rows.rows() > 0 && rng.below(3) > 0) {
    const auto a = rows.row(rng.below(rows.rows()));
    const auto b = rows.row(rng.below(rows.rows()));
    const float share = rng.below(2) == 0 ? 0 : static_cast<float>(rng.uniform());
    for (std::size_t j = 0; j < made.size(); ++j) made[j] = a[j] + share * (b[j] - a[j]);
  }
  return made;
}

inline InvertedFile build(const Vectors& vectors, std::size_t cells, double recall = 1) {
  BuildOptions options;
  options.cells = cells;
  options.recall = recall;
  return build_index(vectors.source(), options);
}

inline bool nearer(const Neighbor& a, const Neighbor& b) {
  return a.distance != b.distance ? a.distance < b.distance : a.id < b.id;
}

/// Measures every vector of the index as it is stored, those in the cells of a rank below `probes`, and sorts.
inline std::vector<Neighbor> brute_force(const InvertedFile& index, std::span<const float> query, std::size_t k,
                                         const Filter& filter = {}, std::size_t probes = SIZE_MAX) {
  std::vector<Neighbor> all;
  std::vector<float> row(index.dimension());
  const auto ranks = index.cell_ranks(query);
  const auto asked = index.as_stored(query);
  for (const std::int64_t id : index.ids()) {
    if (filter && !filter(id)) continue;
    const auto cell = index.cell_of(id);
    if (cell && ranks[*cell] >= probes) continue;
    index.read_stored(id, row);
    all.push_back({id, std::sqrt(numeric::squared_distance(asked, row))});
  }
  std::sort(all.begin(), all.end(), nearer);
  all.resize(std::min(k, all.size()));
  return all;
}

/// Finds what `found` says it finds, or fails.
inline void expect_exact(const InvertedFile& index, std::span<const float> query, std::size_t k,
                         const Filter& filter = {}) {
  ASSERT_EQ(index.search_cells(query, k, index.cells(), filter), brute_force(index, query, k, filter))
      << index.size() << " x " << index.dimension() << " in " << index.cells() << " cells, k " << k;
}

/// Calls `act` and expects an Error of this kind whose message says these words.
template <class Act>
void expect_error(ErrorKind kind, const std::string& words, const Act& act) {
  try {
    act();
    ADD_FAILURE() << "no error, expected: " << words;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind) << error.what();
    EXPECT_THAT(error.what(), testing::HasSubstr(words));
  }
}

inline std::vector<std::byte> file_bytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  std::vector<std::byte> bytes(text.size());
  if (!text.empty()) std::memcpy(bytes.data(), text.data(), text.size());
  return bytes;
}

inline void write_bytes(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

/// The names in a folder, hidden ones too.
inline std::set<std::string> names_in(const std::filesystem::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) names.insert(entry.path().filename().string());
  return names;
}

}  // namespace test
}  // namespace segue::neighbors
