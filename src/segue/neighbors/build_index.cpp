#include "segue/neighbors/build_index.h"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <cmath>
#include <limits>
#include <mutex>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/base/rng.h"
#include "segue/base/workers.h"
#include "segue/neighbors/cells.h"
#include "segue/neighbors/draw.h"
#include "segue/numeric/distance.h"

namespace segue::neighbors {
namespace {

constexpr std::size_t kChunk = 4096;  // vectors read at a time
constexpr std::size_t kSampleOfCell = 64;
constexpr std::size_t kFewVectors = 20'000;
constexpr std::size_t kRowsOfCell = 250;  // with fewer, the places left empty in the last block of each count

/// Reads the source in chunks, each by one thread, and visits them: visit(begin, ids, vectors).
template <class Visit>
void for_each_chunk(const VectorSource& source, std::size_t threads, Progress& progress,
                    const Cancellation& cancellation, Visit visit) {
  std::mutex mutex;
  std::size_t done = 0;
  parallel_ranges(source.size(), kChunk, threads, [&](std::size_t begin, std::size_t end) {
    cancellation.check();
    std::vector<std::int64_t> ids(end - begin);
    numeric::Matrix vectors(end - begin, source.dimension());
    source.read(begin, ids, vectors.values());
    visit(begin, std::span<const std::int64_t>(ids), vectors.view());
    const std::lock_guard lock(mutex);
    done += end - begin;
    progress.advance(done);
  });
}

/// A step of the progress that ends however the step does.
class Step {
 public:
  Step(Progress& progress, std::string_view name, std::size_t total) : progress_(progress) {
    progress_.begin(name, total, "vectors");
  }
  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;
  ~Step() { progress_.end(); }

 private:
  Progress& progress_;
};

void check_vectors(std::span<const std::int64_t> ids, numeric::MatrixView vectors) {
  for (std::size_t i = 0; i < ids.size(); ++i) {
    for (const float value : vectors.row(i)) {
      if (!(std::abs(value) <= kLargestValue)) {
        throw Error(ErrorKind::kBadData,
                    fmt::format("expected finite numbers, found others in the vector of id {}", ids[i]),
                    "Train again: the stored vectors are damaged.");
      }
    }
    if (i > 0 && ids[i] <= ids[i - 1]) {
      throw Error(ErrorKind::kBadData, fmt::format("expected ascending ids, found {} after {}", ids[i], ids[i - 1]));
    }
  }
}

/// Vectors along axes.
class TurnedVectors final : public VectorSource {
 public:
  TurnedVectors(const VectorSource& source, Axes axes) : source_(source), axes_(axes) {}

  std::size_t size() const override { return source_.size(); }
  std::size_t dimension() const override { return source_.dimension(); }
  void read(std::size_t begin, std::span<std::int64_t> ids, std::span<float> vectors) const override {
    source_.read(begin, ids, vectors);
    if (axes_.empty()) return;
    std::vector<float> vector(dimension());
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const auto row = vectors.subspan(i * dimension(), dimension());
      std::ranges::copy(row, vector.begin());
      axes_.turn(vector, row);
    }
  }

