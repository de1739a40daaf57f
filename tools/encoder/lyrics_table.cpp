#include "lyrics_table.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

namespace segue::encoder {

namespace {

constexpr double kBeta1 = 0.9;  // Adam's
constexpr double kBeta2 = 0.999;
constexpr double kEpsilon = 1e-8;
constexpr std::size_t kReports = 10;
constexpr int kRounds = 4;  ///< of the subspace iteration: later ones change nothing that learning would not

using Random = std::mt19937_64;

/// The songs' vectors before they are scaled: rows x width.
void mean_of(const std::vector<const CountedText*>& songs, std::span<const float> table, std::size_t width,
             std::vector<float>& out) {
  out.assign(songs.size() * width, 0.0F);
  for (std::size_t i = 0; i < songs.size(); ++i) {
    float* row = out.data() + i * width;
    for (std::size_t k = 0; k < songs[i]->pieces.size(); ++k) {
      const float weight = songs[i]->weights[k];
      const float* piece = table.data() + songs[i]->pieces[k] * width;
      for (std::size_t j = 0; j < width; ++j) row[j] += weight * piece[j];
    }
  }
}

/// a x b', both n x width.
std::vector<float> products(const std::vector<float>& a, const std::vector<float>& b, std::size_t width) {
  const std::size_t n = a.size() / width;
  std::vector<float> turned(width * n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < width; ++j) turned[j * n + i] = b[i * width + j];
  }
  std::vector<float> out(n * n, 0.0F);
  for (std::size_t i = 0; i < n; ++i) {
    float* row = out.data() + i * n;
    for (std::size_t j = 0; j < width; ++j) {
      const float value = a[i * width + j];
      for (std::size_t k = 0; k < n; ++k) row[k] += value * turned[j * n + k];
    }
  }
  return out;
}

/// Unit vectors; their lengths in `lengths`.
std::vector<float> scaled(std::span<const float> rows, std::size_t width, std::vector<float>& lengths) {
  std::vector<float> out(rows.begin(), rows.end());
  lengths.resize(rows.size() / width);
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    double square = 0;
    for (std::size_t j = 0; j < width; ++j) square += std::pow(static_cast<double>(rows[i * width + j]), 2);
    lengths[i] = static_cast<float>(std::max(std::sqrt(square), 1e-9));
    for (std::size_t j = 0; j < width; ++j) out[i * width + j] /= lengths[i];
  }
  return out;
}

/// Turns a gradient by unit vectors into one by what they were scaled from.
void through_scaling(const std::vector<float>& unit, const std::vector<float>& lengths, std::size_t width,
                     std::span<float> gradient) {
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    double along = 0;
    for (std::size_t j = 0; j < width; ++j) {
      along += static_cast<double>(gradient[i * width + j]) * static_cast<double>(unit[i * width + j]);
    }
    for (std::size_t j = 0; j < width; ++j) {
      float& value = gradient[i * width + j];
      value = (value - static_cast<float>(along) * unit[i * width + j]) / lengths[i];
    }
  }
}

/// Makes the columns of a rows x width matrix orthonormal (Gram-Schmidt, each column twice: once loses digits).
void orthonormalise(std::vector<float>& matrix, std::size_t width) {
  const std::size_t rows = matrix.size() / width;
  std::vector<float> columns(matrix.size());
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < width; ++j) columns[j * rows + i] = matrix[i * width + j];
  }
  for (std::size_t j = 0; j < width; ++j) {
    float* own = columns.data() + j * rows;
    for (int pass = 0; pass < 2; ++pass) {
      for (std::size_t k = 0; k < j; ++k) {
        const float* other = columns.data() + k * rows;
        double along = 0;
        for (std::size_t i = 0; i < rows; ++i) along += static_cast<double>(own[i]) * static_cast<double>(other[i]);
        for (std::size_t i = 0; i < rows; ++i) own[i] -= static_cast<float>(along) * other[i];
      }
    }
    double square = 0;
    for (std::size_t i = 0; i < rows; ++i) square += static_cast<double>(own[i]) * static_cast<double>(own[i]);
    const auto length = static_cast<float>(std::max(std::sqrt(square), 1e-20));
    for (std::size_t i = 0; i < rows; ++i) {
      own[i] /= length;
      matrix[i * width + j] = own[i];
    }
  }
}

