#include "segue/text/bert/bert_config.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "segue/base/error.h"
#include "segue/base/unicode.h"

namespace segue::text {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostVocabulary = 1'000'000;
constexpr std::size_t kMostHidden = 8192;
constexpr std::size_t kMostLayers = 96;
constexpr std::size_t kMostIntermediate = 65536;
constexpr std::size_t kMostPositions = 8192;
constexpr std::size_t kMostTokenTypes = 1024;
constexpr std::size_t kMostLabels = 1000;
constexpr double kMostEpsilon = 1e-2;

// One field of the document and how it is spoken of.
class Reader {
 public:
  Reader(const Json& document, const std::string& where) : document_(document), where_(where) {}

  [[noreturn]] void refuse(const std::string& what) const {
    throw Error(ErrorKind::kBadData, fmt::format("{}: {}", where_, what),
                "segue reads BERT and DistilBERT models in the Hugging Face layout.");
  }

  const Json* find(std::string_view field) const {
    const auto found = document_.find(field);
    return found == document_.end() || found->is_null() ? nullptr : &*found;
  }

  // A number of 1 to `most`; without a fallback the field must be there.
  std::size_t size(std::string_view field, std::size_t most, std::optional<std::size_t> fallback = {}) const {
    const Json* value = find(field);
    if (value == nullptr && fallback) return *fallback;
    const bool fits = value != nullptr && value->is_number_unsigned() && value->get<std::uint64_t>() >= 1 &&
                      value->get<std::uint64_t>() <= most;
    if (!fits) refuse(fmt::format("{}: expected a whole number from 1 to {}, found {}", field, most, shown(value)));
    return value->get<std::size_t>();
  }

  double real(std::string_view field, double most, double fallback) const {
    const Json* value = find(field);
    if (value == nullptr) return fallback;
    if (!value->is_number() || !(value->get<double>() >= 0) || value->get<double>() > most) {
      refuse(fmt::format("{}: expected a number from 0 to {}, found {}", field, most, shown(value)));
    }
    return value->get<double>();
  }

  std::optional<std::string> string(std::string_view field) const {
    const Json* value = find(field);
    if (value == nullptr) return std::nullopt;
    if (!value->is_string()) refuse(fmt::format("{}: expected a text, found {}", field, shown(value)));
    return value->get<std::string>();
  }

  bool is_true(std::string_view field) const {
    const Json* value = find(field);
    return value != nullptr && value->is_boolean() && value->get<bool>();
  }

  static std::string shown(const Json* value) {
    constexpr std::size_t kCells = 60;
    if (value == nullptr) return "none";
    return shorten(printable(value->dump(-1, ' ', false, Json::error_handler_t::replace).substr(0, 1000)), kCells);
  }

