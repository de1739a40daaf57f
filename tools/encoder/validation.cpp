#include "validation.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "autocast.h"

namespace segue::encoder {

namespace {

constexpr std::size_t kTextsAtOnce = 256;

/// calls use(first text, module's hidden states, batch) for all texts, in their order.
template <class Use>
void read_all(EncoderModule& module, torch::Device device, bool bfloat16, bool cuda, std::size_t count,
              const std::function<Batch(const std::vector<std::uint32_t>&)>& batch_of, const Use& use) {
  const torch::NoGradGuard no_gradients;
  module.eval();
  for (std::size_t begin = 0; begin < count; begin += kTextsAtOnce) {
    std::vector<std::uint32_t> texts(std::min(kTextsAtOnce, count - begin));
    std::iota(texts.begin(), texts.end(), static_cast<std::uint32_t>(begin));
    const Batch on_host = batch_of(texts);
    const Batch batch{on_host.ids.to(device), on_host.lengths.to(device)};
    const Autocast autocast(bfloat16, cuda);
    use(begin, module.hidden_states(batch), batch);
  }
}

}  // namespace

Validation::Validation(const std::filesystem::path& corpora, std::size_t longest_tweet, std::size_t longest_window)
    : tweets_(TokenCorpus::read(corpora / "sentiment140.validation")),
      semeval_(TokenCorpus::read(corpora / "semeval.validation")),
      lyrics_(TokenCorpus::read(corpora / "lyrics.validation")),
      longest_tweet_(longest_tweet),
      longest_window_(longest_window) {}

Scores Validation::measure(EncoderModule& module, torch::Device device, bool bfloat16, bool cuda) const {
  Scores scores;
  double right = 0;
  const auto tweets = [&](const std::vector<std::uint32_t>& texts) {
    return make_batch(tweets_, texts, longest_tweet_);
  };
  read_all(module, device, bfloat16, cuda, tweets_.size(), tweets,
           [&](std::size_t begin, const torch::Tensor& hidden, const Batch&) {
             const auto logits = module.sentiment_logits(hidden).to(torch::kCPU);
             for (std::int64_t i = 0; i < logits.size(0); ++i) {
               const bool positive = logits[i][2].item<float>() > logits[i][0].item<float>();
               right += positive == (tweets_.labels[begin + static_cast<std::size_t>(i)] == 2) ? 1 : 0;
             }
           });
  scores.two_class_accuracy = right / static_cast<double>(std::max<std::size_t>(1, tweets_.size()));

  std::array<double, 3> found{};
  std::array<double, 3> all{};
  const auto semeval = [&](const std::vector<std::uint32_t>& texts) {
    return make_batch(semeval_, texts, longest_tweet_);
  };
  read_all(module, device, bfloat16, cuda, semeval_.size(), semeval,
           [&](std::size_t begin, const torch::Tensor& hidden, const Batch&) {
             const auto best = module.sentiment_logits(hidden).argmax(1).to(torch::kCPU);
             for (std::int64_t i = 0; i < best.size(0); ++i) {
               const std::uint32_t label = semeval_.labels[begin + static_cast<std::size_t>(i)];
               all.at(label) += 1;
               found.at(label) += best[i].item<std::int64_t>() == static_cast<std::int64_t>(label) ? 1 : 0;
             }
           });
  for (std::size_t i = 0; i < 3; ++i) scores.macro_recall += found.at(i) / std::max(1.0, all.at(i)) / 3;

  // The first and the second half of each song, each a window at its beginning.
  std::array<std::vector<torch::Tensor>, 2> halves;
  for (int half = 0; half < 2; ++half) {
    const auto windows = [&](const std::vector<std::uint32_t>& texts) {
      std::mt19937_64 random(0);
      return make_windows(lyrics_, texts, longest_window_, std::vector<int>(texts.size(), half), random);
    };
    read_all(module, device, bfloat16, cuda, lyrics_.size(), windows,
             [&](std::size_t, const torch::Tensor& hidden, const Batch& batch) {
               halves.at(static_cast<std::size_t>(half)).push_back(EncoderModule::embeddings(hidden, batch.lengths));
             });
  }
  if (lyrics_.size() == 0) return scores;
  const auto similarity = torch::matmul(torch::cat(halves[0]), torch::cat(halves[1]).transpose(0, 1));
  const auto own = similarity.diagonal().unsqueeze(1);
  const auto rank = (similarity > own).sum(1).to(torch::kFloat32) + 1;
  scores.pair_rank = (1 / rank).mean().item<double>();
  return scores;
}

}  // namespace segue::encoder
