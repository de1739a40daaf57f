#include "index_rivals.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <thread>

#include <faiss/IndexFlat.h>
#include <faiss/IndexIVFFlat.h>
#include <hnswlib/hnswlib.h>
#include <omp.h>

namespace {

class Hnswlib final : public RivalIndex {
 public:
  std::string name() const override { return "hnswlib, M 16, ef 200 to build"; }

  void build(const float* vectors, std::size_t rows, std::size_t dimension, std::size_t threads) override {
    space_ = std::make_unique<hnswlib::L2Space>(dimension);
    index_ = std::make_unique<hnswlib::HierarchicalNSW<float>>(space_.get(), rows, 16, 200);
    index_->addPoint(vectors, 0);
    std::atomic<std::size_t> next{1};
    std::vector<std::thread> workers;
    for (std::size_t t = 0; t < threads; ++t) {
      workers.emplace_back([&] {
        for (std::size_t i = next++; i < rows; i = next++) index_->addPoint(vectors + i * dimension, i);
      });
    }
    for (auto& worker : workers) worker.join();
  }

  std::vector<std::size_t> efforts() const override {
    return {10, 16, 24, 28, 32, 36, 40, 44, 48, 56, 64, 96, 128, 192, 256, 512};
  }

  void search(const float* query, std::size_t k, std::size_t effort, std::span<std::int64_t> found) const override {
    index_->setEf(effort);
    auto queue = index_->searchKnn(query, k);
    std::fill(found.begin(), found.end(), -1);
    for (std::size_t i = queue.size(); i-- > 0; queue.pop()) found[i] = static_cast<std::int64_t>(queue.top().second);
  }

 private:
  std::unique_ptr<hnswlib::L2Space> space_;
  mutable std::unique_ptr<hnswlib::HierarchicalNSW<float>> index_;
};

class Faiss final : public RivalIndex {
 public:
  std::string name() const override { return "Faiss, IVFFlat"; }

  void build(const float* vectors, std::size_t rows, std::size_t dimension, std::size_t threads) override {
    omp_set_num_threads(static_cast<int>(threads));
    const auto cells = static_cast<std::size_t>(4 * std::sqrt(static_cast<double>(rows)));
    quantizer_ = std::make_unique<faiss::IndexFlatL2>(static_cast<faiss::Index::idx_t>(dimension));
    index_ = std::make_unique<faiss::IndexIVFFlat>(quantizer_.get(), dimension, cells);
    // As many as it asks for; beyond that it draws a sample itself.
    index_->train(static_cast<faiss::Index::idx_t>(std::min(rows, 64 * cells)), vectors);
    index_->add(static_cast<faiss::Index::idx_t>(rows), vectors);
    omp_set_num_threads(1);
  }

  std::vector<std::size_t> efforts() const override { return {1, 2, 4, 6, 8, 12, 16, 20, 24, 28, 32, 40, 48, 64, 128}; }

  void search(const float* query, std::size_t k, std::size_t effort, std::span<std::int64_t> found) const override {
    index_->nprobe = effort;
    std::vector<float> distances(k);
    index_->search(1, query, static_cast<faiss::Index::idx_t>(k), distances.data(), found.data());
  }

 private:
  std::unique_ptr<faiss::IndexFlatL2> quantizer_;
  std::unique_ptr<faiss::IndexIVFFlat> index_;
};

}  // namespace

std::unique_ptr<RivalIndex> make_hnswlib() {
  return std::make_unique<Hnswlib>();
}

std::unique_ptr<RivalIndex> make_faiss() {
  return std::make_unique<Faiss>();
}
