#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "segue/numeric/tensor_file.h"
#include "segue/text/bert/bert_config.h"

namespace segue::text {

/// A product's numbers: weights outputs x inputs, row-major, and one bias per output.
struct LinearWeights {
  std::vector<float> weights;
  std::vector<float> bias;
};

/// A layer normalisation's numbers, one of each per column.
struct NormWeights {
  std::vector<float> gain;
  std::vector<float> bias;
};

struct LayerWeights {
  LinearWeights query, key, value;  ///< hidden x hidden
  LinearWeights attention_output;   ///< hidden x hidden
  NormWeights attention_norm;
  LinearWeights intermediate;  ///< intermediate x hidden
  LinearWeights output;        ///< hidden x intermediate
  NormWeights output_norm;
};

/// The tensors of a BERT-family model, found under the names that BERT, DistilBERT and their exporters use: any of the
/// prefixes none, "bert.", "model.", "distilbert."; LayerNorm as weight and bias or gamma and beta. What a model needs
/// is looked up and its shape compared with the config when this is made; nothing is converted before it is asked for,
/// so that F16 and BF16 files never lie in memory as float32 in full. Other tensors of the files are left alone.
class BertWeights {
 public:
  /// Reads model.safetensors of `folder`, or the parts that model.safetensors.index.json names. Error(kNotFound) if
  /// there is neither or a part is missing, Error(kBadData) naming file, tensor, expected and found shape.
  static BertWeights read(const std::filesystem::path& folder, const BertConfig& config);

  /// The same of files already read; `where` names them all.
  BertWeights(std::vector<numeric::TensorFile> files, const BertConfig& config, std::string where);

  // Each of these converts anew. Error(kBadData) naming the tensor if a number is not finite.

  std::vector<float> words() const;      ///< vocabulary x hidden
  std::vector<float> positions() const;  ///< positions x hidden, type 0's vector added
  NormWeights embedding_norm() const;
  LayerWeights layer(std::size_t number) const;

  /// Outputs of the classification head; 0: there is none.
  std::size_t head_outputs() const { return head_outputs_; }
  LinearWeights head_hidden() const;  ///< hidden x hidden: BERT's pooler, DistilBERT's pre_classifier
  LinearWeights head_output() const;  ///< head_outputs() x hidden

  /// Whether there is a tensor lyrics_table.weight: vectors of pieces that texts are compared by, instead of the mean
  /// of the last layer's.
  bool has_table() const { return has_table_; }
  std::vector<float> table() const;  ///< vocabulary x hidden

  /// A hash over names, types, shapes and bytes of all tensors the model uses.
  std::uint64_t fingerprint() const;

 private:
  struct Place {
    const numeric::TensorFile* file;
    std::string name;
    std::vector<std::size_t> shape;
  };

  void find_prefix();
  const numeric::TensorFile* file_with(const std::string& name) const;
  void expect(const std::string& name, std::vector<std::size_t> shape);
  void expect_linear(const std::string& name, std::size_t outputs, std::size_t inputs);
  void expect_norm(const std::string& name);
  void expect_head();
  std::string prefixed(std::string_view name) const { return prefix_ + std::string(name); }
  std::vector<float> floats(const std::string& name) const;
  LinearWeights linear(const std::string& name) const;
  NormWeights norm(const std::string& name) const;

  std::vector<numeric::TensorFile> files_;
  BertConfig config_;
  std::string where_;
  std::string prefix_;
  std::string head_hidden_;  // names of the head's two products
  std::string head_output_;
  std::size_t head_outputs_ = 0;
  bool has_table_ = false;
  std::map<std::string, Place> places_;  // by the name as it is with weight and bias
};

}  // namespace segue::text