/// The strongest `width` directions of the songs' TF-IDF vectors: latent semantic analysis, by subspace iteration.
/// vocabulary x width, a row multiplied by the piece's idf: a song's mean of rows points where LSA would put it.
std::vector<float> semantic_table(const std::vector<CountedText>& songs, std::size_t vocabulary, std::size_t width,
                                  Random& random) {
  std::vector<float> idf(vocabulary);
  {
    std::vector<double> documents(vocabulary, 0.0);
    for (const CountedText& song : songs) {
      for (const std::uint16_t piece : song.pieces) documents.at(piece) += 1;
    }
    const double count = static_cast<double>(songs.size());
    for (std::size_t i = 0; i < vocabulary; ++i) {
      idf[i] = static_cast<float>(std::log((1 + count) / (1 + documents[i])) + 1);
    }
  }
  std::vector<float> basis(vocabulary * width);
  std::normal_distribution<double> normal;
  for (float& value : basis) value = static_cast<float>(normal(random));
  std::vector<float> latent(width);
  for (int round = 0; round < kRounds; ++round) {
    orthonormalise(basis, width);
    std::vector<float> next(basis.size(), 0.0F);
    for (const CountedText& song : songs) {
      double square = 0;
      for (std::size_t k = 0; k < song.pieces.size(); ++k) {
        square += std::pow(static_cast<double>(song.weights[k] * idf[song.pieces[k]]), 2);
      }
      const double length = std::sqrt(square);
      std::fill(latent.begin(), latent.end(), 0.0F);
      for (std::size_t k = 0; k < song.pieces.size(); ++k) {
        const auto value = static_cast<float>(static_cast<double>(song.weights[k] * idf[song.pieces[k]]) / length);
        const float* row = basis.data() + song.pieces[k] * width;
        for (std::size_t j = 0; j < width; ++j) latent[j] += value * row[j];
      }
      for (std::size_t k = 0; k < song.pieces.size(); ++k) {
        const auto value = static_cast<float>(static_cast<double>(song.weights[k] * idf[song.pieces[k]]) / length);
        float* row = next.data() + song.pieces[k] * width;
        for (std::size_t j = 0; j < width; ++j) row[j] += value * latent[j];
      }
    }
    basis = std::move(next);
  }
  orthonormalise(basis, width);
  for (std::size_t i = 0; i < basis.size(); ++i) basis[i] *= idf[i / width];
  return basis;
}

/// The table that learning begins with: LSA's, centred, songs of length 1 in the mean.
std::vector<float> first_table(const std::vector<CountedText>& songs, std::size_t vocabulary, std::size_t width,
                               Random& random) {
  auto table = semantic_table(songs, vocabulary, width, random);
  const double count = static_cast<double>(songs.size());
  // Weights sum to 1: what is taken from every piece is taken from every song.
  std::vector<const CountedText*> all;
  for (const CountedText& song : songs) all.push_back(&song);
  std::vector<float> vectors;
  mean_of(all, table, width, vectors);
  std::vector<double> mean(width, 0.0);
  for (std::size_t i = 0; i < vectors.size(); ++i) mean[i % width] += static_cast<double>(vectors[i]) / count;
  double length = 0;
  for (std::size_t i = 0; i < songs.size(); ++i) {
    double square = 0;
    for (std::size_t j = 0; j < width; ++j) {
      square += std::pow(static_cast<double>(vectors[i * width + j]) - mean[j], 2);
    }
    length += std::sqrt(square) / count;
  }
  for (std::size_t i = 0; i < table.size(); ++i) {
    table[i] = static_cast<float>((static_cast<double>(table[i]) - mean[i % width]) / std::max(length, 1e-9));
  }
  return table;
}

/// Draws pairs of songs, no artist twice.
class Pairing {
 public:
  explicit Pairing(const TokenCorpus& songs) {
    std::map<std::uint32_t, std::vector<std::uint32_t>> by_artist;
    for (std::uint32_t i = 0; i < songs.size(); ++i) {
      if (!songs.text(i).empty()) by_artist[songs.groups[i]].push_back(i);
    }
    for (auto& [artist, own] : by_artist) {
      if (own.size() > 1) artists_.push_back(std::move(own));
    }
  }

