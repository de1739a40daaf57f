#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "encoder_module.h"
#include "token_corpus.h"
#include "training_state.h"

namespace segue::encoder {

/// Ids with a meaning of their own, as prepare_corpora writes every vocabulary.
struct Specials {
  static constexpr std::int64_t kPad = 0;
  static constexpr std::int64_t kCls = 2;
  static constexpr std::int64_t kSep = 3;
  static constexpr std::int64_t kMask = 4;
  static constexpr std::int64_t kFirstWord = 5;
};

/// Walks through a corpus again and again, every epoch in another order, in batches of texts of like length (little
/// padding) that hold at most so many tokens.
class BatchWalk {
 public:
  BatchWalk(const TokenCorpus& corpus, std::size_t tokens_per_batch, std::size_t longest, std::uint64_t seed);

  std::vector<std::uint32_t> next();
  const Place& place() const { return place_; }
  void go_to(const Place& place);

 private:
  void begin_epoch();

  const TokenCorpus* corpus_;
  std::size_t tokens_per_batch_;
  std::size_t longest_;
  std::uint64_t seed_;
  Place place_;
  std::vector<std::vector<std::uint32_t>> batches_;
};

/// Pairs of texts that belong together: two parts of one song, or songs of one artist; no artist twice in a batch, so
/// that every other text of it is a wrong answer.
class PairWalk {
 public:
  PairWalk(const TokenCorpus& corpus, std::size_t pairs_per_batch, double same_song, std::uint64_t seed);

  struct Pairs {
    std::vector<std::uint32_t> first;
    std::vector<std::uint32_t> second;
  };
  Pairs next();
  const Place& place() const { return place_; }
  void go_to(const Place& place);

 private:
  void begin_epoch();

  const TokenCorpus* corpus_;
  std::size_t pairs_per_batch_;
  double same_song_;
  std::uint64_t seed_;
  Place place_;
  std::vector<std::vector<std::uint32_t>> songs_of_group_;
  std::vector<Pairs> batches_;
};

/// The texts as a batch: the beginning of each, at most `longest` ids with [CLS] and [SEP].
Batch make_batch(const TokenCorpus& corpus, const std::vector<std::uint32_t>& texts, std::size_t longest);
/// Several texts of one label behind one another in each row, as many as fit whole: what reads short texts only in
/// training finds its way in long ones too. `labels` becomes one label per row.
Batch make_joined(const TokenCorpus& corpus, const std::vector<std::uint32_t>& texts, std::size_t longest,
                  std::vector<std::uint32_t>& labels);
/// The same as make_batch, of each text a window at random; `half` 0 or 1: of its first or second half only (so that
/// two parts of one song do not share words), 2: of all of it.
Batch make_windows(const TokenCorpus& corpus, const std::vector<std::uint32_t>& texts, std::size_t longest,
                   const std::vector<int>& half, std::mt19937_64& random);

/// Words hidden for the masked-language loss (Devlin et al. 2018: 80% [MASK], 10% another word, 10% as it is).
struct Hidden {
  torch::Tensor places;  ///< n, int64: into the batch's flattened ids
  torch::Tensor words;   ///< n, int64: what stood there
};
Hidden hide_words(Batch& batch, double share, std::int64_t vocabulary);

}  // namespace segue::encoder
