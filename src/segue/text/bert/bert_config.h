#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace segue::text {

enum class Activation : std::uint8_t { kGeluErf, kGeluTanh, kRelu };

/// The shape of a BERT-family encoder, from config.json of a Hugging Face folder (BERT's or DistilBERT's names).
struct BertConfig {
  std::size_t vocabulary = 0;
  std::size_t hidden = 0;
  std::size_t layers = 0;
  std::size_t heads = 0;  ///< divides hidden
  std::size_t intermediate = 0;
  std::size_t positions = 0;    ///< longest sequence, [CLS] and [SEP] included
  std::size_t token_types = 0;  ///< 0: DistilBERT
  double layer_norm_epsilon = 1e-12;
  Activation activation = Activation::kGeluErf;
  bool distilbert = false;
  bool lower_case = true;           ///< of its tokenizer (tokenizer_config.json; true if it does not say)
  std::vector<std::string> labels;  ///< of the classification head, by index; empty if config.json names none

  /// `json` is config.json. Error(kBadData) naming `where`, the field, what was expected and found: another
  /// architecture (which is named), sizes of 0 or beyond limits (hidden 8192, layers 96, positions 8192), heads that do
  /// not divide hidden, an unknown activation, relative positions.
  static BertConfig parse(std::string_view json, const std::string& where);
};

}  // namespace segue::text
