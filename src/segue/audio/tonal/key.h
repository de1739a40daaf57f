#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "segue/catalog/values/sound.h"

namespace segue::audio {

struct Tonality {
  /// 0 C to 11 B, -1 where nothing tonal was heard (confidence 0). Confidence: how far the best key is ahead of the
  /// best one with another tonic, in correlation; 0 is a tie, and from 0.2 on it is 1. Less where little of the sound
  /// is tonal.
  catalog::Measurement key;
  /// 1 major, 0 minor; 0 with confidence 0 where key is -1. Confidence: the same, ahead of the relative and the
  /// parallel.
  catalog::Measurement mode;
  double tuning = 0;                      ///< of A4 against 440 Hz, in semitones, -0.5 to 0.5
  std::array<double, 12> chroma{};        ///< mean, C first, sums to 1; all 0 where there is none
  std::array<double, 12> chroma_tonic{};  ///< the same, the tonic first; the greatest first where key is -1
  double chroma_flux = 0;                 ///< how fast harmony moves: mean change of the chroma over 0.56 s, 0 to 1
  double chroma_entropy = 0;              ///< of the mean chroma, 0 one note to 1 all equal; 0 where there is none
};

/// Finds the key of a stream: chroma from spectral peaks (PeakChroma), tuning, correlation with key profiles
/// (match_key). Frames of 8192 every 4096 samples; each counts by what share of it is tonal and by the root of its
/// amplitude, so the level of the whole does not matter. Of sounds below -100 dB nothing is known. Memory does not grow
/// beyond a few MB. Deterministic, however the stream is cut.
class KeyFinder {
 public:
  static constexpr double kSampleRate = 22050;

  KeyFinder();
  ~KeyFinder();
  KeyFinder(KeyFinder&&) noexcept;
  KeyFinder& operator=(KeyFinder&&) noexcept;
  /// Finite mono samples at 22,050 Hz.
  void push(std::span<const float> samples);
  /// Call once.
  Tonality finish();
  /// After finish(): the chroma over time for a picture, rows of 12 (C first, sum 1 or 0), one every
  /// `seconds_per_row()`, at most 4096.
  const std::vector<std::array<float, 12>>& rows() const;
  /// 0.557, and twice, four times that ... for streams longer than 38 minutes, 76 minutes ...
  double seconds_per_row() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace segue::audio