 private:
  const VectorSource& source_;
  Axes axes_;
};

/// What the vectors are stored by.
struct Learned {
  LearnedAxes axes;
  Cells cells;
};

/// Looks at all vectors, and learns from a sample of them.
Learned learn(const VectorSource& source, const BuildOptions& options, Progress& progress,
              const Cancellation& cancellation) {
  const std::size_t rows = source.size();
  const std::size_t cells =
      std::min(options.cells > 0 ? options.cells : usual_cells(rows), std::max<std::size_t>(1, rows));
  if (cells == 1) return {{{}, source.dimension()}, Cells::one(source.dimension())};
  const Rng rng(options.seed);
  const auto drawn = draw(rows, std::min(rows, cells * kSampleOfCell), rng.fork(0));
  numeric::Matrix sample(drawn.size(), source.dimension());
  {
    const Step step(progress, "drawing a sample", rows);
    for_each_chunk(source, options.threads, progress, cancellation,
                   [&](std::size_t begin, std::span<const std::int64_t> ids, numeric::MatrixView vectors) {
                     check_vectors(ids, vectors);
                     const auto first = std::ranges::lower_bound(drawn, begin);
                     for (auto at = first; at != drawn.end() && *at < begin + ids.size(); ++at) {
                       std::ranges::copy(vectors.row(*at - begin),
                                         sample.row(static_cast<std::size_t>(at - drawn.begin())).begin());
                     }
                   });
  }
  const Step step(progress, "learning cells", drawn.size());
  LearnedAxes axes = learn_axes(sample);
  if (!axes.numbers.empty()) {
    const Axes view(axes.numbers, source.dimension());
    std::vector<float> vector(source.dimension());
    for (std::size_t i = 0; i < sample.rows(); ++i) {
      std::ranges::copy(sample.row(i), vector.begin());
      view.turn(vector, sample.row(i));
    }
  }
  auto learned = Cells::train(sample, cells, rng.fork(1).next(), options.threads, cancellation);
  return {std::move(axes), std::move(learned)};
}

/// The cell of every row, the range of ids, and that all is as it should be.
struct Places {
  std::vector<std::uint32_t> cells;
  std::int64_t first_id = 0;
  std::int64_t last_id = 0;
};

/// `check`: its numbers have not been looked at yet.
Places find_cells(const VectorSource& source, const Cells& cells, bool check, std::size_t threads, Progress& progress,
                  const Cancellation& cancellation) {
  Places places{std::vector<std::uint32_t>(source.size(), 0), 0, 0};
  std::vector<std::int64_t> firsts((source.size() + kChunk - 1) / kChunk);
  auto lasts = firsts;
  const Step step(progress, "finding cells", source.size());
  for_each_chunk(source, threads, progress, cancellation,
                 [&](std::size_t begin, std::span<const std::int64_t> ids, numeric::MatrixView vectors) {
                   if (check) check_vectors(ids, vectors);
                   firsts[begin / kChunk] = ids.front();
                   lasts[begin / kChunk] = ids.back();
                   if (cells.count() == 1) return;
                   for (std::size_t i = 0; i < ids.size(); ++i) places.cells[begin + i] = cells.cell_of(vectors.row(i));
                 });
  for (std::size_t c = 1; c < firsts.size(); ++c) {
    if (firsts[c] <= lasts[c - 1]) {
      throw Error(ErrorKind::kBadData,
                  fmt::format("expected ascending ids, found {} after {}", firsts[c], lasts[c - 1]));
    }
  }
  if (!firsts.empty()) {
    places.first_id = firsts.front();
    places.last_id = lasts.back();
  }
  return places;
}

/// Of threads that may raise the same number.
void raise(float& number, float to) {
  std::atomic_ref<float> shared(number);
  for (float old = shared.load(std::memory_order_relaxed);
       old < to && !shared.compare_exchange_weak(old, to, std::memory_order_relaxed);) {
  }
}

}  // namespace

std::size_t usual_cells(std::size_t vectors) {
  if (vectors < kFewVectors) return 1;
  const auto root = static_cast<std::size_t>(std::lround(4 * std::sqrt(static_cast<double>(vectors))));
  return std::min(root, vectors / kRowsOfCell);
}