  std::vector<std::pair<std::uint32_t, std::uint32_t>> draw(std::size_t count, Random& random) const {
    // Efraimidis & Spirakis 2006: the largest log(u) / weight are a weighted draw without replacement.
    std::vector<std::pair<double, std::size_t>> keys;
    std::uniform_real_distribution<double> uniform(1e-12, 1);
    for (std::size_t i = 0; i < artists_.size(); ++i) {
      keys.emplace_back(-std::log(uniform(random)) / std::sqrt(static_cast<double>(artists_[i].size())), i);
    }
    count = std::min(count, keys.size());
    std::partial_sort(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(count), keys.end());
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    for (std::size_t i = 0; i < count; ++i) {
      const auto& own = artists_[keys[i].second];
      const auto a = std::uniform_int_distribution<std::size_t>(0, own.size() - 1)(random);
      const auto b = std::uniform_int_distribution<std::size_t>(0, own.size() - 2)(random);
      pairs.emplace_back(own[a], own[b < a ? b : b + 1]);
    }
    return pairs;
  }

 private:
  std::vector<std::vector<std::uint32_t>> artists_;
};

class Adam {
 public:
  explicit Adam(std::size_t size) : first_(size, 0.0F), second_(size, 0.0F) {}

  void step(std::vector<float>& weights, const std::vector<float>& gradient, double rate) {
    ++steps_;
    const auto b1 = static_cast<float>(kBeta1);
    const auto b2 = static_cast<float>(kBeta2);
    const auto root = static_cast<float>(1 / std::sqrt(1 - std::pow(kBeta2, steps_)));
    const auto pace = static_cast<float>(rate / (1 - std::pow(kBeta1, steps_)));
    for (std::size_t i = 0; i < weights.size(); ++i) {
      first_[i] = b1 * first_[i] + (1 - b1) * gradient[i];
      second_[i] = b2 * second_[i] + (1 - b2) * gradient[i] * gradient[i];
      weights[i] -= pace * first_[i] / (std::sqrt(second_[i]) * root + static_cast<float>(kEpsilon));
    }
  }

 private:
  std::vector<float> first_, second_;
  int steps_ = 0;
};

std::vector<CountedText> all_counted(const TokenCorpus& songs) {
  std::vector<CountedText> out;
  for (std::size_t i = 0; i < songs.size(); ++i) out.push_back(counted(songs.text(i)));
  return out;
}

}  // namespace

CountedText counted(std::span<const std::uint16_t> ids) {
  std::map<std::uint16_t, std::size_t> counts;
  for (const std::uint16_t id : ids) ++counts[id];
  CountedText text;
  double sum = 0;
  for (const auto& [piece, count] : counts) sum += 1 + std::log(static_cast<double>(count));
  for (const auto& [piece, count] : counts) {
    text.pieces.push_back(piece);
    text.weights.push_back(static_cast<float>((1 + std::log(static_cast<double>(count))) / sum));
  }
  return text;
}

double contrast(std::span<const float> first, std::span<const float> second, std::size_t width, double temperature,
                std::span<float> first_gradient, std::span<float> second_gradient) {
  std::vector<float> first_lengths;
  std::vector<float> second_lengths;
  const auto a = scaled(first, width, first_lengths);
  const auto b = scaled(second, width, second_lengths);
  const std::size_t n = first_lengths.size();
  const auto similarity = products(a, b, width);
  // Cosines are at most 1: e^(cosine - 1) / temperature stays below 1.
  std::vector<double> likely(n * n);
  std::vector<double> of_row(n, 0.0);
  std::vector<double> of_column(n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < n; ++k) {
      likely[i * n + k] = std::exp((static_cast<double>(similarity[i * n + k]) - 1) / temperature);
      of_row[i] += likely[i * n + k];
      of_column[k] += likely[i * n + k];
    }
  }
  double loss = 0;
  std::fill(first_gradient.begin(), first_gradient.end(), 0.0F);
  std::fill(second_gradient.begin(), second_gradient.end(), 0.0F);
  for (std::size_t i = 0; i < n; ++i) {
    loss -= std::log(likely[i * n + i] / of_row[i]) + std::log(likely[i * n + i] / of_column[i]);
    for (std::size_t k = 0; k < n; ++k) {
      const double share = likely[i * n + k] * (1 / of_row[i] + 1 / of_column[k]) - (i == k ? 2 : 0);
      const auto slope = static_cast<float>(share / (2 * temperature * static_cast<double>(n)));
      for (std::size_t j = 0; j < width; ++j) {
        first_gradient[i * width + j] += slope * b[k * width + j];
        second_gradient[k * width + j] += slope * a[i * width + j];
      }
    }
  }
  through_scaling(a, first_lengths, width, first_gradient);
  through_scaling(b, second_lengths, width, second_gradient);
  return loss / (2 * static_cast<double>(n));
}

