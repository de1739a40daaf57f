#include "training.h"

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <numeric>
#include <optional>
#include <random>
#include <sstream>

#include "autocast.h"
#include "batches.h"
#include "export.h"
#include "losses.h"
#include "respelling.h"
#include "taught_label.h"
#include "training_state.h"
#include "validation.h"
#include <malloc.h>

namespace segue::encoder {

namespace {

using Clock = std::chrono::steady_clock;

volatile std::sig_atomic_t stop_asked = 0;
void ask_to_stop(int) {
  stop_asked = 1;
}

double minutes_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count() / 60;
}

class Training {
 public:
  explicit Training(const TrainingOptions& options)
      : options_(options),
        device_(options.cuda ? torch::kCUDA : torch::kCPU),
        tweets_(TokenCorpus::read(options.corpora / "sentiment140.train")),
        semeval_(TokenCorpus::read(options.corpora / "semeval.train")),
        lyrics_(TokenCorpus::read(options.corpora / "lyrics.train")),
        sung_(options.sung_share > 0 ? TokenCorpus::read(options.corpora / (options.sung + ".train")) : TokenCorpus()),
        taught_(options.teacher_share > 0 ? TokenCorpus::read(options.corpora / "sentiment140.taught") : TokenCorpus()),
        validation_(options.corpora, options.longest_tweet, static_cast<std::size_t>(options.shape.positions)),
        tweet_walk_(tweets_, options.batch_tokens, options.longest_tweet, options.seed + 1),
        semeval_walk_(semeval_, options.batch_tokens, options.longest_tweet, options.seed + 2),
        lyrics_walk_(lyrics_, options.pairs, options.same_song, options.seed + 3),
        sung_walk_(sung_, options.batch_tokens, static_cast<std::size_t>(options.shape.positions), options.seed + 4),
        module_(std::make_shared<EncoderModule>(options.shape, options.dropout)),
        class_weights_(rarity(semeval_).to(device_)) {
    if (options.teacher_share > 0 && taught_.size() != tweets_.size()) {
      throw std::runtime_error("sentiment140.taught is of other tweets than sentiment140.train: run label_texts again");
    }
    if (!options.init.empty()) import_model(*module_, options.corpora / "vocab.txt", options.init);
    if (options.piece_dropout > 0) respelling_.emplace(options.corpora / "vocab.txt", options.piece_dropout);
    module_->to(device_);
    optimizer_ = std::make_unique<torch::optim::AdamW>(
        module_->parameters(),
        torch::optim::AdamWOptions(options.learning_rate).betas({0.9, 0.98}).weight_decay(options.weight_decay));
  }

  bool run() {
    resume();
    auto last_checkpoint = Clock::now();
    const auto start = Clock::now();
    double next_report = done_;
    while (state_.tokens < options_.tokens) {
      const bool time_is_up = options_.minutes > 0 && minutes_since(start) >= options_.minutes;
      if (stop_asked != 0 || time_is_up) {
        checkpoint();
        std::cerr << "stopped at " << state_.tokens / 1e6 << " of " << options_.tokens / 1e6
                  << " M tokens; run it again to go on\n";
        return false;
      }
      const bool hidden = words_are_hidden();
      step();
      // Kept, so that a longer schedule can go on from where the rate was still high.
      if (hidden && !words_are_hidden()) checkpoint("before-last-part");
      if (minutes_since(last_checkpoint) >= options_.checkpoint_minutes) {
        checkpoint();
        last_checkpoint = Clock::now();
      }
      done_ = state_.tokens / options_.tokens;
      if (done_ >= next_report) {
        report(minutes_since(start));
        next_report = done_ + options_.report_share;
      }
    }
    report(minutes_since(start));
    checkpoint();
    export_model(*module_, options_.corpora / "vocab.txt", options_.out / "model");
    return true;
  }

 private:
  /// A class counts as much as any other, however rare: macro recall is what is measured.
  static torch::Tensor rarity(const TokenCorpus& corpus) {
    std::array<double, 3> count{};
    for (const std::uint32_t label : corpus.labels) count.at(label) += 1;
    torch::Tensor weights = torch::empty({3});
    for (int i = 0; i < 3; ++i) {
      weights[i] = static_cast<double>(corpus.size()) / (3 * std::max(1.0, count.at(static_cast<std::size_t>(i))));
    }
    return weights;
  }

  double learning_rate() const {
    const double f = state_.tokens / options_.tokens;
    if (f < options_.warm_up) return options_.learning_rate * (f + 1e-3) / options_.warm_up;
    return options_.learning_rate * std::clamp((1 - f) / options_.last_part, 0.0, 1.0);
  }

  bool words_are_hidden() const { return state_.tokens < options_.tokens * (1 - options_.last_part); }

  Batch on_device(Batch batch) const { return {batch.ids.to(device_), batch.lengths.to(device_)}; }

  Hidden hide(Batch& batch) const {
    if (!words_are_hidden()) return {torch::empty({0}, torch::kInt64), torch::empty({0}, torch::kInt64)};
    Hidden hidden = hide_words(batch, options_.hidden_share, options_.shape.vocabulary);
    return {hidden.places.to(device_), hidden.words.to(device_)};
  }

