#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace segue::audio::testing {

inline constexpr double kRate = 22050;

/// A pattern of one bar: each string has one character a step; '.' is silence, 'x' a stroke, 'X' an accented one.
struct Pattern {
  std::string kick;
  std::string snare;
  std::string hat;
  int steps_per_beat = 2;
};

/// The plainest rock beat: kick on 1 and 3, snare on 2 and 4, hat on every eighth.
Pattern rock();

struct DrumOptions {
  double bpm = 120;
  double last_bpm = 0;  ///< if not 0 the tempo glides from bpm to it, evenly in time
  double seconds = 30;
  double start = 0;     ///< of the first stroke
  double swing = 0;     ///< odd steps come late by this share of a step
  double jitter_s = 0;  ///< standard deviation of each stroke's time
  double gain = 0.5;
  double noise_db = -200;  ///< of white noise under it, against full scale
  std::uint64_t seed = 1;
};

struct Drums {
  std::vector<float> samples;
  std::vector<double> beats;  ///< seconds
};

/// Kick: a falling sine; snare: noise and a 190 Hz body; hat: bright noise. Strokes start at fractions of a sample.
Drums drums(const Pattern& pattern, const DrumOptions& options);

std::vector<float> white_noise(double seconds, double gain, std::uint64_t seed);

}  // namespace segue::audio::testing