std::vector<float> train_table(const TokenCorpus& songs, std::size_t vocabulary, const TableOptions& options,
                               const std::function<void(std::size_t step, double loss)>& report) {
  const auto texts = all_counted(songs);
  const Pairing pairing(songs);
  Random random(options.seed);
  const std::size_t width = options.width;
  auto table = first_table(texts, vocabulary, width, random);
  Adam adam(table.size());
  std::vector<float> gradient;
  const std::size_t stride = std::max<std::size_t>(1, options.steps / kReports);
  double loss = 0;
  for (std::size_t step = 0; step < options.steps; ++step) {
    const auto pairs = pairing.draw(options.pairs, random);
    std::vector<const CountedText*> chosen[2];
    for (const auto& [a, b] : pairs) {
      chosen[0].push_back(&texts[a]);
      chosen[1].push_back(&texts[b]);
    }
    std::vector<float> vectors[2];
    std::vector<float> slopes[2];
    for (int side = 0; side < 2; ++side) {
      mean_of(chosen[side], table, width, vectors[side]);
      slopes[side].resize(vectors[side].size());
    }
    loss += contrast(vectors[0], vectors[1], width, options.temperature, slopes[0], slopes[1]);
    gradient.assign(table.size(), 0.0F);
    for (int side = 0; side < 2; ++side) {
      for (std::size_t i = 0; i < chosen[side].size(); ++i) {
        const CountedText& text = *chosen[side][i];
        for (std::size_t k = 0; k < text.pieces.size(); ++k) {
          float* row = gradient.data() + text.pieces[k] * width;
          for (std::size_t j = 0; j < width; ++j) row[j] += text.weights[k] * slopes[side][i * width + j];
        }
      }
    }
    const double left = 1 - static_cast<double>(step) / static_cast<double>(options.steps);
    adam.step(table, gradient, options.rate * left);
    if (report && (step + 1) % stride == 0) {
      report(step + 1, loss / static_cast<double>(stride));
      loss = 0;
    }
  }
  return table;
}

double same_artist_rank(const TokenCorpus& songs, std::span<const float> table, std::size_t width) {
  const auto texts = all_counted(songs);
  std::vector<const CountedText*> all;
  for (const CountedText& text : texts) all.push_back(&text);
  std::vector<float> vectors;
  mean_of(all, table, width, vectors);
  std::vector<float> lengths;
  const auto unit = scaled(vectors, width, lengths);
  const auto similarity = products(unit, unit, width);
  const std::size_t n = songs.size();
  double sum = 0;
  std::size_t asked = 0;
  for (std::size_t i = 0; i < n; ++i) {
    float best = -2;
    for (std::size_t k = 0; k < n; ++k) {
      if (k != i && songs.groups[k] == songs.groups[i]) best = std::max(best, similarity[i * n + k]);
    }
    if (best < -1.5F) continue;
    std::size_t rank = 1;
    for (std::size_t k = 0; k < n; ++k) {
      if (songs.groups[k] != songs.groups[i] && similarity[i * n + k] > best) ++rank;
    }
    sum += 1 / static_cast<double>(rank);
    ++asked;
  }
  return asked > 0 ? sum / static_cast<double>(asked) : 0;
}

}  // namespace segue::encoder
