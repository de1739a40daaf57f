#pragma once

#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "segue/base/rng.h"
#include "segue/numeric/tensor_file.h"

namespace segue::text {

/// A folder with a small invented model, to be damaged: hidden 16, two layers, two heads, 24 tokens, 32 positions.
class ModelFolder {
 public:
  struct Tensor {
    std::vector<std::size_t> shape;
    std::vector<float> values;
  };

  ModelFolder() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    path_ = std::filesystem::path(testing::TempDir()) /
            (std::string("segue_") + test->test_suite_name() + "_" + test->name());
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
    for (const char* token : {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}) vocabulary += std::string(token) + "\n";
    for (char c = 'a'; c < 'a' + 19; ++c) vocabulary += std::string(1, c) + "\n";
    make_tensors();
  }
  ~ModelFolder() { std::filesystem::remove_all(path_); }
  ModelFolder(const ModelFolder&) = delete;
  ModelFolder& operator=(const ModelFolder&) = delete;

  /// Writes all of it: config, vocabulary, tensors.
  void write() const {
    write_file("config.json", config.dump());
    write_file("vocab.txt", vocabulary);
    numeric::TensorFileWriter writer;
    for (const auto& [name, tensor] : tensors) writer.add(name, tensor.shape, tensor.values);
    write_bytes("model.safetensors", writer.bytes());
  }
  void write_file(const std::string& name, std::string_view text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  void write_bytes(const std::string& name, const std::vector<std::byte>& bytes) const {
    write_file(name, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }
  const std::filesystem::path& path() const { return path_; }

  nlohmann::json config = nlohmann::json::parse(R"({
    "model_type": "bert", "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 20,
    "max_position_embeddings": 32, "vocab_size": 24, "id2label": {"0": "negative", "1": "neutral", "2": "positive"}})");
  std::string vocabulary;
  std::map<std::string, Tensor> tensors;

 private:
  void add(const std::string& name, std::vector<std::size_t> shape) {
    std::size_t size = 1;
    for (const std::size_t extent : shape) size *= extent;
    const double scale = 1 / std::sqrt(static_cast<double>(shape.back()));
    Tensor tensor{std::move(shape), {}};
    for (std::size_t i = 0; i < size; ++i) tensor.values.push_back(static_cast<float>(scale * rng_.normal()));
    tensors[name] = std::move(tensor);
  }
  void add_linear(const std::string& name, std::size_t outputs, std::size_t inputs) {
    add(name + ".weight", {outputs, inputs});
    add(name + ".bias", {outputs});
  }
  void add_norm(const std::string& name) {
    tensors[name + ".weight"] = {{16}, std::vector<float>(16, 1.0F)};
    tensors[name + ".bias"] = {{16}, std::vector<float>(16, 0.0F)};
  }
  void make_tensors() {
    add("embeddings.word_embeddings.weight", {24, 16});
    add("embeddings.position_embeddings.weight", {32, 16});
    add("embeddings.token_type_embeddings.weight", {2, 16});
    add_norm("embeddings.LayerNorm");
    for (const std::string layer : {"encoder.layer.0.", "encoder.layer.1."}) {
      for (const char* name : {"query", "key", "value"}) add_linear(layer + "attention.self." + name, 16, 16);
      add_linear(layer + "attention.output.dense", 16, 16);
      add_linear(layer + "intermediate.dense", 20, 16);
      add_linear(layer + "output.dense", 16, 20);
      add_norm(layer + "attention.output.LayerNorm");
      add_norm(layer + "output.LayerNorm");
    }
    add_linear("pooler.dense", 16, 16);
    add_linear("classifier", 3, 16);
  }

  std::filesystem::path path_;
  Rng rng_{11};
};

}  // namespace segue::text
