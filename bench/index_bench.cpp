// Finding near vectors: segue's exact scan and inverted file beside hnswlib and Faiss, in one process, in turn.
//
// Usage: index_bench VECTORS [--dimension N] [--queries N] [--threads N] [--without hnswlib|faiss]... [--folder DIR]
//
// Vectors are made up: points around Zipf-distributed cluster centres, each cluster flat in 12 directions, with fewer
// directions mattering than there are. The numbers were chosen so that distances are as among the 21,406 songs of a
// catalog with learned vectors: of as many vectors, the median distance to the 1st, 10th, 100th nearest and to the
// nearest twentieth is 0.37, 0.52, 0.82, 1.07 here and 0.45, 0.57, 0.73, 1.03 there. Rivals are asked up to a million.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "index_rivals.h"
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "segue/base/error.h"
#include "segue/base/rng.h"
#include "segue/base/workers.h"
#include "segue/neighbors/build_index.h"
#include "segue/neighbors/exact_scan.h"
#include "segue/numeric/distance.h"
#include "segue/numeric/top_k.h"

namespace {

using namespace segue;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kAsked = 10;
constexpr std::size_t kRounds = 5;
constexpr std::size_t kChunk = 4096;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Of /proc/self/status, in MB.
double memory(const std::string& field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(field + ":")) return std::strtod(line.c_str() + field.size() + 1, nullptr) / 1024;
  }
  return 0;
}

/// Where the vectors come from: clusters of the sizes that Zipf's law gives.
class Mixture {
 public:
  Mixture(std::size_t dimension, std::uint64_t seed) : dimension_(dimension), rng_(seed) {
    Rng rng = rng_.fork(0);
    double squares = 0;
    for (std::size_t j = 0; j < dimension; ++j) {
      spread_.push_back(std::exp(-static_cast<double>(j) / kDecay));
      squares += spread_.back() * spread_.back();
    }
    for (double& value : spread_) value *= std::sqrt(static_cast<double>(dimension) / squares);
    for (std::size_t i = 0; i < kClusters * dimension; ++i) {
      centres_.push_back(static_cast<float>(rng.normal() * spread_[i % dimension]));
    }
    for (std::size_t i = 0; i < kClusters * kAxes * dimension; ++i) {
      axes_.push_back(static_cast<float>(rng.normal() * 0.17 * spread_[i % dimension]));
    }
    double sum = 0;
    for (std::size_t c = 0; c < kClusters; ++c) {
      sum += 1.0 / static_cast<double>(c + 1);
      shares_.push_back(sum);
    }
  }

  /// `count` vectors of unit length; the same for the same stream.
  void draw(std::uint64_t stream, std::size_t count, float* out) const {
    Rng rng = rng_.fork(stream + 1);
    for (std::size_t i = 0; i < count; ++i, out += dimension_) {
      const auto cluster =
          static_cast<std::size_t>(std::ranges::upper_bound(shares_, rng.uniform() * shares_.back()) - shares_.begin());
      std::copy_n(centres_.begin() + static_cast<std::ptrdiff_t>(cluster * dimension_), dimension_, out);
      for (std::size_t a = 0; a < kAxes; ++a) {
        const auto along = static_cast<float>(rng.normal());
        const float* axis = axes_.data() + (cluster * kAxes + a) * dimension_;
        for (std::size_t j = 0; j < dimension_; ++j) out[j] += along * axis[j];
      }
      float square = 0;
      for (std::size_t j = 0; j < dimension_; ++j) {
        out[j] += static_cast<float>(rng.normal() * 0.1 * spread_[j]);
        square += out[j] * out[j];
      }
      for (std::size_t j = 0; j < dimension_; ++j) out[j] /= std::sqrt(square);
    }
  }

 private:
  static constexpr std::size_t kClusters = 2000;
  static constexpr std::size_t kAxes = 12;
  static constexpr double kDecay = 16;
  std::size_t dimension_;
  Rng rng_;
  std::vector<double> spread_;
  std::vector<float> centres_;
  std::vector<float> axes_;
  std::vector<double> shares_;
};

