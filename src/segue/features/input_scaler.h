#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "segue/features/feature_table.h"
#include "segue/numeric/matrix.h"
#include "segue/numeric/tensor_file.h"

namespace segue::features {

/// How a column becomes one input of a network. An unknown value is always 0.
enum class InputForm : std::uint8_t {
  kQuantile,  ///< through its distribution to a standard normal number, clipped at +-3
  kLinear,    ///< (x - offset) / scale, clipped at +-4: facts that mean the same everywhere
  kCosine,    ///< of the key on the circle of semitones, halved
  kSine,
  kHalf,      ///< halved: mode
  kPresence,  ///< 1 if anything of the group is known
  kWave,  ///< half of sin(pi order share) and, for a negative order, cos(pi |order| share), where share, 0 to 1, says
          ///< where the value lies among the quantiles of the column's kQuantile: fine steps for a smooth network
};
std::string_view name(InputForm form);

struct InputColumn {
  std::string column;  ///< as Column; of kPresence the group's name
  InputForm form = InputForm::kQuantile;
  double offset = 0;  ///< of kLinear
  double scale = 1;
  int order = 0;                   ///< of kWave, -kMostWaves to kMostWaves, not 0
  std::vector<float> quantiles{};  ///< of kQuantile: ascending, of the known values; empty: none was known
  bool operator==(const InputColumn&) const = default;
};

/// Columns that are known of a song together or not at all. "sound", "year", "duration", "timbre", "sentiment".
struct InputGroup {
  std::string name;
  std::vector<InputColumn> columns;
  bool operator==(const InputGroup&) const = default;
};

inline constexpr int kMostWaves = 16;

/// Where `value` lies among ascending quantiles, 0 to 1; ties in the middle of their share, ends included; 0.5 where
/// there is nothing to compare with (no quantile, or all the same).
double share_of(std::span<const float> quantiles, double value);
/// share_of() as a standard normal number within +-3.
double normal_score(std::span<const float> quantiles, double value);

/// What a network sees of songs, made of a table that may know anything or nothing of a song.
class InputScaler {
 public:
  /// The groups a network is trained on: the sound's features (time_signature, nearly always 4, is none of them), year,
  /// duration, and those of timbre and sentiment of which the table knows anything. Quantiles are of the table's known
  /// values, at most 1,000 a column. Each group ends with its presence.
  static InputScaler fit(const FeatureTable& table);
  /// The same without presence and with one column a fact: plain vectors to compare songs with, for want of a network.
  static InputScaler fit_plain(const FeatureTable& table);

  /// Takes the distributions of what depends on who measured it (all but year, duration and tempo) from `table`; where
  /// it knows nothing of a column, the distribution stays.
  void adapt(const FeatureTable& table);

  /// n x inputs(); table.columns may be any, those that are missing are unknown.
  numeric::Matrix transform(const FeatureTable& table) const;
  /// True if anything of the song in row i is known that tells of the sound or the release.
  bool knows(const FeatureTable& table, std::size_t row) const;

  std::size_t inputs() const;
  const std::vector<InputGroup>& groups() const { return groups_; }
  /// Columns of each group in the matrix: [first, last).
  std::vector<std::pair<std::size_t, std::size_t>> ranges() const;

  /// As a safetensors document.
  std::vector<std::byte> to_tensors() const;
  /// Error(kBadData) unless names, forms and numbers make sense.
  static InputScaler from_tensors(const numeric::TensorFile& file);

 private:
  std::vector<InputGroup> groups_;
};

}  // namespace segue::features