  torch::Tensor labels_of(const std::vector<std::uint32_t>& values) const {
    torch::Tensor labels = torch::empty({static_cast<std::int64_t>(values.size())}, torch::kInt64);
    std::copy(values.begin(), values.end(), labels.data_ptr<std::int64_t>());
    return labels.to(device_);
  }

  Batch batch_of_tweets(const TokenCorpus& corpus, const std::vector<std::uint32_t>& texts, bool joined,
                        std::vector<std::uint32_t>& labels) const {
    if (joined) return make_joined(corpus, texts, static_cast<std::size_t>(options_.shape.positions), labels);
    for (const std::uint32_t i : texts) labels.push_back(corpus.labels[i]);
    return make_batch(corpus, texts, options_.longest_tweet);
  }

  std::vector<std::uint32_t> taught(const std::vector<std::uint32_t>& texts) const {
    std::vector<std::uint32_t> thousandths;
    for (const std::uint32_t i : texts) {
      thousandths.push_back(taught_label(tweets_.labels[i], taught_.labels[i], options_.teacher_share));
    }
    return thousandths;
  }

  torch::Tensor tweets_loss(const TokenCorpus& corpus, BatchWalk& walk, bool three, double& tokens) {
    const auto texts = walk.next();
    std::vector<std::uint32_t> labels;
    const bool joined = std::uniform_real_distribution<>(0, 1)(random_) < options_.joined_share;
    Batch batch;
    if (respelling_) {
      const TokenCorpus respelled = respelling_->respell(corpus, texts, random_);
      std::vector<std::uint32_t> all(respelled.size());
      std::iota(all.begin(), all.end(), 0U);
      batch = batch_of_tweets(respelled, all, joined, labels);
    } else {
      batch = batch_of_tweets(corpus, texts, joined, labels);
    }
    tokens = static_cast<double>(batch.ids.numel());
    const Hidden words = hide(batch);
    batch = on_device(batch);
    const bool whole = words.places.size(0) > 0;
    const auto hidden = whole ? module_->hidden_states(batch) : module_->first_states(batch);
    const auto logits = module_->sentiment_logits(hidden);
    torch::Tensor loss;
    if (three) {
      loss = three_class_loss(logits, labels_of(labels), class_weights_);
    } else if (joined || taught_.size() == 0) {
      loss = two_class_loss(logits, labels_of(labels));
    } else {
      loss = between_loss(logits, labels_of(taught(texts)));
    }
    return loss + options_.mlm_weight * hidden_words_loss(*module_, hidden, words);
  }

  torch::Tensor lyrics_loss(double& tokens) {
    const auto pairs = lyrics_walk_.next();
    auto texts = pairs.first;
    texts.insert(texts.end(), pairs.second.begin(), pairs.second.end());
    std::vector<int> half(texts.size(), 2);
    for (std::size_t i = 0; i < pairs.first.size(); ++i) {
      if (pairs.first[i] != pairs.second[i]) continue;
      half[i] = 0;
      half[i + pairs.first.size()] = 1;
    }
    Batch batch = make_windows(lyrics_, texts, static_cast<std::size_t>(options_.shape.positions), half, random_);
    tokens = static_cast<double>(batch.ids.numel());
    const Hidden words = hide(batch);
    batch = on_device(batch);
    const auto hidden = module_->hidden_states(batch);
    const auto vectors = EncoderModule::embeddings(hidden, batch.lengths);
    const auto count = static_cast<std::int64_t>(pairs.first.size());
    const auto loss = contrastive_loss(vectors.slice(0, 0, count), vectors.slice(0, count), options_.temperature);
    return loss + options_.mlm_weight * hidden_words_loss(*module_, hidden, words);
  }

  torch::Tensor sung_loss(double& tokens) {
    const auto texts = sung_walk_.next();
    const std::vector<int> anywhere(texts.size(), 2);
    Batch batch = make_windows(sung_, texts, static_cast<std::size_t>(options_.shape.positions), anywhere, random_);
    tokens = static_cast<double>(batch.ids.numel());
    batch = on_device(batch);
    std::vector<std::uint32_t> thousandths;
    for (const std::uint32_t i : texts) thousandths.push_back(sung_.labels[i]);
    return between_loss(module_->sentiment_logits(module_->first_states(batch)), labels_of(thousandths));
  }

