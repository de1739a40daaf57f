#pragma once

#include "segue/audio/spectral/descriptors.h"
#include "segue/catalog/values/sound.h"

namespace segue::audio {

/// Energy, acousticness, danceability, instrumentalness, speechiness and valence, as models fitted to the Echo Nest's
/// numbers (models/sound/README.md is their card) predict them from descriptors.
struct Moods {
  catalog::Measurement energy, acousticness, danceability, instrumentalness, speechiness, valence;
};

/// Values lie in [0, 1]. A confidence is the share of variance the model explained in cross-validation, times
/// min(1, (f / d)^2) where d is the sound's Mahalanobis distance from the tracks the models were fitted to and f what
/// 95% of such tracks keep within. Unknown are the moods of a track without frames, or with a mean that is not finite.
///
/// Kernel ridge regression on rank-normal scores of the means (tools/fit_sound_models.py fits it and tells the
/// formulas). Scores are held within those of the fit, so nothing extrapolates. Deterministic; safe to call from
/// several threads.
Moods predict_moods(const Descriptors& descriptors);

}  // namespace segue::audio
