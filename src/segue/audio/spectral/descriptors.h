#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>

namespace segue::audio {

inline constexpr std::size_t kMfccCount = 20;
inline constexpr std::size_t kContrastBands = 7;

/// Mean and standard deviation (population) over the frames of a track.
struct MeanStd {
  double mean = 0;
  double std = 0;
};

/// What librosa 0.5 says of a whole track, by the formulas of its feature module, as the Free Music Archive's
/// features.csv has it: samples at 44.1 kHz (the archive's own rate), Hann frames of 2048 every 512, centred, mirrored
/// at the ends; mel bands (128, Slaney) and MFCC with the true rate, and centroid, bandwidth, rolloff and contrast with
/// librosa's default of 22,050 Hz, because that is how the archive called them: their hertz are half of the real ones.
/// Levels (mel, and peaks and valleys of the contrast, each for itself) end 80 dB below the loudest of the track.
///
/// Samples are first rounded to steps of 2^-15.5: the archive's were decoded to 16 bits, two channels, and then
/// averaged, which leaves as much noise. Where a codec left nothing, above 16 kHz mostly, that noise is all there is;
/// without it the two upper bands of the contrast lay 15 dB higher on MP3 files, with it within 0.1 dB of the archive's
/// way. It also covers the noise of the transform. Samples beyond 32 count as 32.
///
/// tests/goldens/descriptors.py is an independent implementation in numpy and scipy, in double; means and standard
/// deviations agree within 1e-3 of the mean or 0.002 dB for contrast, 1e-5 or 0.002 for MFCC, 1e-4 for flatness, 1e-5
/// for the others, and exactly for zero crossings.
struct Descriptors {
  std::size_t frames = 0;  ///< 0: everything else is 0
  std::array<MeanStd, kMfccCount> mfcc;
  std::array<MeanStd, kContrastBands> contrast;  ///< dB
  MeanStd centroid, bandwidth, rolloff;          ///< "Hz", see above
  MeanStd flatness;                              ///< librosa's spectral_flatness, power 2, amin 1e-10
  MeanStd rms;                                   ///< librosa 0.5's rmse(S=): root of the mean power over bins
  MeanStd zero_crossings;                        ///< share of samples, frames of 2048 padded with their edge
};

/// Computes Descriptors of a stream. Memory does not grow with the stream: of long ones (more than 24,576 frames, five
/// minutes) MFCC and contrast rest on every second frame, every fourth, and so on.
class DescriptorExtractor {
 public:
  DescriptorExtractor();
  ~DescriptorExtractor();
  DescriptorExtractor(DescriptorExtractor&&) noexcept;
  DescriptorExtractor& operator=(DescriptorExtractor&&) noexcept;
  /// Finite mono samples at 44,100 Hz, any number of them.
  void push(std::span<const float> samples);
  /// Call once.
  Descriptors finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace segue::audio
