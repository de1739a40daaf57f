#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "segue/base/workers.h"
#include "segue/evaluation/protocol.h"
#include "segue/numeric/distance.h"
#include "segue/numeric/statistics.h"

namespace segue::evaluation {
namespace {

/// Queries one task answers: enough to make starting it cheap, few enough to share 7,000 among many threads.
constexpr std::size_t kGrain = 64;

/// The nearest songs offered so far, nearest first; equal distances in the order offered.
class Nearest {
 public:
  /// Only a smaller distance than this gets in (NaN and infinity never do).
  float bound() const { return bound_; }

  void offer(std::uint32_t song, float distance) {
    if (count_ < kAnswers) ++count_;
    std::size_t at = count_ - 1;
    for (; at > 0 && distance < distances_[at - 1]; --at) {
      distances_[at] = distances_[at - 1];
      songs_[at] = songs_[at - 1];
    }
    distances_[at] = distance;
    songs_[at] = song;
    if (count_ == kAnswers) bound_ = distances_.back();
  }

  std::span<const std::uint32_t> songs() const { return {songs_.data(), count_}; }

 private:
  std::array<float, kAnswers> distances_{};
  std::array<std::uint32_t, kAnswers> songs_{};
  std::size_t count_ = 0;
  float bound_ = std::numeric_limits<float>::infinity();
};

/// True if two ascending lists have a number in common.
bool intersect(std::span<const std::int32_t> a, std::span<const std::int32_t> b) {
  auto x = a.begin();
  auto y = b.begin();
  while (x != a.end() && y != b.end()) {
    if (*x == *y) return true;
    if (*x < *y) {
      ++x;
    } else {
      ++y;
    }
  }
  return false;
}

/// 1 / log2(rank + 1) for ranks 1 to 10.
std::array<double, kAnswers> discounts() {
  std::array<double, kAnswers> weights{};
  for (std::size_t i = 0; i < kAnswers; ++i) weights[i] = 1 / std::log2(static_cast<double>(i) + 2);
  return weights;
}

numeric::Matrix rows_at(numeric::MatrixView vectors, const std::vector<std::size_t>& rows) {
  numeric::Matrix picked(rows.size(), vectors.cols);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = vectors.row(rows[i]);
    std::copy(row.begin(), row.end(), picked.row(i).begin());
  }
  return picked;
}

/// Third standardised moment; 0 where all values are the same.
double skewness(const std::vector<double>& values) {
  const double mean = numeric::mean(values);
  const double deviation = std::sqrt(numeric::variance(values));
  if (!(deviation > 0)) return 0;
  double sum = 0;
  for (const double value : values) sum += std::pow((value - mean) / deviation, 3);
  return sum / static_cast<double>(values.size());
}

Row empty_row(const std::string& method) {
  Row row;
  row.method = method;
  return row;
}

/// measure() of both kinds; `cluster` has one number per pool song.
Row measure_pool(const std::string& method, const Protocol& protocol, const PoolDistances& pool_distances,
                 const std::vector<std::int32_t>& cluster, std::size_t threads) {
  const std::size_t n = protocol.pool.size();
  Row row = empty_row(method);
  const std::array<double, kAnswers> discount = discounts();
  double ideal = 0;
  for (const double weight : discount) ideal += weight;

  std::vector<double> precision(n);
  std::vector<double> ndcg(n);
  std::vector<std::array<std::uint32_t, kAnswers>> answered(n);
  std::vector<std::size_t> answer_count(n, 0);
  parallel_ranges(n, kGrain, threads, [&](std::size_t begin, std::size_t end) {
    std::vector<float> distances(n);
    for (std::size_t query = begin; query < end; ++query) {
      pool_distances(query, distances);
      Nearest nearest;
      for (std::size_t i = 0; i < n; ++i) {
        if (!(distances[i] < nearest.bound())) continue;
        // The query itself is a song of its own artist.
        if (protocol.artist[i] == protocol.artist[query] || cluster[i] != cluster[query]) continue;
        nearest.offer(static_cast<std::uint32_t>(i), distances[i]);
      }
      std::size_t relevant = 0;
      double gain = 0;
      const auto answers = nearest.songs();
      std::copy(answers.begin(), answers.end(), answered[query].begin());
      answer_count[query] = answers.size();
      for (std::size_t rank = 0; rank < answers.size(); ++rank) {
        if (!intersect(protocol.member[query], protocol.member[answers[rank]])) continue;
        ++relevant;
        gain += discount[rank];
      }
      precision[query] = static_cast<double>(relevant) / static_cast<double>(kAnswers);
      ndcg[query] = gain / ideal;
    }
  });

  row.p_at_10 = numeric::mean(precision);
  row.ci95 = numeric::ci95_half_width(precision);
  row.ndcg_at_10 = numeric::mean(ndcg);
  row.per_query.assign(precision.begin(), precision.end());
  row.ndcg_per_query.assign(ndcg.begin(), ndcg.end());

  std::vector<double> occurrences(n, 0.0);
  double diversity = 0;
  for (std::size_t query = 0; query < n; ++query) {
    std::set<std::int32_t> artists;
    for (std::size_t rank = 0; rank < answer_count[query]; ++rank) {
      occurrences[answered[query][rank]] += 1;
      artists.insert(protocol.artist[answered[query][rank]]);
    }
    if (answer_count[query] > 0) {
      diversity += static_cast<double>(artists.size()) / static_cast<double>(answer_count[query]);
    }
  }
  const auto songs = static_cast<double>(n);
  row.coverage =
      static_cast<double>(std::ranges::count_if(occurrences, [](double count) { return count > 0; })) / songs;
  row.artist_diversity = diversity / songs;
  row.hubness = skewness(occurrences);
  return row;
}

}  // namespace

