#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "segue/numeric/matrix.h"
#include "segue/numeric/tensor_file.h"

namespace segue::embedding {

/// Two latents of a song, of its sound and of its words, as one vector whose Euclidean distances are fair to songs
/// whose words are not known.
///
/// Both latents are centred; the sound's is scaled to a mean norm of 1 over the songs it was fitted to, the words' to a
/// norm of 1 for every song. With a weight w the vector is
///     sqrt(1-w) * sound, sqrt(w) * words, sqrt(w) * absent
/// where a song without words has words 0 and absent 1, any other absent 0. Between songs with words, the squared
/// distance is (1-w) sound + w words. From a song with words to one without, the words' share is 2: as centred unit
/// vectors are 2 apart in the mean, unknown words cost what words cost on average, no more and no less. A *question*
/// has absent 0 always, so that a song without words is equally far (1) from all words, and its answers are ordered by
/// sound alone.
class Blend {
 public:
  /// Fits centres and scale: n x sound latents, and m x words latents of the songs that have words. n, m > 0;
  /// 0 <= weight <= 1. Latents that are all the same have scale 1.
  static Blend fit(numeric::MatrixView sound, numeric::MatrixView words, double weight);

  /// Numbers of a vector: sound + words + 1.
  std::size_t dimension() const { return sound_mean_.size() + words_mean_.size() + 1; }
  std::size_t sound_latent() const { return sound_mean_.size(); }
  std::size_t words_latent() const { return words_mean_.size(); }
  double weight() const { return weight_; }

  /// The vector of a song as an answer, into `out` (dimension() numbers). `words` nothing: not known.
  void answer(std::span<const float> sound, const std::optional<std::span<const float>>& words,
              std::span<float> out) const;
  /// Makes an answer the question of the same song.
  static void ask(std::span<float> vector) { vector.back() = 0; }

  /// As a safetensors document (tensors sound_mean, sound_scale, words_mean, weight).
  std::vector<std::byte> to_tensors() const;
  /// Error(kBadData) unless shapes, finite numbers, a positive scale and a weight from 0 to 1 are there.
  static Blend from_tensors(const numeric::TensorFile& file, std::size_t sound_latent, std::size_t words_latent);

 private:
  std::vector<float> sound_mean_;
  float sound_scale_ = 1;  ///< divides
  std::vector<float> words_mean_;
  double weight_ = 0;
};

}  // namespace segue::embedding
