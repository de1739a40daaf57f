#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "segue/audio/tonal/peak_chroma.h"

namespace segue::audio {

/// Chroma over time in bounded memory: fine chromas of frames, three to a row, and when there are 4096 rows every two
/// become one, and so on. Which rows come out depends on the frames alone.
class ChromaRows {
 public:
  static constexpr std::size_t kFramesPerRow = 3;
  static constexpr std::size_t kMaxRows = 4096;

  void add(const FineChroma& chroma, double weight);
  /// Folded to 12 classes for this tuning (semitones), each row summing to 1 or all 0. The last one may stand for fewer
  /// frames than the others.
  std::vector<std::array<float, 12>> folded(double tuning) const;
  std::size_t frames_per_row() const { return frames_per_row_; }

 private:
  void halve();

  std::size_t frames_per_row_ = kFramesPerRow;
  std::size_t frames_in_last_ = 0;
  std::vector<FineChroma> rows_;
};

/// Sums the steps of a fine chroma into 12 classes, C first. A step d semitones from a class counts cos^2(3 pi d / 4)
/// in it (none from 2/3 on), as in Gomez (2006): a note half way between two classes speaks equally for both.
std::array<double, 12> fold(const std::array<double, kFineSteps>& fine, double tuning);

}  // namespace segue::audio
