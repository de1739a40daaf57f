#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "segue/embedding/network.h"
#include "segue/numeric/matrix.h"
#include "segue/numeric/tensor_file.h"

namespace segue::embedding {

/// Several small networks of dense layers (gelu) side by side, each from all inputs to a unit vector.
struct SimilarityShape {
  std::size_t inputs = 0;
  std::vector<std::size_t> layers;  ///< sizes of the hidden layers of each member
  std::size_t outputs = 0;          ///< of each member
  std::size_t members = 1;
  std::size_t projected = 0;  ///< numbers all members' outputs are squeezed into; 0: they stay as they are

  std::size_t all_outputs() const { return outputs * members; }
  /// Numbers of a vector.
  std::size_t dimension() const { return projected > 0 ? projected : all_outputs(); }
  /// "4 x (128,128 → 64) → 64"
  std::string text() const;
  bool operator==(const SimilarityShape&) const = default;
};

/// Throws Error(kUsage) on a shape that makes no sense or passes the bounds of network.h.
void check_shape(const SimilarityShape& shape);
/// The layers of one member.
std::vector<DenseLayer> layers_of(const SimilarityShape& shape);

/// Puts a song where songs lie that stand in playlists with it: what its members say side by side, each 1 /
/// sqrt(members) long, so that the vector has length 1 and the cosine of two songs is the mean of the members' cosines.
/// Members err differently, and that mean is better than any of them.
class SimilarityNetwork {
 public:
  /// Weights by He's uniform rule (Glorot's for the last layer), biases zero.
  SimilarityNetwork(const SimilarityShape& shape, std::uint64_t seed);
  /// Fits the projection to the members' vectors of these rows, which are more than shape.projected; nothing to do if
  /// that is 0. Until then the projection takes the first outputs as they are.
  void fit_projection(numeric::MatrixView rows, std::size_t threads = 1);
  /// With these parameters, member after member, each laid out as layers_of() says.
  static SimilarityNetwork from_parameters(SimilarityShape shape, std::vector<float> parameters);

  const SimilarityShape& shape() const { return shape_; }
  /// n x inputs → n x dimension(), rows of length 1. `threads` changes the time, never the result.
  numeric::Matrix embed(numeric::MatrixView rows, std::size_t threads = 1) const;

  std::size_t member_parameters() const { return parameters_.size() / shape_.members; }
  std::span<const float> parameters() const { return parameters_; }
  std::span<const float> parameters(std::size_t member) const {
    return std::span(parameters_).subspan(member * member_parameters(), member_parameters());
  }

  /// As a safetensors document: tensors "MEMBER.LAYER.weight" and ".bias", the shape in metadata.
  std::vector<std::byte> to_tensors() const;
  /// Checks every shape against what the metadata promises, and that every number is finite; Error(kBadData) otherwise.
  static SimilarityNetwork from_tensors(const numeric::TensorFile& file);

 private:
  SimilarityNetwork(SimilarityShape shape, std::vector<float> parameters);
  /// n x shape.all_outputs()
  numeric::Matrix members_say(numeric::MatrixView rows, std::size_t threads) const;

  SimilarityShape shape_;
  std::vector<float> parameters_;
  std::vector<float> mean_;     ///< of what the members say; all_outputs()
  numeric::Matrix projection_;  ///< projected x all_outputs()
};

/// Rows through one member's layers, each output divided by its length and multiplied by `length`, into columns
/// [column, column + outputs) of `result`. As the trainer's forward pass does it, to the bit.
void embed_member(const SimilarityShape& shape, std::span<const float> parameters, numeric::MatrixView rows,
                  float length, std::size_t column, numeric::Matrix& result);

}  // namespace segue::embedding