 private:
  const Json& document_;
  const std::string& where_;
};

// "bert" or "distilbert". Early files say only what they were saved from.
std::string architecture(const Reader& reader) {
  if (auto type = reader.string("model_type")) return *type;
  const Json* classes = reader.find("architectures");
  if (classes != nullptr && classes->is_array() && !classes->empty() && classes->front().is_string()) {
    const auto name = classes->front().get<std::string>();
    if (name.starts_with("DistilBert")) return "distilbert";
    return name.starts_with("Bert") ? "bert" : name;
  }
  return reader.find("dim") != nullptr ? "distilbert" : "bert";
}

Activation activation_named(const Reader& reader, std::string_view field) {
  static constexpr std::array<std::pair<std::string_view, Activation>, 6> kNames{{
      {"gelu", Activation::kGeluErf},
      {"gelu_python", Activation::kGeluErf},
      {"gelu_new", Activation::kGeluTanh},
      {"gelu_fast", Activation::kGeluTanh},
      {"gelu_pytorch_tanh", Activation::kGeluTanh},
      {"relu", Activation::kRelu},
  }};
  const auto name = reader.string(field);
  if (!name) return Activation::kGeluErf;
  const auto* const found =
      std::find_if(kNames.begin(), kNames.end(), [&](const auto& entry) { return entry.first == *name; });
  if (found == kNames.end()) {
    reader.refuse(fmt::format("{}: expected gelu, gelu_new, gelu_fast, gelu_pytorch_tanh or relu, found {}", field,
                              Reader::shown(reader.find(field))));
  }
  return found->second;
}

// id2label: {"0": "NEGATIVE", "1": "POSITIVE"}, each number from 0 once.
std::vector<std::string> labels_of(const Reader& reader) {
  const Json* labels = reader.find("id2label");
  if (labels == nullptr) return {};
  const auto refuse = [&](const std::string& what) { reader.refuse(fmt::format("id2label: {}", what)); };
  if (!labels->is_object()) refuse(fmt::format("expected an object, found {}", Reader::shown(labels)));
  if (labels->size() > kMostLabels)
    refuse(fmt::format("expected at most {} labels, found {}", kMostLabels, labels->size()));
  std::vector<std::string> result;
  for (std::size_t i = 0; i < labels->size(); ++i) {
    const auto found = labels->find(std::to_string(i));
    if (found == labels->end()) refuse(fmt::format("expected the numbers 0 to {}, found no {}", labels->size() - 1, i));
    if (!found->is_string()) refuse(fmt::format("{}: expected a text, found {}", i, Reader::shown(&*found)));
    result.push_back(found->get<std::string>());
  }
  return result;
}

}  // namespace

BertConfig BertConfig::parse(std::string_view json, const std::string& where) {
  const Json document = Json::parse(json.begin(), json.end(), nullptr, false);
  if (document.is_discarded() || !document.is_object()) {
    throw Error(ErrorKind::kBadData, fmt::format("{}: expected a JSON object, found none", where),
                "The file is damaged or not the config.json of a model.");
  }
  const Reader reader(document, where);
  const std::string type = architecture(reader);
  if (type != "bert" && type != "distilbert") {
    reader.refuse(fmt::format("expected a model of the type bert or distilbert, found {}",
                              shorten(printable(type.substr(0, 1000)), 60)));
  }
  BertConfig config;
  config.distilbert = type == "distilbert";
  const auto field = [&](std::string_view of_bert, std::string_view of_distilbert) {
    return config.distilbert ? of_distilbert : of_bert;
  };
  config.vocabulary = reader.size("vocab_size", kMostVocabulary);
  config.hidden = reader.size(field("hidden_size", "dim"), kMostHidden);
  config.layers = reader.size(field("num_hidden_layers", "n_layers"), kMostLayers);
  const std::string_view heads = field("num_attention_heads", "n_heads");
  config.heads = reader.size(heads, kMostHidden);
  config.intermediate = reader.size(field("intermediate_size", "hidden_dim"), kMostIntermediate);
  config.positions = reader.size("max_position_embeddings", kMostPositions);
  config.activation = activation_named(reader, field("hidden_act", "activation"));
  if (config.hidden % config.heads != 0) {
    reader.refuse(
        fmt::format("{}: expected a divisor of the {} hidden numbers, found {}", heads, config.hidden, config.heads));
  }
  if (config.positions < 3) {
    reader.refuse(fmt::format("max_position_embeddings: expected 3 or more, found {}", config.positions));
  }
  if (!config.distilbert) {
    config.token_types = reader.size("type_vocab_size", kMostTokenTypes, 2);
    config.layer_norm_epsilon = reader.real("layer_norm_eps", kMostEpsilon, config.layer_norm_epsilon);
    const auto positions = reader.string("position_embedding_type");
    if (positions && *positions != "absolute") {
      reader.refuse(fmt::format("position_embedding_type: expected absolute, found {}",
                                Reader::shown(reader.find("position_embedding_type"))));
    }
    if (reader.is_true("is_decoder")) reader.refuse("is_decoder: expected an encoder, found a decoder");
  }
  config.labels = labels_of(reader);
  return config;
}

}  // namespace segue::text