Row of_queries(const Row& row, const std::string& method, const std::vector<bool>& asked) {
  assert(asked.size() == row.per_query.size());
  Row part = row;
  part.method = method;
  part.per_query.clear();
  part.ndcg_per_query.clear();
  for (std::size_t i = 0; i < asked.size(); ++i) {
    if (!asked[i]) continue;
    part.per_query.push_back(row.per_query[i]);
    part.ndcg_per_query.push_back(row.ndcg_per_query[i]);
  }
  const std::vector<double> precision(part.per_query.begin(), part.per_query.end());
  const std::vector<double> ndcg(part.ndcg_per_query.begin(), part.ndcg_per_query.end());
  part.p_at_10 = precision.empty() ? 0 : numeric::mean(precision);
  part.ci95 = precision.empty() ? 0 : numeric::ci95_half_width(precision);
  part.ndcg_at_10 = ndcg.empty() ? 0 : numeric::mean(ndcg);
  return part;
}

Row measure(const std::string& method, const Protocol& protocol, numeric::MatrixView vectors,
            const std::vector<std::int32_t>* clusters, std::size_t threads) {
  const std::size_t n = protocol.pool.size();
  if (n == 0) return empty_row(method);
  assert(protocol.pool.back() < vectors.rows && (clusters == nullptr || clusters->size() == vectors.rows));

  const numeric::Matrix pool = rows_at(vectors, protocol.pool);
  std::vector<std::int32_t> cluster(n, 0);
  if (clusters != nullptr) {
    for (std::size_t i = 0; i < n; ++i) cluster[i] = (*clusters)[protocol.pool[i]];
  }
  return measure_pool(
      method, protocol,
      [&pool](std::size_t query, std::span<float> distances) {
        numeric::squared_distances(pool.row(query), pool, distances);
      },
      cluster, threads);
}

Row measure(const std::string& method, const Protocol& protocol, const PoolDistances& distances, std::size_t threads) {
  if (protocol.pool.empty()) return empty_row(method);
  return measure_pool(method, protocol, distances, std::vector<std::int32_t>(protocol.pool.size(), 0), threads);
}

}  // namespace segue::evaluation