/// Vectors in a file, read where they are asked for: memory is then the index's alone.
class VectorFile final : public neighbors::VectorSource {
 public:
  VectorFile(const std::filesystem::path& path, const Mixture& mixture, std::size_t rows, std::size_t dimension,
             std::size_t threads)
      : rows_(rows), dimension_(dimension), fd_(::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC, 0666)) {
    ::unlink(path.c_str());
    parallel_ranges(rows, kChunk, threads, [&](std::size_t begin, std::size_t end) {
      std::vector<float> values((end - begin) * dimension);
      mixture.draw(begin / kChunk, end - begin, values.data());
      transfer(::pwrite, reinterpret_cast<char*>(values.data()), begin, end - begin);
    });
  }
  VectorFile(const VectorFile&) = delete;
  VectorFile& operator=(const VectorFile&) = delete;
  ~VectorFile() override { ::close(fd_); }

  std::size_t size() const override { return rows_; }
  std::size_t dimension() const override { return dimension_; }
  void read(std::size_t begin, std::span<std::int64_t> ids, std::span<float> vectors) const override {
    for (std::size_t i = 0; i < ids.size(); ++i) ids[i] = static_cast<std::int64_t>(begin + i);
    transfer(::pread, reinterpret_cast<char*>(vectors.data()), begin, ids.size());
  }

 private:
  template <class Call>
  void transfer(Call call, char* bytes, std::size_t begin, std::size_t count) const {
    std::size_t left = count * dimension_ * sizeof(float);
    auto offset = static_cast<off_t>(begin * dimension_ * sizeof(float));
    while (left > 0) {
      const auto moved = call(fd_, bytes, left, offset);
      if (moved <= 0) throw Error(ErrorKind::kFailed, "cannot use the file of vectors");
      bytes += moved;
      offset += moved;
      left -= static_cast<std::size_t>(moved);
    }
  }

  std::size_t rows_;
  std::size_t dimension_;
  int fd_;
};

/// The true nearest of each query, in float32.
std::vector<std::vector<std::int64_t>> truth_of(const VectorFile& source, const numeric::Matrix& queries,
                                                std::size_t threads) {
  std::vector<numeric::RunningSmallest> best(queries.rows(), numeric::RunningSmallest(kAsked));
  std::vector<std::int64_t> ids(kChunk);
  numeric::Matrix rows(kChunk, source.dimension());
  for (std::size_t begin = 0; begin < source.size(); begin += kChunk) {
    const std::size_t count = std::min(kChunk, source.size() - begin);
    source.read(begin, std::span(ids).first(count), std::span(rows.values()).first(count * source.dimension()));
    parallel_ranges(queries.rows(), 16, threads, [&](std::size_t first, std::size_t last) {
      std::vector<float> squares(count);
      for (std::size_t q = first; q < last; ++q) {
        numeric::squared_distances(queries.row(q), {rows.values().data(), count, source.dimension()}, squares);
        for (std::size_t i = 0; i < count; ++i) {
          if (squares[i] <= best[q].limit()) best[q].offer(static_cast<std::uint32_t>(begin + i), squares[i]);
        }
      }
    });
  }
  std::vector<std::vector<std::int64_t>> truth(queries.rows());
  for (std::size_t q = 0; q < truth.size(); ++q) {
    for (const auto& scored : best[q].take()) truth[q].push_back(scored.index);
  }
  return truth;
}

/// One way to answer a query, its times in several rounds and its recall.
struct Method {
  std::string name;
  std::function<void(std::size_t query, std::span<std::int64_t> found)> answer;
  std::size_t queries = 0;
  std::vector<double> microseconds;
  double recall = 0;
};

/// All methods in turn, round by round, so that what else the machine does meets all of them.
void measure(std::vector<Method>& methods, const std::vector<std::vector<std::int64_t>>& truth, std::size_t rounds) {
  std::vector<std::int64_t> found(kAsked);
  for (std::size_t round = 0; round < rounds; ++round) {
    for (auto& method : methods) {
      std::size_t hits = 0;
      double spent = 0;
      for (std::size_t q = 0; q < method.queries; ++q) {
        const auto start = Clock::now();
        method.answer(q, found);
        spent += seconds_since(start);
        for (const std::int64_t id : found) hits += std::ranges::count(truth[q], id) > 0 ? 1 : 0;
      }
      method.microseconds.push_back(spent / static_cast<double>(method.queries) * 1e6);
      method.recall = static_cast<double>(hits) / static_cast<double>(method.queries * kAsked);
    }
  }
}

