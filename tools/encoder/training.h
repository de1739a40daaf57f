#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "encoder_module.h"

namespace segue::encoder {

struct TrainingOptions {
  std::filesystem::path corpora;  ///< what prepare_corpora wrote
  std::filesystem::path out;      ///< checkpoint, loss curve and, at the end, the model
  std::filesystem::path init;     ///< begin from this model (an earlier out/model, or models/words); empty: at random
  Shape shape;
  double tokens = 40e6;         ///< padded tokens to read in all: the length of the schedule
  double learning_rate = 6e-4;  ///< AdamW's after the warm-up
  double warm_up = 0.04;        ///< share of the schedule
  double weight_decay = 0.01;
  double dropout = 0;
  double piece_dropout = 0;    ///< of the longest pieces that match in tweets, passed over for shorter ones
  double hidden_share = 0.15;  ///< of the words, while any are hidden
  double last_part = 0.3;      ///< of the schedule, in which no words are hidden and the rate falls to 0
  double mlm_weight = 0.3;     ///< of the masked-language loss beside the others
  double temperature = 0.05;   ///< of the contrastive loss
  double same_song = 0.5;      ///< of the pairs: two parts of one song; the others: two songs of one artist
  double tweets_share = 0.58;  ///< of the tokens
  double semeval_share = 0.1;
  double lyrics_share = 0.32;
  double sung_share = 0;
  std::string sung = "sung";   ///< lyrics labelled in thousandths: what label_texts says of them, or "valence"
  double teacher_share = 0;    ///< of a Sentiment140 label: what label_texts says of the tweet, not the emoticon
  double joined_share = 0;     ///< of the batches of tweets: several of one label in a row, as long as a window
  double report_share = 0.02;  ///< of the schedule, between two looks at the texts kept back
  std::size_t batch_tokens = 6144;
  std::size_t pairs = 64;
  std::size_t longest_tweet = 64;
  bool bfloat16 = true;  ///< matrix products in it (autocast)
  bool cuda = false;
  int threads = 2;
  double minutes = 0;  ///< stop (with a checkpoint) after so many; 0: never
  double checkpoint_minutes = 10;
  std::uint64_t seed = 0;
};

/// Trains an encoder in one schedule: masked words, sentiment and pairs of lyrics side by side at a constant rate, then
/// without masks while the rate falls to 0.
/// Continues from out/checkpoint if there is one (of the same shape and corpora). out/before-last-part, put in its
/// place, lets a longer schedule (more tokens) go on from where the rate was still high. Ends with out/model, a Hugging
/// Face folder; returns false if it stopped before (time, signal), with a checkpoint.
///
/// Losses: tweets: cross-entropy of the label (Sentiment140's two classes leave the neutral logit out, SemEval's three
/// are weighted by their rarity) and of hidden words; lyrics: InfoNCE over the batch (van den Oord et al. 2018) and
/// hidden words; sung: cross-entropy of a window of lyrics, at random, towards what the song's label is. Same
/// options, same machine, same number of threads: the same weights on a CPU; nearly the same on a GPU.
bool train(const TrainingOptions& options);

}  // namespace segue::encoder
