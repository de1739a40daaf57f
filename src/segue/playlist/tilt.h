#pragma once

#include <span>

#include "segue/numeric/matrix.h"

namespace segue::playlist {

/// A song that draws others nearer (weight above 0, at most 1) or pushes them away (below 0).
struct Pull {
  std::span<const float> vector;
  double weight = 0;
};

/// Changes distances to a question by what is liked and what is not wanted. With d the distance of a song to the
/// question and p its distance to a pull, the song is nearer to the pull by max(0, d - p). It comes nearer by the most
/// that weight * max(0, d - p) is over the pulls with a weight above 0, and goes away by the most that
/// |weight| * max(0, d - p) is over the others:
///     d - max over likes(weight * max(0, d - p)) + max over dislikes(|weight| * max(0, d - p))
/// So a song that is nearer to the question than to any pull keeps its distance to the last bit, nothing jumps, and no
/// distance gets below 0.
///
/// `distances`: one per row of `vectors`. A pull's vector has vectors.cols numbers.
void tilt(std::span<float> distances, numeric::MatrixView vectors, std::span<const Pull> pulls);

}  // namespace segue::playlist