  void step() {
    for (auto& group : optimizer_->param_groups()) {
      static_cast<torch::optim::AdamWOptions&>(group.options()).lr(learning_rate());
    }
    // Randomness follows from the seed and the step alone, so that a resumed run draws what an unbroken one would.
    torch::manual_seed(static_cast<std::uint64_t>(options_.seed * 1'000'003 + state_.steps));
    random_.seed(options_.seed * 1'000'003 + state_.steps);
    module_->train();
    const Task task =
        state_.next_task({options_.tweets_share, options_.semeval_share, options_.lyrics_share, options_.sung_share});
    double tokens = 0;
    torch::Tensor loss;
    {
      const Autocast autocast(options_.bfloat16, options_.cuda);
      if (task == kTweets) loss = tweets_loss(tweets_, tweet_walk_, false, tokens);
      if (task == kSemeval) loss = tweets_loss(semeval_, semeval_walk_, true, tokens);
      if (task == kLyrics) loss = lyrics_loss(tokens);
      if (task == kSung) loss = sung_loss(tokens);
    }
    optimizer_->zero_grad();
    loss.backward();
    torch::nn::utils::clip_grad_norm_(module_->parameters(), 1.0);
    optimizer_->step();
    loss_sum_.at(task) += loss.item<double>();
    ++loss_count_.at(task);
    state_.task_tokens.at(task) += tokens;
    state_.tokens += tokens;
    ++state_.steps;
  }

  void report(double minutes) {
    const Scores scores = validation_.measure(*module_, device_, options_.bfloat16, options_.cuda);
    std::ostringstream line;
    line << state_.steps << ',' << state_.tokens / 1e6 << ',' << learning_rate();
    for (std::size_t i = 0; i < kTasks; ++i) {
      line << ',' << (loss_count_.at(i) > 0 ? loss_sum_.at(i) / static_cast<double>(loss_count_.at(i)) : 0.0);
      loss_sum_.at(i) = 0;
      loss_count_.at(i) = 0;
    }
    line << ',' << scores.two_class_accuracy << ',' << scores.macro_recall << ',' << scores.pair_rank << ',' << minutes;
    const auto file = options_.out / "curve.csv";
    const bool fresh = !std::filesystem::exists(file);
    std::ofstream curve(file, std::ios::app);
    if (fresh) {
      curve << "steps,million_tokens,learning_rate";
      for (const char* name : kTaskNames) curve << ',' << name << "_loss";
      curve << ",sentiment140_accuracy,semeval_macro_recall,lyrics_mrr,minutes\n";
    }
    curve << line.str() << '\n';
    std::cerr << line.str() << '\n';
  }

  void checkpoint(const std::string& name = "checkpoint") {
    const auto fresh = options_.out / (name + ".new");
    const auto current = options_.out / name;
    std::filesystem::remove_all(fresh);
    std::filesystem::create_directories(fresh);
    torch::save(module_, (fresh / "module.pt").string());
    torch::save(*optimizer_, (fresh / "optimizer.pt").string());
    state_.places = {tweet_walk_.place(), semeval_walk_.place(), lyrics_walk_.place(), sung_walk_.place()};
    state_.write(fresh / "state");
    std::filesystem::remove_all(current);
    std::filesystem::rename(fresh, current);
  }

  void resume() {
    auto folder = options_.out / "checkpoint";
    // Killed between the last two steps of checkpoint(): the new one is whole.
    if (!std::filesystem::exists(folder)) folder = options_.out / "checkpoint.new";
    const auto state = TrainingState::read(folder / "state");
    if (!state) return;
    state_ = *state;
    torch::load(module_, (folder / "module.pt").string(), device_);
    torch::load(*optimizer_, (folder / "optimizer.pt").string(), device_);
    tweet_walk_.go_to(state_.places[kTweets]);
    semeval_walk_.go_to(state_.places[kSemeval]);
    lyrics_walk_.go_to(state_.places[kLyrics]);
    sung_walk_.go_to(state_.places[kSung]);
    done_ = state_.tokens / options_.tokens;
    std::cerr << "going on at " << state_.tokens / 1e6 << " M tokens\n";
  }

  TrainingOptions options_;
  torch::Device device_;
  TokenCorpus tweets_;
  TokenCorpus semeval_;
  TokenCorpus lyrics_;
  TokenCorpus sung_;
  TokenCorpus taught_;  ///< labels alone, of tweets_
  Validation validation_;
  BatchWalk tweet_walk_;
  BatchWalk semeval_walk_;
  PairWalk lyrics_walk_;
  BatchWalk sung_walk_;
  std::optional<Respelling> respelling_;
  std::shared_ptr<EncoderModule> module_;
  torch::Tensor class_weights_;
  std::unique_ptr<torch::optim::AdamW> optimizer_;
  std::mt19937_64 random_;
  TrainingState state_;
  double done_ = 0;
  std::array<double, kTasks> loss_sum_{};
  std::array<std::size_t, kTasks> loss_count_{};
};

}  // namespace

bool train(const TrainingOptions& options) {
  std::filesystem::create_directories(options.out);
  // Freed tensors stay with the process: giving their pages back and faulting them in again took a sixth of the time.
  constexpr int kKeep = 1 << 30;
  mallopt(M_MMAP_THRESHOLD, kKeep);
  mallopt(M_TRIM_THRESHOLD, kKeep);
  torch::set_num_threads(options.threads);
  torch::manual_seed(options.seed);
  std::signal(SIGINT, ask_to_stop);
  std::signal(SIGTERM, ask_to_stop);
  Training training(options);
  return training.run();
}

}  // namespace segue::encoder
