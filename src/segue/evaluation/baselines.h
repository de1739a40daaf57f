#pragma once

#include <cstddef>
#include <cstdint>

#include "segue/features/feature_table.h"
#include "segue/numeric/matrix.h"

namespace segue::evaluation {

/// The vectors that simple methods give to songs, one row per song of the table.
///
/// `audio` has audio_feature_columns() or some of them. Only columns that are informative() count; unknown values take
/// their column's median before they are scaled. Scalers and PCA are fitted to all songs of the table. Where nothing is
/// left to build from, the result has no columns.

/// n x 4 standard normal numbers.
numeric::Matrix random_vectors(std::size_t songs, std::uint64_t seed);
/// The audio features scaled to [0, 1].
numeric::Matrix min_max_vectors(const features::FeatureTable& audio);
/// The audio features with mean 0 and standard deviation 1.
numeric::Matrix z_score_vectors(const features::FeatureTable& audio);
/// PCA with m components of the min-max vectors; 1 <= m <= informative columns of `audio`.
numeric::Matrix pca_vectors(const features::FeatureTable& audio, std::size_t m);
/// Continuous features through their quantiles to a normal; key as 0.5 * (cos, sin) on the circle; 0.5 * mode.
/// An unknown key is the middle of the circle, equally far from all keys: a median key would mean nothing.
/// time_signature, a whole number that is nearly always 4, takes no part.
numeric::Matrix quantile_vectors(const features::FeatureTable& audio);
/// The same, then z-scores of release year (2010 if unknown) and of the logarithm of the duration.
/// `context` has the columns "year" and "duration" for the same songs.
numeric::Matrix quantile_vectors(const features::FeatureTable& audio, const features::FeatureTable& context);

}  // namespace segue::evaluation
