#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "segue/text/bert/bert_config.h"
#include "segue/text/wordpiece.h"

namespace segue::text {

/// Arithmetic of the matrix products; everything between them is float32.
enum class Precision : std::uint8_t { kFloat32, kBFloat16, kInt8 };
std::string_view name(Precision precision);  ///< "float32", "bfloat16", "int8"
std::optional<Precision> precision_named(std::string_view name);
/// bfloat16 where this CPU multiplies it (AVX512_BF16 or AMX, and oneDNN may use it), else float32.
Precision best_precision();

/// How likely a text is negative, neutral, positive; sums to 1.
struct Sentiment {
  double negative = 0;
  double neutral = 0;
  double positive = 0;
};

/// What a model made of one text.
struct Reading {
  std::vector<float> embedding;        ///< config().hidden numbers, unit length
  std::optional<Sentiment> sentiment;  ///< if the model has a sentiment head
  std::size_t tokens = 0;              ///< pieces, without [CLS] and [SEP]
  std::size_t unknown = 0;             ///< of them [UNK]
  std::size_t windows = 0;             ///< it was read in
};

struct TextModelOptions {
  Precision precision = Precision::kFloat32;
  std::size_t longest_window = 0;   ///< tokens of a window with [CLS] and [SEP]; 0: as many as the model has positions
  std::size_t most_tokens = 16384;  ///< of a text; what is beyond is not read
};

/// A BERT-family encoder with its tokenizer, from a Hugging Face folder: config.json, vocab.txt, model.safetensors (or
/// a model.safetensors.index.json with its parts), tokenizer_config.json if there is one.
///
/// A text longer than a window is read in windows of equal length (they differ by one token at most); token vectors are
/// averaged ([CLS] and [SEP] left out; a text without tokens is read as [CLS] [SEP] and takes the mean of these),
/// windows weighted by their tokens, and scaled to unit length. A model with a table of vectors for pieces
/// (lyrics_table.weight, vocabulary x hidden, in its safetensors) has other embeddings: the sum of the text's pieces'
/// rows, a piece that stands there n times weighing 1 + ln n, scaled to unit length; a text without tokens takes the
/// row of [UNK]. Sentiment: softmax per window, averaged by tokens. A head of two labels (negative, positive) gives
/// neutral 0; one of five stars gives 1-2 negative, 3 neutral, 4-5 positive; labels are found by name (config.json's
/// id2label), LABEL_0..2 are negative, neutral, positive.
///
/// Loaded once, read from many threads: read() is const and each call computes on its own thread only (no barrier).
/// The same text gives the same bits on the same CPU, whatever else is read beside it.
class TextModel {
 public:
  /// Error(kNotFound) if the folder or one of its files is missing (which, and where it was looked for),
  /// Error(kBadData) if a file is not what it should be (tensor, expected and found shape).
  static TextModel load(const std::filesystem::path& folder, const TextModelOptions& wanted = {});
  TextModel(TextModel&&) noexcept;
  TextModel& operator=(TextModel&&) noexcept;
  ~TextModel();

  const BertConfig& config() const;
  const WordPiece& tokenizer() const;
  Precision precision() const;
  bool has_sentiment() const;
  /// 16 hex digits over everything that decides a reading but the precision: weights, vocabulary, config.
  const std::string& fingerprint() const;

  /// Reads a text as it stands (lyrics: pass lyrics_to_read() of them).
  Reading read(std::string_view text) const;
  /// The last layer's vectors of one window: ids with [CLS] and [SEP], at most config().positions; ids.size() x hidden,
  /// row-major.
  std::vector<float> hidden_states(std::span<const std::int32_t> ids) const;
  /// The head's logits for one window of hidden states (its first row); empty without a head.
  std::vector<float> logits(std::span<const float> hidden_states) const;

 private:
  struct State;
  explicit TextModel(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace segue::text
