// An autoencoder as a safetensors document, and back.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "segue/base/error.h"
#include "segue/embedding/autoencoder.h"
#include "segue/embedding/network.h"

namespace segue::embedding {
namespace {

constexpr std::string_view kKind = "segue autoencoder";
constexpr std::string_view kVersion = "1";

Error bad(const std::string& message) {
  return {ErrorKind::kBadData, "an autoencoder's document: " + message, "train again, or take another model file"};
}

/// "encoder.0" ... "encoder.H", "decoder.0" ... "decoder.H".
std::string layer_name(std::size_t k, std::size_t layer_count) {
  const std::size_t half = layer_count / 2;
  return k < half ? fmt::format("encoder.{}", k) : fmt::format("decoder.{}", k - half);
}

std::string_view value_of(const numeric::TensorFile& file, const std::string& key) {
  const auto found = file.metadata().find(key);
  if (found == file.metadata().end()) throw bad(fmt::format("expected \"{}\" in its metadata, found none", key));
  return found->second;
}

std::string shortened(std::string_view text) {
  constexpr std::size_t kMost = 40;
  return text.size() <= kMost ? std::string(text) : std::string(text.substr(0, kMost)) + "...";
}

std::size_t number_of(std::string_view key, std::string_view text) {
  std::size_t number = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (status == std::errc{} && end == text.data() + text.size() && number >= 1 && number <= kMostUnits) return number;
  throw bad(fmt::format("expected {} from 1 to {}, found \"{}\"", key, kMostUnits, shortened(text)));
}

/// The parts between commas; none of an empty text; at most kMostHiddenLayers.
std::vector<std::string_view> parts_of(std::string_view key, std::string_view text) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    parts.push_back(text.substr(0, comma));
    if (parts.size() > kMostHiddenLayers) {
      throw bad(fmt::format("expected at most {} {}, found more", kMostHiddenLayers, key));
    }
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
    if (text.empty()) throw bad(fmt::format("expected a value after the last comma of {}", key));
  }
  return parts;
}

AutoencoderShape shape_in(const numeric::TensorFile& file) {
  if (const auto kind = value_of(file, "kind"); kind != kKind) {
    throw bad(fmt::format("expected kind \"{}\", found \"{}\"", kKind, shortened(kind)));
  }
  if (const auto version = value_of(file, "version"); version != kVersion) {
    throw bad(fmt::format("expected version {}, found \"{}\"", kVersion, shortened(version)));
  }
  AutoencoderShape shape;
  shape.inputs = number_of("inputs", value_of(file, "inputs"));
  shape.latent = number_of("latent", value_of(file, "latent"));
  for (const auto part : parts_of("layers", value_of(file, "layers")))
    shape.layers.push_back(number_of("layers", part));
  for (const auto part : parts_of("activations", value_of(file, "activations"))) {
    const auto activation = activation_named(part);
    if (!activation) throw bad(fmt::format("expected the name of an activation, found \"{}\"", shortened(part)));
    shape.activations.push_back(*activation);
  }
  try {
    check_shape(shape);
  } catch (const Error& error) {
    throw bad(error.what());
  }
  return shape;
}

}  // namespace

std::vector<std::byte> Autoencoder::to_tensors() const {
  numeric::TensorFileWriter writer;
  writer.set_metadata("kind", std::string(kKind));
  writer.set_metadata("version", std::string(kVersion));
  writer.set_metadata("inputs", fmt::format("{}", shape_.inputs));
  writer.set_metadata("latent", fmt::format("{}", shape_.latent));
  writer.set_metadata("layers", fmt::format("{}", fmt::join(shape_.layers, ",")));
  std::vector<std::string_view> names;
  for (const Activation activation : shape_.activations) names.push_back(name(activation));
  writer.set_metadata("activations", fmt::format("{}", fmt::join(names, ",")));
  const std::vector<DenseLayer> layers = layers_of(shape_);
  for (std::size_t k = 0; k < layers.size(); ++k) {
    const DenseLayer& layer = layers[k];
    const std::array weight_shape{layer.outputs, layer.inputs};
    const std::array bias_shape{layer.outputs};
    const std::string layer_prefix = layer_name(k, layers.size());
    writer.add(layer_prefix + ".weight", weight_shape,
               parameters().subspan(layer.weights_at, layer.inputs * layer.outputs));
    writer.add(layer_prefix + ".bias", bias_shape, parameters().subspan(layer.bias_at, layer.outputs));
  }
  return writer.bytes();
}

Autoencoder Autoencoder::from_tensors(const numeric::TensorFile& file) {
  AutoencoderShape shape = shape_in(file);
  const std::vector<DenseLayer> layers = layers_of(shape);
  std::vector<float> parameters;
  std::set<std::string> promised;
  // Grown tensor by tensor, each checked against the document first: metadata alone makes nothing large.
  const auto take = [&](const std::string& tensor, std::span<const std::size_t> expected) {
    promised.insert(tensor);
    if (!file.tensors().contains(tensor)) throw bad(fmt::format("expected a tensor \"{}\", found none", tensor));
    const std::vector<float> values = file.floats(tensor, expected);
    if (!std::ranges::all_of(values, [](float value) { return std::isfinite(value); })) {
      throw bad(fmt::format("expected finite numbers in tensor \"{}\", found others", tensor));
    }
    parameters.insert(parameters.end(), values.begin(), values.end());
  };
  for (std::size_t k = 0; k < layers.size(); ++k) {
    const std::array weight_shape{layers[k].outputs, layers[k].inputs};
    const std::array bias_shape{layers[k].outputs};
    take(layer_name(k, layers.size()) + ".weight", weight_shape);
    take(layer_name(k, layers.size()) + ".bias", bias_shape);
  }
  for (const auto& [tensor, values] : file.tensors()) {
    if (!promised.contains(tensor)) {
      throw bad(
          fmt::format("expected {} layers and nothing else, found a tensor \"{}\"", layers.size(), shortened(tensor)));
    }
  }
  return Autoencoder(std::move(shape), std::move(parameters));
}

}  // namespace segue::embedding
