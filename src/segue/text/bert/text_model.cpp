#include "segue/text/bert/text_model.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "segue/base/error.h"
#include "segue/numeric/attention.h"
#include "segue/numeric/packed_linear.h"
#include "segue/text/bert/bert_encoder.h"
#include "segue/text/bert/bert_weights.h"
#include "segue/text/bert/content_hash.h"
#include "segue/text/bert/sentiment_labels.h"
#include "segue/text/bert/tensor_folder.h"

namespace segue::text {
namespace {

using numeric::Arithmetic;

constexpr std::size_t kMostJsonBytes = std::size_t{16} << 20;
constexpr std::size_t kMostVocabularyBytes = std::size_t{64} << 20;
constexpr std::size_t kFrame = 2;  // [CLS] and [SEP]
// Goes up when a reading of the same model and text changes.
constexpr std::uint64_t kReadingVersion = 1;

constexpr std::array<std::pair<Precision, std::string_view>, 3> kPrecisions{{
    {Precision::kFloat32, "float32"},
    {Precision::kBFloat16, "bfloat16"},
    {Precision::kInt8, "int8"},
}};

Arithmetic arithmetic_of(Precision precision) {
  switch (precision) {
    case Precision::kFloat32:
      return Arithmetic::kFloat32;
    case Precision::kBFloat16:
      return Arithmetic::kBFloat16;
    case Precision::kInt8:
      break;
  }
  return Arithmetic::kInt8;
}

bool has_bfloat16() {
  return numeric::has_bfloat16_products() && numeric::has_bfloat16_attention();
}

// tokenizer_config.json's do_lower_case; true without the file or the field.
bool lower_case_of(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "tokenizer_config.json";
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return true;
  const std::string text = read_small_file(file, kMostJsonBytes);
  const auto document = nlohmann::json::parse(text, nullptr, false);
  const auto refuse = [&](const std::string& what) {
    throw Error(ErrorKind::kBadData, fmt::format("{}: {}", file.string(), what),
                "The file is damaged or not the tokenizer_config.json of a model.");
  };
  if (!document.is_object()) refuse("expected a JSON object, found none");
  const auto found = document.find("do_lower_case");
  if (found == document.end() || found->is_null()) return true;
  if (!found->is_boolean()) refuse("do_lower_case: expected true or false, found neither");
  return found->get<bool>();
}

std::uint64_t fingerprint_of(const BertConfig& config, const TextModelOptions& options, std::string_view vocabulary,
                             const BertWeights& weights) {
  ContentHash hash;
  hash.add(kReadingVersion);
  for (const std::size_t number : {config.heads, options.longest_window, options.most_tokens}) {
    hash.add(std::uint64_t{number});
  }
  hash.add(fmt::format("{} {} {} {}", config.layer_norm_epsilon, static_cast<int>(config.activation), config.distilbert,
                       config.lower_case));
  for (const std::string& label : config.labels) hash.add(label);
  hash.add(vocabulary);
  hash.add(weights.fingerprint());
  return hash.value();
}

// The sum of the pieces' rows in a table, each piece once, n times weighing 1 + ln n.
std::vector<double> sum_of_rows(std::vector<std::int32_t> pieces, std::span<const float> table, std::size_t width) {
  std::sort(pieces.begin(), pieces.end());
  std::vector<double> sums(width);
  for (auto begin = pieces.begin(); begin != pieces.end();) {
    const auto end = std::find_if(begin, pieces.end(), [&](std::int32_t piece) { return piece != *begin; });
    const double weight = 1 + std::log(static_cast<double>(end - begin));
    const std::span<const float> row = table.subspan(static_cast<std::size_t>(*begin) * width, width);
    for (std::size_t j = 0; j < width; ++j) sums[j] += weight * static_cast<double>(row[j]);
    begin = end;
  }
  return sums;
}

}  // namespace

std::string_view name(Precision precision) {
  const auto* const found =
      std::find_if(kPrecisions.begin(), kPrecisions.end(), [&](const auto& entry) { return entry.first == precision; });
  return found->second;
}

std::optional<Precision> precision_named(std::string_view name) {
  const auto* const found =
      std::find_if(kPrecisions.begin(), kPrecisions.end(), [&](const auto& entry) { return entry.second == name; });
  return found == kPrecisions.end() ? std::nullopt : std::optional(found->first);
}

Precision best_precision() {
  return has_bfloat16() ? Precision::kBFloat16 : Precision::kFloat32;
}

struct TextModel::State {
  BertConfig config;
  TextModelOptions options;
  WordPiece tokenizer;
  BertEncoder encoder;
  std::optional<std::vector<Pole>> poles;
  std::vector<float> table;  // empty, or a row per piece
  std::string fingerprint;

