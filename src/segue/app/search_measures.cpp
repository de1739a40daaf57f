#include "segue/app/search_measures.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "segue/embedding/pca.h"

namespace segue::app {
namespace {

/// Latents that differ by less than this share of their size are the same for all songs.
constexpr double kDead = 1e-6;
/// Neighbors and songs that trustworthiness looks at.
constexpr std::size_t kNeighbors = 10;
constexpr std::size_t kTrusted = 1500;
/// Wider latents have no linear rival.
constexpr std::size_t kMostComponents = 64;

std::size_t dead_latents(numeric::MatrixView latents) {
  std::size_t dead = 0;
  for (std::size_t j = 0; j < latents.cols; ++j) {
    double least = static_cast<double>(latents(0, j));
    double most = least;
    for (std::size_t i = 1; i < latents.rows; ++i) {
      const auto value = static_cast<double>(latents(i, j));
      least = std::min(least, value);
      most = std::max(most, value);
    }
    if (most - least <= kDead * std::max({1.0, std::abs(least), std::abs(most)})) ++dead;
  }
  return dead;
}

/// Weighted means of the known values of each column over some rows.
std::vector<double> column_means(const SearchData& data, const std::vector<std::uint32_t>& rows) {
  const std::size_t width = data.values.cols();
  std::vector<double> sum(width, 0.0);
  std::vector<double> weight(width, 0.0);
  for (const std::uint32_t i : rows) {
    const auto value = data.values.row(i);
    const auto known = data.known.row(i);
    for (std::size_t j = 0; j < width; ++j) {
      sum[j] += static_cast<double>(known[j]) * static_cast<double>(value[j]);
      weight[j] += static_cast<double>(known[j]);
    }
  }
  for (std::size_t j = 0; j < width; ++j) sum[j] = weight[j] > 0 ? sum[j] / weight[j] : 0;
  return sum;
}

struct SquaredErrors {
  double of_model = 0;
  double of_means = 0;
  double known = 0;

  double loss() const { return known > 0 ? of_model / known : 0; }
  double explained() const { return of_means > 0 ? 1 - of_model / of_means : 0; }
};

/// `model` holds reconstructions of the rows, one after the other.
SquaredErrors errors_of(const SearchData& data, const std::vector<std::uint32_t>& rows, numeric::MatrixView model,
                        const std::vector<double>& means) {
  SquaredErrors errors;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto value = data.values.row(rows[r]);
    const auto known = data.known.row(rows[r]);
    const auto guess = model.row(r);
    for (std::size_t j = 0; j < value.size(); ++j) {
      const auto weight = static_cast<double>(known[j]);
      const auto truth = static_cast<double>(value[j]);
      errors.of_model += weight * std::pow(static_cast<double>(guess[j]) - truth, 2);
      errors.of_means += weight * std::pow(means[j] - truth, 2);
      errors.known += weight;
    }
  }
  return errors;
}

numeric::Matrix rows_at(const numeric::Matrix& all, const std::vector<std::uint32_t>& rows) {
  numeric::Matrix picked(rows.size(), all.cols());
  for (std::size_t r = 0; r < rows.size(); ++r) std::ranges::copy(all.row(rows[r]), picked.row(r).begin());
  return picked;
}

std::optional<Precision> precision(const evaluation::Protocol& protocol, numeric::MatrixView vectors) {
  if (protocol.pool.empty()) return std::nullopt;
  const auto row = evaluation::measure("", protocol, vectors);
  return Precision{row.p_at_10, row.ci95};
}

/// `latent` leading components of the held out rows and back.
numeric::Matrix reconstruct(const embedding::Pca& pca, numeric::MatrixView rows) {
  const auto latents = pca.transform(rows);
  numeric::Matrix back(rows.rows, rows.cols);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    std::vector<double> sum = pca.mean;
    for (std::size_t c = 0; c < latents.cols(); ++c) {
      const auto component = pca.components.row(c);
      const auto weight = static_cast<double>(latents(i, c));
      for (std::size_t j = 0; j < sum.size(); ++j) sum[j] += weight * static_cast<double>(component[j]);
    }
    for (std::size_t j = 0; j < sum.size(); ++j) back(i, j) = static_cast<float>(sum[j]);
  }
  return back;
}

/// The first components alone.
embedding::Pca leading(const embedding::Pca& pca, std::size_t count) {
  const std::size_t width = pca.components.cols();
  const auto& all = pca.components.values();
  return {pca.mean,
          numeric::Matrix(count, width, {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count * width)}),
          {pca.explained_variance.begin(), pca.explained_variance.begin() + static_cast<std::ptrdiff_t>(count)}};
}

std::vector<std::uint32_t> evenly(std::size_t rows, std::size_t most) {
  const std::size_t count = std::min(rows, most);
  std::vector<std::uint32_t> sample;
  for (std::size_t i = 0; i < count; ++i) sample.push_back(static_cast<std::uint32_t>(i * rows / count));
  return sample;
}

}  // namespace

struct SearchMeasures::Linear {
  std::once_flag fitted;
  embedding::Pca pca;
};

SearchMeasures::SearchMeasures(const SearchData& data) : data_(data), sample_(evenly(data.songs.size(), kTrusted)) {
  if (sample_.size() > 2 * kNeighbors) {
    ranks_ = std::make_unique<embedding::NeighborRanks>(rows_at(data.values, sample_));
  }
}

SearchMeasures::~SearchMeasures() = default;

const SearchMeasures::Linear& SearchMeasures::linear_of(const embedding::TrainingOptions& training) const {
  Linear* linear = nullptr;
  {
    const std::lock_guard lock(mutex_);
    auto& place = linear_[{training.seed, training.validation_share}];
    if (!place) place = std::make_unique<Linear>();
    linear = place.get();
  }
  std::call_once(linear->fitted, [&] {
    const auto split = embedding::split_rows(data_.values.rows(), training);
    if (split.training.size() < 2) return;
    const std::size_t components = std::min(data_.values.cols(), kMostComponents);
    linear->pca = embedding::fit_pca(rows_at(data_.values, split.training), components);
  });
  return *linear;
}

TrialMeasures SearchMeasures::measure(const embedding::Autoencoder& autoencoder,
                                      const embedding::TrainingOptions& training, numeric::Matrix& latents) const {
  TrialMeasures measures;
  latents = autoencoder.encode(data_.values);
  measures.dead_latents = dead_latents(latents);
  const auto placed = data_.placed(latents);
  measures.p_at_10 = precision(data_.test, placed);
  measures.p_at_10_training = precision(data_.training, placed);
  if (data_.with_artist) measures.p_at_10_unfiltered = precision(data_.unfiltered, placed);

  const auto split = embedding::split_rows(data_.values.rows(), training);
  const auto& held_out = split.validation.empty() ? split.training : split.validation;
  const auto means = column_means(data_, split.training);
  const auto rows = rows_at(data_.values, held_out);
  measures.explained_variance = errors_of(data_, held_out, autoencoder.reconstruct(rows), means).explained();
  if (ranks_) measures.trustworthiness = embedding::trustworthiness(*ranks_, rows_at(latents, sample_), kNeighbors);

  const auto& all = linear_of(training).pca;
  if (latents.cols() <= all.components.rows()) {
    const auto pca = leading(all, latents.cols());
    const auto errors = errors_of(data_, held_out, reconstruct(pca, rows), means);
    measures.pca = LinearRival{errors.loss(), errors.explained(),
                               precision(data_.test, data_.placed(pca.transform(data_.values)))};
  }
  return measures;
}

}  // namespace segue::app