void print(std::vector<Method>& methods) {
  fmt::print("{:<44} {:>9} {:>12} {:>12}   us/query, fastest to slowest round\n", "method", "recall@10", "us/query",
             "queries/s");
  for (auto& method : methods) {
    std::ranges::sort(method.microseconds);
    const double median = method.microseconds[method.microseconds.size() / 2];
    fmt::print("{:<44} {:>9.4f} {:>12.1f} {:>12.0f}   {:.1f} to {:.1f}\n", method.name, method.recall, median,
               1e6 / median, method.microseconds.front(), method.microseconds.back());
  }
}

std::size_t number(int argc, char** argv, const std::string& option, std::size_t otherwise) {
  for (int i = 2; i + 1 < argc; ++i) {
    if (argv[i] == option) return static_cast<std::size_t>(std::strtoull(argv[i + 1], nullptr, 10));
  }
  return otherwise;
}

bool given(int argc, char** argv, const std::string& option, const std::string& value) {
  for (int i = 2; i + 1 < argc; ++i) {
    if (argv[i] == option && argv[i + 1] == value) return true;
  }
  return false;
}

int run(int argc, char** argv) {
  const auto rows = static_cast<std::size_t>(std::strtoull(argv[1], nullptr, 10));
  const std::size_t dimension = number(argc, argv, "--dimension", 64);
  const std::size_t asked = number(argc, argv, "--queries", 1000);
  const std::size_t threads = number(argc, argv, "--threads", 2);
  const std::filesystem::path folder = std::filesystem::temp_directory_path();
  const Mixture mixture(dimension, 7);
  const auto path = folder / fmt::format("segue-index-bench-{}.vectors", ::getpid());
  const VectorFile source(path, mixture, rows, dimension, threads);
  numeric::Matrix queries(asked, dimension);
  mixture.draw(std::uint64_t{1} << 40U, asked, queries.values().data());
  fmt::print("{} vectors of {} numbers, {} queries, {} threads to build, one to search\n", rows, dimension, asked,
             threads);
  const auto truth = truth_of(source, queries, threads);

  const auto index_path = folder / fmt::format("segue-index-bench-{}.index", ::getpid());
  neighbors::BuildOptions options;
  options.threads = threads;
  options.cells = number(argc, argv, "--cells", 0);
  const double memory_before = memory("RssAnon");
  auto start = Clock::now();
  auto index = number(argc, argv, "--mapped", 1) != 0 ? neighbors::build_index(source, options, index_path)
                                                      : neighbors::build_index(source, options);
  const double ours = seconds_since(start);
  std::filesystem::remove(index_path);
  fmt::print(
      "{:<44} built in {:8.2f} s, {:6.1f} bytes a vector; {} cells, {} looked at at most, recall {:.4f} when "
      "tuned; a scan reads {} columns\n",
      "segue, inverted file", ours, static_cast<double>(index.bytes()) / static_cast<double>(rows), index.cells(),
      index.probes(), index.header().recall, index.header().leading);
  fmt::print("{:<44} at most {:.0f} MB in all, {:.0f} MB of it not the file's\n", "  memory while building",
             memory("VmHWM"), memory("RssAnon") - memory_before);

  std::vector<Method> methods;
  const auto take = [](const std::vector<neighbors::Neighbor>& nearest, std::span<std::int64_t> found) {
    std::fill(found.begin(), found.end(), -1);
    for (std::size_t i = 0; i < nearest.size(); ++i) found[i] = nearest[i].id;
  };
  const std::size_t few = std::min<std::size_t>(asked, rows > 2'000'000 ? 40 : 200);
  methods.push_back({"segue, all cells (exact scan of bytes)",
                     [&](std::size_t q, std::span<std::int64_t> found) {
                       take(index.search_cells(queries.row(q), kAsked, index.cells()), found);
                     },
                     few,
                     {},
                     0});
  for (const double share : {0.25, 0.5, 1.0, 2.0, 4.0}) {
    const auto probes =
        std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(share * static_cast<double>(index.probes()))));
    const bool tuned = share == 1.0;
    methods.push_back(
        {tuned ? fmt::format("segue, as tuned: {} cells at most", probes) : fmt::format("segue, {} cells", probes),
         [&, probes, tuned](std::size_t q, std::span<std::int64_t> found) {
           take(tuned ? index.search(queries.row(q), kAsked) : index.search_cells(queries.row(q), kAsked, probes),
                found);
         },
         asked,
         {},
         0});
  }
  neighbors::SearchCost cost;
  neighbors::SearchCost all;
  for (std::size_t q = 0; q < few; ++q) {
    neighbors::SearchCost one;
    index.search_near(queries.row(q), kAsked, index.probes(), index.header().reach, {}, &one);
    cost += one;
    index.search_cells(queries.row(q), kAsked, index.cells(), {}, &one);
    all += one;
  }
  const auto share = [&](std::size_t count) { return static_cast<double>(count) / static_cast<double>(few); };
  fmt::print("{:<44} {:.0f} vectors in {:.1f} cells, {:.0f} measured; all cells: {:.0f} in {:.0f}, {:.0f} measured\n",
             "  read by a query", share(cost.rows), share(cost.cells), share(cost.rescored), share(all.rows),
             share(all.cells), share(all.rescored));
  std::unique_ptr<neighbors::ExactScan> scan;
  std::vector<float> vectors;
  std::vector<std::unique_ptr<RivalIndex>> rivals;
  if (rows <= 1'000'000) {
    vectors.resize(rows * dimension);
    std::vector<std::int64_t> ids(rows);
    source.read(0, ids, vectors);
    scan = std::make_unique<neighbors::ExactScan>(ids, numeric::Matrix(rows, dimension, vectors));
    methods.push_back(
        {"segue, plain float32 scan",
         [&](std::size_t q, std::span<std::int64_t> found) { take(scan->search(queries.row(q), kAsked), found); },
         few,
         {},
         0});
    if (!given(argc, argv, "--without", "hnswlib")) rivals.push_back(make_hnswlib());
    if (!given(argc, argv, "--without", "faiss")) rivals.push_back(make_faiss());
  }
  for (const auto& rival : rivals) {
    const double before = memory("VmRSS");
    start = Clock::now();
    rival->build(vectors.data(), rows, dimension, threads);
    const double seconds = seconds_since(start);
    fmt::print("{:<44} built in {:8.2f} s, {:6.1f} bytes a vector; segue {:.1f} times sooner\n", rival->name(), seconds,
               (memory("VmRSS") - before) * 1024 * 1024 / static_cast<double>(rows), seconds / ours);
    std::fflush(stdout);
    // One round over the efforts finds the least that reaches the recall; it and its neighbours are then measured.
    std::vector<Method> tried;
    for (const std::size_t effort : rival->efforts()) {
      tried.push_back({fmt::format("{}: effort {}", rival->name(), effort),
                       [&, effort](std::size_t q, std::span<std::int64_t> found) {
                         rival->search(queries.row(q).data(), kAsked, effort, found);
                       },
                       asked,
                       {},
                       0});
      std::vector<Method> one{tried.back()};
      measure(one, truth, 1);
      tried.back().recall = one.front().recall;
      if (one.front().recall >= 0.995) break;
    }
    for (auto& method : tried) {
      if (method.recall >= 0.97) methods.push_back(std::move(method));
    }
  }
  measure(methods, truth, kRounds);
  print(methods);
  fmt::print("memory at the end: {:.0f} MB resident, {:.0f} MB of it mapped files\n", memory("VmRSS"),
             memory("RssFile") + memory("RssShmem"));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || std::strtoull(argv[1], nullptr, 10) == 0) {
    fmt::print(stderr,
               "usage: index_bench VECTORS [--dimension N] [--queries N] [--threads N] [--without hnswlib|faiss]...\n");
    return 2;
  }
  try {
    return run(argc, argv);
  } catch (const segue::Error& error) {
    fmt::print(stderr, "index_bench: {}\n", error.what());
    return 1;
  }
}
