#include "export.h"

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "stacking.h"

namespace segue::encoder {

namespace {

/// The module's parameters under the names of a Hugging Face BERT, on the module's device; query, key and value parted.
/// What is written into these changes the module.
std::map<std::string, torch::Tensor> named_tensors(const EncoderModule& module) {
  const auto parameters = module.named_parameters();
  const auto get = [&](const std::string& name) { return parameters[name].detach(); };
  std::map<std::string, torch::Tensor> out;
  out["bert.embeddings.word_embeddings.weight"] = get("word");
  out["bert.embeddings.position_embeddings.weight"] = get("position");
  out["bert.embeddings.token_type_embeddings.weight"] = get("type");
  out["bert.embeddings.LayerNorm.weight"] = get("ln_weight");
  out["bert.embeddings.LayerNorm.bias"] = get("ln_bias");
  for (std::int64_t i = 0; i < module.shape().layers; ++i) {
    const std::string from = "layer" + std::to_string(i) + "_";
    const std::string to = "bert.encoder.layer." + std::to_string(i) + ".";
    for (const std::string kind : {"weight", "bias"}) {
      const auto qkv = get(from + "qkv_" + kind).chunk(3, 0);
      out[to + "attention.self.query." + kind] = qkv[0];
      out[to + "attention.self.key." + kind] = qkv[1];
      out[to + "attention.self.value." + kind] = qkv[2];
      out[to + "attention.output.dense." + kind] = get(from + "out_" + kind);
      out[to + "attention.output.LayerNorm." + kind] = get(from + "ln1_" + kind);
      out[to + "intermediate.dense." + kind] = get(from + "up_" + kind);
      out[to + "output.dense." + kind] = get(from + "down_" + kind);
      out[to + "output.LayerNorm." + kind] = get(from + "ln2_" + kind);
    }
  }
  for (const std::string kind : {"weight", "bias"}) {
    out["bert.pooler.dense." + kind] = get("pooler_" + kind);
    out["classifier." + kind] = get("classifier_" + kind);
  }
  return out;
}

/// A safetensors header of float16 tensors, one behind the other in the order of their names, with its length before
/// it.
std::string head_of(const std::map<std::string, torch::Tensor>& tensors) {
  std::ostringstream header;
  header << R"({"__metadata__":{"format":"pt"})";
  std::uint64_t at = 0;
  for (const auto& [name, tensor] : tensors) {
    header << ",\"" << name << R"(":{"dtype":"F16","shape":[)";
    for (std::int64_t i = 0; i < tensor.dim(); ++i) header << (i > 0 ? "," : "") << tensor.size(i);
    const std::uint64_t end = at + static_cast<std::uint64_t>(tensor.numel()) * 2;
    header << "],\"data_offsets\":[" << at << ',' << end << "]}";
    at = end;
  }
  header << '}';
  std::string text = header.str();
  text.resize((text.size() + 7) / 8 * 8, ' ');
  const std::uint64_t size = text.size();
  return std::string(reinterpret_cast<const char*>(&size), sizeof size) + text;
}

void write_safetensors(const std::map<std::string, torch::Tensor>& tensors, const std::filesystem::path& file) {
  std::ofstream out(file, std::ios::binary);
  out << head_of(tensors);
  for (const auto& [name, tensor] : tensors) {
    const auto half = tensor.to(torch::kCPU, torch::kFloat16).contiguous();
    if (!half.isfinite().all().item<bool>()) throw std::runtime_error(name + " does not fit float16");
    out.write(static_cast<const char*>(half.data_ptr()), static_cast<std::streamsize>(half.numel() * 2));
  }
  if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
}

/// Reads what write_safetensors wrote of tensors of these names and shapes into them.
void read_safetensors(const std::map<std::string, torch::Tensor>& tensors, const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot open " + file.string());
  // A table of lyrics may stand behind the tensors asked for (train_lyrics_table puts it there).
  std::string expected = head_of(tensors).substr(sizeof(std::uint64_t));
  expected.resize(expected.rfind('}'));
  std::uint64_t size = 0;
  in.read(reinterpret_cast<char*>(&size), sizeof size);
  std::uint64_t bytes = sizeof size + size;
  for (const auto& [name, tensor] : tensors) bytes += static_cast<std::uint64_t>(tensor.numel()) * 2;
  const bool whole = in && size >= expected.size() && bytes <= std::filesystem::file_size(file);
  std::string found(whole ? size : 0, '\0');
  in.read(found.data(), static_cast<std::streamsize>(found.size()));
  const std::string rest = whole ? found.substr(expected.size()) : "";
  if (!in || found.compare(0, expected.size(), expected) != 0 ||
      (rest.rfind('}', 0) != 0 && rest.rfind(",\"lyrics_table.weight\"", 0) != 0)) {
    throw std::runtime_error(file.string() + " is not of the shape asked for, or was not written by train_encoder");
  }
  for (const auto& [name, tensor] : tensors) {
    auto half = torch::empty(tensor.sizes(), torch::kFloat16);
    in.read(static_cast<char*>(half.data_ptr()), static_cast<std::streamsize>(half.numel() * 2));
    if (!in) throw std::runtime_error("cannot read " + file.string());
    if (!half.isfinite().all().item<bool>()) throw std::runtime_error(file.string() + ": " + name + " is not finite");
    torch::Tensor target = tensor;
    target.copy_(half);
  }
}

std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot open " + file.string());
  return std::string(std::istreambuf_iterator<char>(in), {});
}

std::int64_t layers_of(const std::filesystem::path& config) {
  const std::string text = content(config);
  constexpr std::string_view kKey = "\"num_hidden_layers\":";
  const auto at = text.find(kKey);
  const std::int64_t layers = at == std::string::npos ? 0 : std::atoll(text.c_str() + at + kKey.size());
  if (layers <= 0) throw std::runtime_error(config.string() + " was not written by train_encoder");
  return layers;
}

/// The name of the tensor, in a model of `shallow` layers, that one of `deep` layers begins as.
std::string name_in_shallow(const std::string& name, std::int64_t deep, std::int64_t shallow) {
  constexpr std::string_view kLayer = "bert.encoder.layer.";
  if (!name.starts_with(kLayer)) return name;
  const auto rest = name.find('.', kLayer.size());
  const auto i = std::stoll(name.substr(kLayer.size(), rest - kLayer.size()));
  return std::string(kLayer) + std::to_string(layer_to_stack(i, shallow, deep)) + name.substr(rest);
}

}  // namespace

void export_model(const EncoderModule& module, const std::filesystem::path& vocabulary,
                  const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  write_safetensors(named_tensors(module), folder / "model.safetensors");
  const Shape& shape = module.shape();
  std::ofstream config(folder / "config.json");
  config << "{\n"
         << R"(  "architectures": ["BertForSequenceClassification"],)" << '\n'
         << R"(  "model_type": "bert",)" << '\n'
         << R"(  "language": "en",)" << '\n'
         << R"(  "hidden_act": "gelu",)" << '\n'
         << R"(  "hidden_size": )" << shape.hidden << ",\n"
         << R"(  "id2label": {"0": "negative", "1": "neutral", "2": "positive"},)" << '\n'
         << R"(  "intermediate_size": )" << shape.intermediate << ",\n"
         << R"(  "label2id": {"negative": 0, "neutral": 1, "positive": 2},)" << '\n'
         << R"(  "layer_norm_eps": 1e-12,)" << '\n'
         << R"(  "max_position_embeddings": )" << shape.positions << ",\n"
         << R"(  "num_attention_heads": )" << shape.heads << ",\n"
         << R"(  "num_hidden_layers": )" << shape.layers << ",\n"
         << R"(  "pad_token_id": 0,)" << '\n'
         << R"(  "position_embedding_type": "absolute",)" << '\n'
         << R"(  "type_vocab_size": 2,)" << '\n'
         << R"(  "vocab_size": )" << shape.vocabulary << "\n}\n";
  std::ofstream tokenizer(folder / "tokenizer_config.json");
  tokenizer << "{\"do_lower_case\": true, \"model_max_length\": " << shape.positions << "}\n";
  if (!config.flush() || !tokenizer.flush()) throw std::runtime_error("cannot write into " + folder.string());
  std::filesystem::copy_file(vocabulary, folder / "vocab.txt", std::filesystem::copy_options::overwrite_existing);
}

void import_model(EncoderModule& module, const std::filesystem::path& vocabulary, const std::filesystem::path& folder) {
  if (content(vocabulary) != content(folder / "vocab.txt")) {
    throw std::runtime_error("the vocabulary in " + folder.string() + " is another than " + vocabulary.string());
  }
  const torch::NoGradGuard no_gradients;
  Shape shape = module.shape();
  const std::int64_t deep = shape.layers;
  shape.layers = layers_of(folder / "config.json");
  if (shape.layers >= deep) {
    read_safetensors(named_tensors(module), folder / "model.safetensors");
    return;
  }
  const EncoderModule shallow(shape, 0);
  const auto from = named_tensors(shallow);
  read_safetensors(from, folder / "model.safetensors");
  for (auto& [name, tensor] : named_tensors(module)) {
    torch::Tensor target = tensor;
    target.copy_(from.at(name_in_shallow(name, deep, shape.layers)));
  }
}

}  // namespace segue::encoder
