#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <vector>

#include "token_corpus.h"

namespace segue::encoder {

/// A text as counted pieces: each piece once, weighing 1 + ln(how often it stands there), weights scaled to sum 1.
struct CountedText {
  std::vector<std::uint16_t> pieces;  ///< ascending
  std::vector<float> weights;
};
CountedText counted(std::span<const std::uint16_t> ids);

struct TableOptions {
  std::size_t width = 256;  ///< numbers per piece
  std::size_t steps = 400;  ///< of Adam, its rate falling to 0 in a straight line
  std::size_t pairs = 256;  ///< a step; no artist twice
  double rate = 3e-3;
  double temperature = 0.2;
  std::uint64_t seed = 0;
};

/// The loss of one batch: InfoNCE in both directions (van den Oord et al. 2018). Row i of `first` and row i of `second`
/// (n x width, row-major, any length above 0) belong together, all others do not. Writes the gradients.
double contrast(std::span<const float> first, std::span<const float> second, std::size_t width, double temperature,
                std::span<float> first_gradient, std::span<float> second_gradient);

/// A vector per piece of the vocabulary, such that songs of one artist lie near each other: a song's vector is the
/// weighted mean of its pieces' vectors, scaled to unit length. Begins as latent semantic analysis of the songs' TF-IDF
/// vectors (Deerwester et al. 1990), centred on the songs' mean, and learns from pairs of songs of one artist
/// (`songs.groups`), artists drawn by the square root of how many songs they have.
///
/// vocabulary x width, row-major. `report` hears the step and the mean loss since the last call, ten times.
/// Deterministic: the same corpus and options give the same numbers.
std::vector<float> train_table(const TokenCorpus& songs, std::size_t vocabulary, const TableOptions& options,
                               const std::function<void(std::size_t step, double loss)>& report = {});

/// Mean reciprocal rank of the nearest song of the same artist among all other songs, over songs whose artist has
/// another: what the table is watched by, on artists that it has not learned from. 0 without such songs.
double same_artist_rank(const TokenCorpus& songs, std::span<const float> table, std::size_t width);

/// Puts the table into a model's model.safetensors as the tensor lyrics_table.weight, float16, in place of one that is
/// there already: the file is written anew beside and then renamed. Throws std::runtime_error, naming the file, if it
/// is no safetensors file that train_encoder wrote.
void put_table(std::span<const float> table, std::size_t width, const std::filesystem::path& file);

}  // namespace segue::encoder
