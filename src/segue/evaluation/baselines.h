#pragma once

#include <cstdint>
#include <vector>

#include "segue/features/feature_table.h"
#include "segue/numeric/matrix.h"

namespace segue::evaluation {

/// The vectors that simple methods give to songs, one row per song of the table.

/// n x 4 standard normal numbers.
numeric::Matrix random_vectors(std::size_t songs, std::uint64_t seed);
/// The audio features scaled to [0, 1].
numeric::Matrix min_max_vectors(const features::FeatureTable& audio);
numeric::Matrix z_score_vectors(const features::FeatureTable& audio);
/// PCA with m components of the min-max vectors.
numeric::Matrix pca_vectors(const features::FeatureTable& audio, std::size_t m);
/// Continuous features through their quantiles to a normal; key as 0.5 * (cos, sin) on the circle; 0.5 * mode.
numeric::Matrix quantile_vectors(const features::FeatureTable& audio);
/// The same, then z-scores of release year (2010 if unknown) and of the logarithm of the duration.
/// `context` has the columns "year" and "duration" for the same songs.
numeric::Matrix quantile_vectors(const features::FeatureTable& audio, const features::FeatureTable& context);

}  // namespace segue::evaluation