  std::size_t window() const { return options.longest_window - kFrame; }
};

TextModel::TextModel(std::unique_ptr<State> state) : state_(std::move(state)) {}
TextModel::TextModel(TextModel&&) noexcept = default;
TextModel& TextModel::operator=(TextModel&&) noexcept = default;
TextModel::~TextModel() = default;

TextModel TextModel::load(const std::filesystem::path& folder, const TextModelOptions& wanted) {
  const std::filesystem::path config_file = folder / "config.json";
  BertConfig config = BertConfig::parse(read_small_file(config_file, kMostJsonBytes), config_file.string());
  config.lower_case = lower_case_of(folder);

  const std::filesystem::path vocabulary_file = folder / "vocab.txt";
  const std::string vocabulary_text = read_small_file(vocabulary_file, kMostVocabularyBytes);
  Vocabulary vocabulary = Vocabulary::parse(vocabulary_text, vocabulary_file.string());
  if (vocabulary.size() > config.vocabulary) {
    throw Error(ErrorKind::kBadData,
                fmt::format("{}: expected at most {} tokens, as config.json says, found {}", vocabulary_file.string(),
                            config.vocabulary, vocabulary.size()),
                "config.json and vocab.txt are not of the same model.");
  }

  TextModelOptions options = wanted;
  if (options.longest_window == 0 || options.longest_window > config.positions)
    options.longest_window = config.positions;
  options.longest_window = std::max(options.longest_window, kFrame + 1);
  if (options.precision == Precision::kBFloat16 && !has_bfloat16()) options.precision = Precision::kFloat32;

  const BertWeights weights = BertWeights::read(folder, config);
  const std::string fingerprint = fmt::format("{:016x}", fingerprint_of(config, options, vocabulary_text, weights));
  auto poles = weights.head_outputs() > 0 ? poles_of(config.labels, weights.head_outputs()) : std::nullopt;
  BertEncoder encoder(config, weights, arithmetic_of(options.precision));
  WordPiece tokenizer(std::move(vocabulary), TokenizerOptions{.lower_case = config.lower_case});
  return TextModel(std::make_unique<State>(
      State{std::move(config), options, std::move(tokenizer), std::move(encoder), std::move(poles),
            weights.has_table() ? weights.table() : std::vector<float>{}, fingerprint}));
}

const BertConfig& TextModel::config() const {
  return state_->config;
}

const WordPiece& TextModel::tokenizer() const {
  return state_->tokenizer;
}

Precision TextModel::precision() const {
  return state_->options.precision;
}

bool TextModel::has_sentiment() const {
  return state_->poles.has_value();
}

const std::string& TextModel::fingerprint() const {
  return state_->fingerprint;
}

std::vector<float> TextModel::hidden_states(std::span<const std::int32_t> ids) const {
  return state_->encoder.states(ids);
}

std::vector<float> TextModel::logits(std::span<const float> hidden_states) const {
  if (!state_->encoder.has_head()) return {};
  return state_->encoder.logits(hidden_states.first(state_->config.hidden));
}

Reading TextModel::read(std::string_view text) const {
  const Vocabulary& vocabulary = state_->tokenizer.vocabulary();
  std::vector<std::int32_t> pieces = state_->tokenizer.ids(text);
  if (pieces.size() > state_->options.most_tokens) pieces.resize(state_->options.most_tokens);
  Reading reading;
  reading.tokens = pieces.size();
  reading.unknown = static_cast<std::size_t>(std::count(pieces.begin(), pieces.end(), vocabulary.unknown()));
  reading.windows = std::max<std::size_t>(1, (pieces.size() + state_->window() - 1) / state_->window());

  const std::size_t hidden = state_->config.hidden;
  std::vector<double> sums(hidden);
  Sentiment sentiment;
  const double all = static_cast<double>(std::max<std::size_t>(1, pieces.size()));
  std::size_t begin = 0;
  for (std::size_t w = 0; w < reading.windows; ++w) {
    const std::size_t count = pieces.size() / reading.windows + (w < pieces.size() % reading.windows ? 1 : 0);
    std::vector<std::int32_t> ids{vocabulary.cls()};
    ids.insert(ids.end(), pieces.begin() + static_cast<std::ptrdiff_t>(begin),
               pieces.begin() + static_cast<std::ptrdiff_t>(begin + count));
    ids.push_back(vocabulary.sep());
    begin += count;
    const std::vector<float> states = hidden_states(ids);

    // Sums over all windows' tokens: the mean of the windows, weighted by their tokens. Without tokens: of the frame.
    const std::size_t first = count > 0 ? 1 : 0;
    const std::size_t last = count > 0 ? count + 1 : kFrame;
    for (std::size_t i = first; i < last; ++i) {
      for (std::size_t j = 0; j < hidden; ++j) sums[j] += states[i * hidden + j];
    }
    if (!state_->poles) continue;
    const Sentiment part = sentiment_of(logits(states), *state_->poles);
    const double weight = static_cast<double>(std::max<std::size_t>(1, count)) / all;
    sentiment.negative += weight * part.negative;
    sentiment.neutral += weight * part.neutral;
    sentiment.positive += weight * part.positive;
  }
  if (state_->poles) reading.sentiment = sentiment;
  if (!state_->table.empty()) {
    if (pieces.empty()) pieces.push_back(vocabulary.unknown());
    sums = sum_of_rows(std::move(pieces), state_->table, hidden);
  }

  double square = 0;
  for (const double value : sums) square += value * value;
  const double length = std::sqrt(square);
  if (!std::isfinite(length) || length == 0) {
    throw Error(ErrorKind::kBadData,
                fmt::format("the model made a vector of length {} of a text, expected a finite one above 0", length),
                "Its weights are damaged, or too large for the arithmetic; try float32.");
  }
  reading.embedding.reserve(hidden);
  for (const double value : sums) reading.embedding.push_back(static_cast<float>(value / length));
  return reading;
}

}  // namespace segue::text