InvertedFile build_index(const VectorSource& source, const BuildOptions& options,
                         const std::optional<std::filesystem::path>& path, Progress& progress,
                         const Cancellation& cancellation) {
  const Learned learned = learn(source, options, progress, cancellation);
  const LearnedAxes& axes = learned.axes;
  const Cells& cells = learned.cells;
  const TurnedVectors turned(source, {axes.numbers, source.dimension()});
  // Who learned cells has looked at all numbers, as they were given.
  const bool check = cells.count() == 1 && axes.numbers.empty();
  auto places = find_cells(turned, cells, check, options.threads, progress, cancellation);

  IndexHeader header;
  header.dimension = static_cast<std::uint32_t>(source.dimension());
  header.rows = source.size();
  header.cells = static_cast<std::uint32_t>(cells.count());
  header.groups = static_cast<std::uint32_t>(cells.heads().rows);
  header.first_id = places.first_id;
  const auto span_of_ids = static_cast<std::uint64_t>(places.last_id) - static_cast<std::uint64_t>(places.first_id);
  header.id_bytes = span_of_ids <= std::numeric_limits<std::uint32_t>::max() ? 4 : 8;
  header.trained_rows = source.size();
  header.leading = static_cast<std::uint32_t>(axes.leading);
  header.has_axes = axes.numbers.empty() ? 0 : 1;
  header.label = options.label;
  std::vector<std::uint64_t> counts(cells.count(), 0);
  for (const std::uint32_t cell : places.cells) ++counts[cell];
  std::vector<std::uint32_t> first_blocks{0};
  for (const std::uint64_t count : counts) {
    header.blocks += (count + numeric::kByteBlock - 1) / numeric::kByteBlock;
    first_blocks.push_back(static_cast<std::uint32_t>(header.blocks));
  }

  const std::uint64_t bytes = IndexImage::bytes_of(header);
  std::optional<NewMappedFile> file;
  if (path) {
    file.emplace(*path, bytes);
  } else {
    file.emplace(bytes);
  }
  auto image = IndexImage::prepare(file->bytes(), header);
  std::ranges::copy(axes.numbers, image.fill_axes().begin());
  std::ranges::copy(first_blocks, image.fill_first_blocks().begin());
  image.fill_cells(cells.centroids(), cells.heads(), cells.first_cells());
  image.clear_rows();
  const auto cell_of_row = cells.count() > 1 ? places.cells : std::vector<std::uint32_t>();
  // In order of id within each cell. A row's cell makes room for its place.
  std::vector<std::uint32_t> next(cells.count());
  for (std::size_t c = 0; c < next.size(); ++c) {
    next[c] = first_blocks[c] * static_cast<std::uint32_t>(numeric::kByteBlock);
  }
  for (std::size_t i = 0; i < places.cells.size(); ++i) {
    places.cells[i] = next[places.cells[i]]++;
    image.fill_place(i, places.cells[i]);
  }
  {
    std::mutex mutex;
    const Step step(progress, "writing vectors", source.size());
    for_each_chunk(turned, options.threads, progress, cancellation,
                   [&](std::size_t begin, std::span<const std::int64_t> ids, numeric::MatrixView vectors) {
                     std::vector<std::uint8_t> high(source.dimension());
                     std::vector<std::int8_t> low(source.dimension());
                     std::vector<float> row(source.dimension());
                     float error = 0;
                     float square = 0;
                     for (std::size_t i = 0; i < ids.size(); ++i) {
                       const RowCode code = encode_row(vectors.row(i), axes.leading, high, low);
                       image.fill_row(places.cells[begin + i], ids[i], high, low, code);
                       const std::uint32_t cell = cell_of_row.empty() ? 0 : cell_of_row[begin + i];
                       image.decode(places.cells[begin + i], row);
                       raise(image.fill_radii()[cell],
                             std::sqrt(numeric::squared_distance(row, cells.centroids().row(cell))));
                       error = std::max(error, code.error);
                       square = std::max(square, code.square);
                     }
                     const std::lock_guard lock(mutex);
                     header.coarse_error = std::max(header.coarse_error, error);
                     header.longest = std::max(header.longest, std::sqrt(square));
                   });
  }
  header.probes = header.cells;
  image.seal(header);
  if (header.cells > 1 && options.recall < 1) {
    const auto index = InvertedFile::view(file->bytes(), "the index");
    const auto tuned = tune_search(index, options.recall, options.recall_k, options.recall_queries, options.seed,
                                   options.threads, cancellation);
    header.probes = static_cast<std::uint32_t>(tuned.probes);
    header.reach = tuned.reach;
    header.recall = static_cast<float>(tuned.recall);
    header.recall_k = static_cast<std::uint32_t>(options.recall_k);
    header.recall_queries = static_cast<std::uint32_t>(std::min(options.recall_queries, source.size()));
    image.seal(header);
  }
  return InvertedFile::of(std::move(*file).keep(), path ? path->string() : "the index");
}

}  // namespace segue::neighbors
