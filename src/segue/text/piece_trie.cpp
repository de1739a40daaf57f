#include "segue/text/piece_trie.h"

#include <cassert>

namespace segue::text {
namespace {

std::uint64_t key_of(std::uint32_t node, char byte) {
  return (static_cast<std::uint64_t>(node) << 8 | static_cast<unsigned char>(byte)) + 1;
}

}  // namespace

std::size_t PieceTrie::place(std::uint64_t key) const {
  const std::size_t mask = edges_.size() - 1;
  // Fibonacci hashing (Knuth, TAOCP 3, 6.4): the upper bits of the product are the well mixed ones.
  std::size_t at = static_cast<std::size_t>(key * 0x9e3779b97f4a7c15U >> 32) & mask;
  while (edges_[at].key != 0 && edges_[at].key != key) at = (at + 1) & mask;
  return at;
}

void PieceTrie::grow() {
  std::vector<Edge> smaller(edges_.size() * 2);
  smaller.swap(edges_);
  for (const Edge& edge : smaller) {
    if (edge.key != 0) edges_[place(edge.key)] = edge;
  }
}

void PieceTrie::add(std::string_view text, std::int32_t number) {
  assert(number >= 0);
  if (text.empty()) return;
  std::uint32_t node = 0;
  for (const char byte : text) {
    const std::uint64_t key = key_of(node, byte);
    std::size_t at = place(key);
    if (edges_[at].key == 0) {
      if (numbers_.size() * 2 > edges_.size()) {
        grow();
        at = place(key);
      }
      edges_[at] = {key, static_cast<std::uint32_t>(numbers_.size())};
      numbers_.push_back(-1);
    }
    node = edges_[at].to;
  }
  if (numbers_[node] < 0) numbers_[node] = number;
}

PieceTrie::Match PieceTrie::longest(std::string_view text) const {
  Match match;
  std::uint32_t node = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const Edge& edge = edges_[place(key_of(node, text[i]))];
    if (edge.key == 0) break;
    node = edge.to;
    if (numbers_[node] >= 0) match = {numbers_[node], i + 1};
  }
  return match;
}

}  // namespace segue::text
