#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace segue::text {

/// Strings with a number each, asked for the longest one that a text begins with. A byte trie whose edges lie in one
/// open hash table, at most half full: the size is linear in the strings, whatever they are.
class PieceTrie {
 public:
  /// Numbers are not negative. A string that is added twice keeps its first number; the empty string is never found.
  void add(std::string_view text, std::int32_t number);

  struct Match {
    std::int32_t number = -1;  ///< -1: no string of the trie begins here
    std::size_t length = 0;    ///< bytes
  };

  /// Reads at most one byte more than the longest string has.
  Match longest(std::string_view text) const;

 private:
  struct Edge {
    std::uint64_t key = 0;  ///< 0: no edge
    std::uint32_t to = 0;   ///< a node
  };

  /// Where the edge with this key is, or the free place where it would be.
  std::size_t place(std::uint64_t key) const;
  void grow();

  std::vector<Edge> edges_ = std::vector<Edge>(16);  ///< a power of two
  std::vector<std::int32_t> numbers_ = {-1};         ///< of each node; node 0 is the root
};

}  // namespace segue::text
