/// train_lyrics_table CORPORA MODEL [STEPS [SEED]]: learns the vectors by which lyrics are compared from what
/// prepare_corpora wrote, and puts them into the model in the folder MODEL, which has CORPORA's vocabulary.

#include <algorithm>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "lyrics_table.h"

namespace {

using segue::encoder::TokenCorpus;

std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot open " + file.string());
  return std::string(std::istreambuf_iterator<char>(in), {});
}

void train(const std::filesystem::path& corpora, const std::filesystem::path& model,
           const segue::encoder::TableOptions& options) {
  const std::string vocabulary = content(corpora / "vocab.txt");
  if (vocabulary != content(model / "vocab.txt")) {
    throw std::runtime_error("the vocabulary of " + model.string() + " is another than that of " + corpora.string());
  }
  const auto pieces = static_cast<std::size_t>(std::count(vocabulary.begin(), vocabulary.end(), '\n'));
  const auto songs = TokenCorpus::read(corpora / "lyrics.train");
  const auto watched = TokenCorpus::read(corpora / "lyrics.validation");
  const auto table = segue::encoder::train_table(songs, pieces, options, [](std::size_t step, double loss) {
    std::cerr << "step " << step << ", loss " << loss << '\n';
  });
  std::cerr << "songs of artists kept back: mean reciprocal rank of the nearest of the same artist "
            << segue::encoder::same_artist_rank(watched, table, options.width) << '\n';
  segue::encoder::put_table(table, options.width, model / "model.safetensors");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3 || argc > 5) {
    std::cerr << "Usage: train_lyrics_table CORPORA MODEL [STEPS [SEED]]\n";
    return 2;
  }
  try {
    segue::encoder::TableOptions options;
    if (argc > 3) options.steps = std::stoul(argv[3]);
    if (argc > 4) options.seed = std::stoul(argv[4]);
    train(argv[1], argv[2], options);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "train_lyrics_table: " << error.what() << '\n';
    return 1;
  }
}
