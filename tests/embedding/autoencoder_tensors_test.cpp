#include <functional>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/embedding/autoencoder.h"

namespace segue::embedding {
namespace {

const AutoencoderShape kShape{4, {3}, {Activation::kElu}, 2};

TEST(AutoencoderTensors, ComeBackAsTheyWere) {
  using enum Activation;
  const AutoencoderShape shapes[] = {kShape, {5, {}, {}, 2}, {9, {8, 7, 6}, {kRelu, kGelu, kSigmoid}, 4}};
  for (const AutoencoderShape& shape : shapes) {
    const Autoencoder written(shape, 5);
    const std::vector<std::byte> bytes = written.to_tensors();
    EXPECT_EQ(bytes, written.to_tensors());
    const Autoencoder read = Autoencoder::from_tensors(numeric::TensorFile::parse(bytes, "test"));
    EXPECT_EQ(read.shape().inputs, shape.inputs);
    EXPECT_EQ(read.shape().layers, shape.layers);
    EXPECT_EQ(read.shape().activations, shape.activations);
    EXPECT_EQ(read.shape().latent, shape.latent);
    EXPECT_TRUE(std::ranges::equal(read.parameters(), written.parameters()));
  }
}

/// A document that can be made to lie.
struct Document {
  std::map<std::string, std::string> metadata{
      {"kind", "segue autoencoder"}, {"version", "1"}, {"inputs", "4"}, {"latent", "2"}, {"layers", "3"},
      {"activations", "elu"}};
  std::map<std::string, std::vector<std::size_t>> shapes{
      {"encoder.0.weight", {3, 4}}, {"encoder.0.bias", {3}}, {"encoder.1.weight", {2, 3}}, {"encoder.1.bias", {2}},
      {"decoder.0.weight", {3, 2}}, {"decoder.0.bias", {3}}, {"decoder.1.weight", {4, 3}}, {"decoder.1.bias", {4}}};
  float fill = 0.5F;

  numeric::TensorFile file() const {
    numeric::TensorFileWriter writer;
    for (const auto& [key, value] : metadata) writer.set_metadata(key, value);
    for (const auto& [tensor, shape] : shapes) {
      std::size_t size = 1;
      for (const std::size_t n : shape) size *= n;
      writer.add(tensor, shape, std::vector<float>(size, fill));
    }
    return numeric::TensorFile::parse(writer.bytes(), "test");
  }
};

TEST(AutoencoderTensors, AnHonestDocumentIsRead) {
  EXPECT_EQ(Autoencoder::from_tensors(Document().file()).shape().text(), "3 → 2 elu");
}

TEST(AutoencoderTensors, EveryLieIsRefused) {
  const std::map<std::string, std::function<void(Document&)>> lies{
      {"no kind", [](Document& d) { d.metadata.erase("kind"); }},
      {"other kind", [](Document& d) { d.metadata["kind"] = "bert"; }},
      {"newer version", [](Document& d) { d.metadata["version"] = "2"; }},
      {"no inputs", [](Document& d) { d.metadata.erase("inputs"); }},
      {"inputs 0", [](Document& d) { d.metadata["inputs"] = "0"; }},
      {"inputs negative", [](Document& d) { d.metadata["inputs"] = "-4"; }},
      {"inputs words", [](Document& d) { d.metadata["inputs"] = "four"; }},
      {"inputs with a tail", [](Document& d) { d.metadata["inputs"] = "4 "; }},
      {"inputs empty", [](Document& d) { d.metadata["inputs"] = ""; }},
      {"inputs beyond 64 bits", [](Document& d) { d.metadata["inputs"] = "99999999999999999999999"; }},
      {"inputs absurd", [](Document& d) { d.metadata["inputs"] = "4294967296"; }},
      {"all sizes absurd",
       [](Document& d) { d.metadata["inputs"] = d.metadata["latent"] = d.metadata["layers"] = "65536"; }},
      {"inputs other than the tensors", [](Document& d) { d.metadata["inputs"] = "5"; }},
      {"latent 0", [](Document& d) { d.metadata["latent"] = "0"; }},
      {"latent other than the tensors", [](Document& d) { d.metadata["latent"] = "3"; }},
      {"layers with a hole", [](Document& d) { d.metadata["layers"] = "3,,3"; }},
      {"layers with a last comma", [](Document& d) { d.metadata["layers"] = "3,"; }},
      {"more layers than tensors", [](Document& d) { d.metadata["layers"] = "3,3"; }},
      {"more layers and activations",
       [](Document& d) {
         d.metadata["layers"] = "3,3";
         d.metadata["activations"] = "elu,elu";
       }},
      {"fewer layers than tensors", [](Document& d) { d.metadata["layers"] = d.metadata["activations"] = ""; }},
      {"a thousand layers",
       [](Document& d) {
         for (int i = 0; i < 1000; ++i) {
           d.metadata["layers"] += ",3";
           d.metadata["activations"] += ",elu";
         }
       }},
      {"unknown activation", [](Document& d) { d.metadata["activations"] = "swish"; }},
      {"missing weight", [](Document& d) { d.shapes.erase("decoder.0.weight"); }},
      {"missing bias", [](Document& d) { d.shapes.erase("encoder.1.bias"); }},
      {"a tensor too many", [](Document& d) { d.shapes["decoder.2.bias"] = {4}; }},
      {"weight transposed",
       [](Document& d) {
         d.shapes["encoder.0.weight"] = {4, 3};
       }},
      {"weight flat", [](Document& d) { d.shapes["encoder.0.weight"] = {12}; }},
      {"bias too long", [](Document& d) { d.shapes["encoder.0.bias"] = {4}; }},
      {"bias empty", [](Document& d) { d.shapes["encoder.0.bias"] = {0}; }},
      {"not a number", [](Document& d) { d.fill = std::numeric_limits<float>::quiet_NaN(); }},
      {"infinity", [](Document& d) { d.fill = std::numeric_limits<float>::infinity(); }},
  };
  for (const auto& [lie, tell] : lies) {
    Document document;
    tell(document);
    try {
      Autoencoder::from_tensors(document.file());
      ADD_FAILURE() << lie;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kBadData) << lie << ": " << error.what();
    }
  }
}

}  // namespace
}  // namespace segue::embedding
