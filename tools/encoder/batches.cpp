#include "batches.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace segue::encoder {

namespace {

/// Texts are sorted by length within blocks of this many: batches then have little padding and are still mixed.
constexpr std::size_t kBlock = 8192;

std::mt19937_64 generator(std::uint64_t seed, std::uint64_t epoch) {
  std::seed_seq sequence{seed, seed >> 32, epoch};
  return std::mt19937_64(sequence);
}

std::vector<std::uint32_t> shuffled(std::size_t count, std::mt19937_64& random) {
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0U);
  std::shuffle(order.begin(), order.end(), random);
  return order;
}

Batch padded(const std::vector<std::span<const std::uint16_t>>& texts) {
  std::size_t longest = 0;
  for (const auto& text : texts) longest = std::max(longest, text.size());
  const auto rows = static_cast<std::int64_t>(texts.size());
  const auto width = static_cast<std::int64_t>(longest) + 2;
  Batch batch{torch::full({rows, width}, Specials::kPad, torch::kInt64), torch::empty({rows}, torch::kInt64)};
  auto* ids = batch.ids.data_ptr<std::int64_t>();
  auto* lengths = batch.lengths.data_ptr<std::int64_t>();
  for (std::size_t i = 0; i < texts.size(); ++i) {
    std::int64_t* row = ids + static_cast<std::int64_t>(i) * width;
    *row++ = Specials::kCls;
    row = std::copy(texts[i].begin(), texts[i].end(), row);
    *row = Specials::kSep;
    lengths[i] = static_cast<std::int64_t>(texts[i].size()) + 2;
  }
  return batch;
}

}  // namespace

BatchWalk::BatchWalk(const TokenCorpus& corpus, std::size_t tokens_per_batch, std::size_t longest, std::uint64_t seed)
    : corpus_(&corpus), tokens_per_batch_(tokens_per_batch), longest_(longest), seed_(seed) {
  begin_epoch();
}

void BatchWalk::begin_epoch() {
  auto random = generator(seed_, place_.epoch);
  auto order = shuffled(corpus_->size(), random);
  const auto length = [&](std::uint32_t i) { return std::min(corpus_->text(i).size() + 2, longest_); };
  batches_.clear();
  for (std::size_t begin = 0; begin < order.size(); begin += kBlock) {
    const std::size_t end = std::min(order.size(), begin + kBlock);
    std::sort(order.begin() + static_cast<std::ptrdiff_t>(begin), order.begin() + static_cast<std::ptrdiff_t>(end),
              [&](std::uint32_t a, std::uint32_t b) { return std::pair(length(a), a) < std::pair(length(b), b); });
    std::vector<std::uint32_t> batch;
    for (std::size_t i = begin; i < end; ++i) {
      if (!batch.empty() && (batch.size() + 1) * length(order[i]) > tokens_per_batch_) {
        batches_.push_back(std::move(batch));
        batch = {};
      }
      batch.push_back(order[i]);
    }
    if (!batch.empty()) batches_.push_back(std::move(batch));
  }
  std::shuffle(batches_.begin(), batches_.end(), random);
}

std::vector<std::uint32_t> BatchWalk::next() {
  if (place_.batch == batches_.size()) {
    place_ = {place_.epoch + 1, 0};
    begin_epoch();
  }
  return batches_[place_.batch++];
}

void BatchWalk::go_to(const Place& place) {
  place_ = place;
  begin_epoch();
}

PairWalk::PairWalk(const TokenCorpus& corpus, std::size_t pairs_per_batch, double same_song, std::uint64_t seed)
    : corpus_(&corpus), pairs_per_batch_(pairs_per_batch), same_song_(same_song), seed_(seed) {
  for (std::uint32_t i = 0; i < corpus.size(); ++i) {
    if (corpus.groups[i] >= songs_of_group_.size()) songs_of_group_.resize(corpus.groups[i] + std::size_t{1});
    songs_of_group_[corpus.groups[i]].push_back(i);
  }
  begin_epoch();
}

