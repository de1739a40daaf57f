#include "respelling.h"

#include <algorithm>
#include <fstream>
#include <stdexcept>

namespace segue::encoder {

namespace {

constexpr std::string_view kContinues = "##";

bool continues(std::string_view piece) {
  return piece.size() > kContinues.size() && piece.starts_with(kContinues);
}

/// [PAD], [UNK] and the like stand for no letters.
bool is_special(std::string_view piece) {
  return piece.size() > 2 && piece.front() == '[' && piece.back() == ']';
}

}  // namespace

Respelling::Respelling(const std::filesystem::path& vocabulary, double share) : share_(share) {
  std::ifstream in(vocabulary);
  for (std::string line; std::getline(in, line);) pieces_.push_back(line);
  if (pieces_.empty()) throw std::runtime_error("cannot read " + vocabulary.string());
  for (std::size_t id = 0; id < pieces_.size(); ++id) {
    const std::string_view piece = pieces_[id];
    if (is_special(piece)) continue;
    longest_ = std::max(longest_, piece.size());
    if (continues(piece)) {
      continuations_.emplace(piece.substr(kContinues.size()), static_cast<std::uint16_t>(id));
    } else {
      beginnings_.emplace(piece, static_cast<std::uint16_t>(id));
    }
  }
}

void Respelling::spell(std::span<const std::uint16_t> word, std::vector<std::int32_t>& ids,
                       std::mt19937_64& random) const {
  const std::size_t before = ids.size();
  std::string letters;
  for (const std::uint16_t id : word) {
    const std::string_view piece = pieces_.at(id);
    letters += continues(piece) ? piece.substr(kContinues.size()) : piece;
  }
  std::uniform_real_distribution<> draw(0, 1);
  std::string_view rest = letters;
  while (!rest.empty() && !is_special(pieces_.at(word.front()))) {
    const auto& known = rest.size() == letters.size() ? beginnings_ : continuations_;
    std::size_t size = std::min(rest.size(), longest_);
    std::size_t shortest = 0;
    std::int32_t shortest_id = 0;
    for (; size > 0; --size) {
      const auto match = known.find(rest.substr(0, size));
      if (match == known.end()) continue;
      shortest = size;
      shortest_id = match->second;
      if (draw(random) >= share_) break;
    }
    if (shortest == 0) break;
    ids.push_back(shortest_id);  // all were passed over: the shortest
    rest.remove_prefix(shortest);
  }
  if (rest.empty()) return;
  ids.resize(before);
  ids.insert(ids.end(), word.begin(), word.end());
}

TokenCorpus Respelling::respell(const TokenCorpus& corpus, std::span<const std::uint32_t> texts,
                                std::mt19937_64& random) const {
  TokenCorpus respelled;
  std::vector<std::int32_t> ids;
  for (const std::uint32_t i : texts) {
    const auto text = corpus.text(i);
    ids.clear();
    for (std::size_t begin = 0, end = 0; begin < text.size(); begin = end) {
      end = begin + 1;
      while (end < text.size() && continues(pieces_.at(text[end]))) ++end;
      spell(text.subspan(begin, end - begin), ids, random);
    }
    respelled.add(ids, corpus.labels[i], corpus.groups[i]);
  }
  return respelled;
}

}  // namespace segue::encoder
