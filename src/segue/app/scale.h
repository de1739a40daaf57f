#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "segue/base/progress.h"

namespace segue::app {

/// The whole way of a catalog, step by step; each is a process of its own, so that its time and memory are exact.
enum class ScaleStep : std::uint8_t { kMake, kImport, kEmbed, kTrain, kIndex, kPlaylist, kSimilar, kEvaluate };
inline constexpr std::size_t kScaleSteps = 8;
std::string_view name(ScaleStep step);  ///< "make", "import", ...
std::optional<ScaleStep> scale_step_named(std::string_view name);

struct ScaleOptions {
  std::vector<std::uint64_t> songs;  ///< sizes of catalogs, each at most kMostMadeSongs
  std::uint64_t seed = 0;
  std::vector<ScaleStep> steps;     ///< empty: all; without kMake, on a catalog that an earlier run kept
  std::filesystem::path folder;     ///< where catalogs are made; empty: the system's folder for temporary files
  bool keep = false;                ///< leave them there; needs `folder`
  std::filesystem::path program;    ///< the segue to be measured
  std::vector<std::string> common;  ///< words for every step: "--threads", "2"
  std::size_t repeats = 9;          ///< of a list, after the first
  std::size_t rounds = 5;           ///< of any other step that is over within a second; the median counts
};

/// What a step took with one number of songs.
struct ScaleCost {
  std::string step;         ///< as typed; "playlist again" is the median of `repeats` others
  std::uint64_t songs = 0;  ///< of the catalog
  double seconds = 0;
  double processor_seconds = 0;
  std::uint64_t peak_bytes = 0;  ///< of memory
  std::uint64_t disk_bytes = 0;  ///< of the catalog's folder behind it
  std::string remark;
  std::string problem;  ///< why it failed; empty: it did not
};

struct ScaleReport {
  std::vector<ScaleCost> costs;  ///< by number of songs, then in the order of the steps
  std::vector<std::filesystem::path> kept;
  bool failed() const;
  /// Of a cost, time / (N log2 N) in relation to that of the same step with the fewest songs: above 1, it grows faster
  /// than N log N. `time` may be that of the processor, which other programs on the machine disturb less. Nothing where
  /// the step was not measured with fewer songs.
  std::optional<double> growth(const ScaleCost& cost, double ScaleCost::*time = &ScaleCost::seconds) const;
};

/// Bytes of disk that a catalog of so many made-up songs needs while it is made, all steps included.
std::uint64_t scale_disk_bytes(std::uint64_t songs);

/// For each number of songs: makes a catalog of made-up songs, brings it through the steps as child processes of the
/// program, and measures each; `on_cost` hears of a step as it ends. A step that fails ends the steps of that catalog,
/// not those of the others. Catalogs are removed again (also where this throws) unless they are to be kept.
/// Error(kUsage) for options that exclude each other, Error(kFailed) if the disk has less room than needed or the
/// folder cannot be used, Error(kNotFound) for a kept catalog that is not there; what cancellation throws.
ScaleReport measure_scale(const ScaleOptions& options, const std::function<void(const ScaleCost&)>& on_cost,
                          Progress& progress = Progress::none(),
                          const Cancellation& cancellation = Cancellation::never());

/// Draws seconds and peak memory of every step against the number of songs, both axes logarithmic, beside N log N, into
/// a picture (.svg or .png). Error(kFailed) without gnuplot, or where it cannot write; Error(kUsage) for other endings.
void draw_scale(const ScaleReport& report, const std::filesystem::path& picture);
/// Throws what draw_scale would of a picture's name: to be asked before hours of work.
void check_scale_picture(const std::filesystem::path& picture);

}  // namespace segue::app