void PairWalk::begin_epoch() {
  auto random = generator(seed_, place_.epoch);
  batches_.clear();
  // A song whose artist is in the batch already waits for the next one.
  std::vector<std::uint32_t> waiting = shuffled(corpus_->size(), random);
  while (waiting.size() >= 2) {
    std::vector<std::uint32_t> later;
    std::unordered_map<std::uint32_t, bool> taken;
    Pairs pairs;
    std::size_t i = 0;
    for (; i < waiting.size() && pairs.first.size() < pairs_per_batch_; ++i) {
      const std::uint32_t song = waiting[i];
      const std::uint32_t group = corpus_->groups[song];
      if (!taken.emplace(group, true).second) {
        later.push_back(song);
        continue;
      }
      const auto& others = songs_of_group_[group];
      std::uint32_t partner = song;
      if (others.size() > 1 && std::uniform_real_distribution<>(0, 1)(random) >= same_song_) {
        partner = others[std::uniform_int_distribution<std::size_t>(0, others.size() - 1)(random)];
      }
      pairs.first.push_back(song);
      pairs.second.push_back(partner);
    }
    later.insert(later.end(), waiting.begin() + static_cast<std::ptrdiff_t>(i), waiting.end());
    // What is left of an artist with very many songs makes small batches, which teach little: that ends the epoch.
    if (pairs.first.size() < pairs_per_batch_ / 2 && !batches_.empty()) break;
    batches_.push_back(std::move(pairs));
    waiting = std::move(later);
  }
  std::shuffle(batches_.begin(), batches_.end(), random);
}

PairWalk::Pairs PairWalk::next() {
  if (place_.batch == batches_.size()) {
    place_ = {place_.epoch + 1, 0};
    begin_epoch();
  }
  return batches_[place_.batch++];
}

void PairWalk::go_to(const Place& place) {
  place_ = place;
  begin_epoch();
}

Batch make_batch(const TokenCorpus& corpus, const std::vector<std::uint32_t>& texts, std::size_t longest) {
  std::vector<std::span<const std::uint16_t>> cut;
  for (const std::uint32_t i : texts) {
    const auto text = corpus.text(i);
    cut.push_back(text.first(std::min(text.size(), longest - 2)));
  }
  return padded(cut);
}

Batch make_joined(const TokenCorpus& corpus, const std::vector<std::uint32_t>& texts, std::size_t longest,
                  std::vector<std::uint32_t>& labels) {
  labels.clear();
  std::vector<std::vector<std::uint16_t>> rows;
  std::unordered_map<std::uint32_t, std::size_t> open_row;  // by label
  for (const std::uint32_t i : texts) {
    const std::uint32_t label = corpus.labels[i];
    const auto text = corpus.text(i).first(std::min(corpus.text(i).size(), longest - 2));
    const auto open = open_row.find(label);
    if (open == open_row.end() || rows[open->second].size() + text.size() > longest - 2) {
      open_row[label] = rows.size();
      rows.emplace_back();
      labels.push_back(label);
    }
    auto& row = rows[open_row[label]];
    row.insert(row.end(), text.begin(), text.end());
  }
  return padded({rows.begin(), rows.end()});
}

Batch make_windows(const TokenCorpus& corpus, const std::vector<std::uint32_t>& texts, std::size_t longest,
                   const std::vector<int>& half, std::mt19937_64& random) {
  std::vector<std::span<const std::uint16_t>> cut;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    auto text = corpus.text(texts[i]);
    if (half[i] < 2) text = half[i] == 0 ? text.first(text.size() / 2) : text.subspan(text.size() / 2);
    const std::size_t size = std::min(text.size(), longest - 2);
    const std::size_t at = std::uniform_int_distribution<std::size_t>(0, text.size() - size)(random);
    cut.push_back(text.subspan(at, size));
  }
  return padded(cut);
}

Hidden hide_words(Batch& batch, double share, std::int64_t vocabulary) {
  const auto width = batch.ids.size(1);
  const auto draw = torch::rand(batch.ids.sizes());
  const auto at = torch::arange(width).unsqueeze(0);
  const auto word = (at >= 1) & (at < (batch.lengths - 1).unsqueeze(1));
  const auto chosen = (draw < share) & word;
  Hidden hidden;
  hidden.places = chosen.flatten().nonzero().flatten();
  auto flat = batch.ids.flatten();
  hidden.words = flat.index_select(0, hidden.places);
  const auto kind = torch::rand({hidden.places.size(0)});
  const auto random = torch::randint(Specials::kFirstWord, vocabulary, {hidden.places.size(0)}, torch::kInt64);
  const auto masked = torch::full_like(hidden.words, Specials::kMask);
  const auto shown = torch::where(kind < 0.8, masked, torch::where(kind < 0.9, random, hidden.words));
  batch.ids = flat.index_copy(0, hidden.places, shown).view(batch.ids.sizes());
  return hidden;
}

}  // namespace segue::encoder
