#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace segue::audio {

enum class FadeShape {
  kLinear,        ///< amplitude t / T
  kRaisedCosine,  ///< amplitude (1 - cos(pi t / T)) / 2
  kDecibels,      ///< straight from -60 dB to 0
};

inline constexpr std::array kFadeShapes = {FadeShape::kLinear, FadeShape::kRaisedCosine, FadeShape::kDecibels};

/// What a fade from 0 to `length` seconds takes from momentary loudness: out[i] is the mean power of its gain over
/// [i / 10, i / 10 + 0.4) s in dB, at least -60.
void fade_curve(FadeShape shape, double length, std::span<float> out);

}  // namespace segue::audio
