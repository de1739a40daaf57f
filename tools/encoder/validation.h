#pragma once

#include <filesystem>

#include "batches.h"
#include "encoder_module.h"

namespace segue::encoder {

struct Scores {
  double two_class_accuracy = 0;  ///< Sentiment140's held-out training tweets
  double macro_recall = 0;        ///< SemEval's, three classes
  double pair_rank = 0;           ///< mean reciprocal rank of a song's other half among all second halves
};

/// What training is watched by: texts kept back from the training parts (never from the test parts).
class Validation {
 public:
  Validation(const std::filesystem::path& corpora, std::size_t longest_tweet, std::size_t longest_window);
  Scores measure(EncoderModule& module, torch::Device device, bool bfloat16, bool cuda) const;

 private:
  TokenCorpus tweets_;
  TokenCorpus semeval_;
  TokenCorpus lyrics_;
  std::size_t longest_tweet_;
  std::size_t longest_window_;
};

}  // namespace segue::encoder
