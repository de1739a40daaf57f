#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "segue/audio/voice/pitch_motion.h"
#include "segue/audio/voice/segments.h"

namespace segue::audio {

inline constexpr std::size_t kVoiceMelBands = 30;

/// A number for each frame of a segment.
using Course = std::array<float, kSegmentFrames>;

/// The frames of a segment, before they are summarised.
struct SegmentFrames {
  std::size_t count = 0;                           ///< frames that are there
  std::array<Course, kVoiceMelBands> mel{};        ///< decibels
  std::array<Course, kMotionBands> shift{};        ///< see Motion
  std::array<Course, kMotionBands> fit{};          ///< see Motion
  std::array<Course, kMotionBands> contraction{};  ///< see Motion
  std::array<Course, kMotionBands> emptiness{};    ///< see Motion
  Course pitch{};                                  ///< octaves
  Course salience{};                               ///< see FramePitches
  Course power{};                                  ///< mean square of the frame's samples
};

/// The features of a segment of at least 8 frames. Cuts `frames.mel` off 60 dB below its highest.
std::vector<float> summarise(SegmentFrames& frames);
std::vector<std::string> summary_names();

}  // namespace segue::audio
