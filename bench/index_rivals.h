#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

/// Another library's index, to measure beside ours. In a file of its own, compiled for this very processor, because
/// hnswlib is a header that is as fast as its compiler's flags let it.
class RivalIndex {
 public:
  virtual ~RivalIndex() = default;
  virtual std::string name() const = 0;
  /// `rows` x `dimension` numbers, row i under the number i; they outlive the index.
  virtual void build(const float* vectors, std::size_t rows, std::size_t dimension, std::size_t threads) = 0;
  /// What makes it look longer, least first: ef of hnswlib, nprobe of Faiss.
  virtual std::vector<std::size_t> efforts() const = 0;
  virtual void search(const float* query, std::size_t k, std::size_t effort, std::span<std::int64_t> found) const = 0;
};

std::unique_ptr<RivalIndex> make_hnswlib();
std::unique_ptr<RivalIndex> make_faiss();
