// What a damaged or lying model's folder is told.
#include "segue/text/bert/bert_weights.h"

#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include "model_folder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/text/bert/tensor_folder.h"
#include "segue/text/bert/text_model.h"

namespace segue::text {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using Json = nlohmann::json;

std::string refusal(const ModelFolder& folder, ErrorKind kind = ErrorKind::kBadData) {
  try {
    TextModel::load(folder.path());
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind) << error.what();
    EXPECT_THAT(error.what(), HasSubstr(folder.path().string()));
    EXPECT_FALSE(error.hint().empty()) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return {};
}

std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(BertWeights, TheModelItselfLoads) {
  const ModelFolder folder;
  folder.write();
  const TextModel model = TextModel::load(folder.path());
  EXPECT_TRUE(model.has_sentiment());
  EXPECT_EQ(model.read("a b c").embedding.size(), 16U);
}

TEST(BertWeights, AMissingFileIsNamed) {
  const ModelFolder folder;
  folder.write();
  for (const char* name : {"model.safetensors", "vocab.txt", "config.json"}) {
    std::filesystem::rename(folder.path() / name, folder.path() / "away");
    EXPECT_THAT(refusal(folder, ErrorKind::kNotFound), HasSubstr(name));
    std::filesystem::rename(folder.path() / "away", folder.path() / name);
  }
  std::filesystem::rename(folder.path() / "model.safetensors", folder.path() / "pytorch_model.bin");
  EXPECT_THAT(refusal(folder, ErrorKind::kNotFound), HasSubstr("only pytorch_model.bin"));
  std::filesystem::remove_all(folder.path());
  EXPECT_THAT(refusal(folder, ErrorKind::kNotFound), HasSubstr("config.json"));
}

TEST(BertWeights, EveryTensorMustBeThere) {
  const ModelFolder whole;
  for (const auto& [name, tensor] : whole.tensors) {
    if (name == "classifier.weight") continue;  // then there is no head
    ModelFolder folder;
    folder.tensors.erase(name);
    folder.write();
    EXPECT_THAT(refusal(folder), HasSubstr("\"" + name + "\""));
  }
}

TEST(BertWeights, EveryShapeIsCompared) {
  const ModelFolder whole;
  for (const auto& [name, tensor] : whole.tensors) {
    SCOPED_TRACE(name);
    ModelFolder folder;
    folder.tensors[name].shape.push_back(1);
    folder.write();
    const std::string last = tensor.shape.size() == 2 ? ", " + std::to_string(tensor.shape[1]) : "";
    const std::string shape = "[" + std::to_string(tensor.shape[0]) + last;
    EXPECT_THAT(refusal(folder), AllOf(HasSubstr("\"" + name + "\""), HasSubstr("of shape " + shape + "], found F32"),
                                       HasSubstr("of shape " + shape + ", 1]")));
  }
}

TEST(BertWeights, ATableMustFitTheVocabulary) {
  ModelFolder folder;
  for (const auto& shape : {std::vector<std::size_t>{23, 16}, {24, 15}, {384}}) {
    std::size_t size = 1;
    for (const std::size_t extent : shape) size *= extent;
    folder.tensors["lyrics_table.weight"] = {shape, std::vector<float>(size, 1.0F)};
    folder.write();
    EXPECT_THAT(refusal(folder), AllOf(HasSubstr("lyrics_table.weight"), HasSubstr("24")));
  }
  folder.tensors["lyrics_table.weight"] = {{24, 16}, std::vector<float>(384, 1.0F)};
  folder.write();
  const std::string plain = TextModel::load(folder.path()).fingerprint();
  folder.tensors["lyrics_table.weight"].values[7] = 2;
  folder.write();
  EXPECT_NE(TextModel::load(folder.path()).fingerprint(), plain);
  folder.tensors["lyrics_table.weight"].values[7] = std::numeric_limits<float>::infinity();
  folder.write();
  EXPECT_THAT(refusal(folder), HasSubstr("finite"));
}

TEST(BertWeights, SizesOfTheConfigMustFit) {
  for (const char* field : {"hidden_size", "intermediate_size", "max_position_embeddings", "vocab_size"}) {
    ModelFolder folder;
    folder.config[field] = folder.config[field].get<int>() + 2;
    folder.write();
    EXPECT_THAT(refusal(folder), HasSubstr("expected F32, F16 or BF16 of shape")) << field;
  }
  ModelFolder folder;
  folder.config["num_hidden_layers"] = 3;
  folder.write();
  EXPECT_THAT(refusal(folder), HasSubstr("\"encoder.layer.2.attention.self.query.weight\", found none"));
  folder.config["num_hidden_layers"] = 1;  // a model may be cut
  folder.write();
  EXPECT_EQ(TextModel::load(folder.path()).config().layers, 1U);
}

TEST(BertWeights, LabelsMustFitTheHead) {
  ModelFolder folder;
  folder.config["id2label"] = {{"0", "negative"}, {"1", "positive"}};
  folder.write();
  EXPECT_THAT(refusal(folder), AllOf(HasSubstr("\"classifier.weight\""), HasSubstr("[2, 16]"), HasSubstr("[3, 16]")));
  folder.config.erase("id2label");
  folder.write();
  EXPECT_TRUE(TextModel::load(folder.path()).has_sentiment());
}

TEST(BertWeights, NumbersMustBeFinite) {
  for (const float value : {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
    ModelFolder folder;
    folder.tensors["encoder.layer.1.output.dense.weight"].values[17] = value;
    folder.write();
    EXPECT_THAT(refusal(folder), AllOf(HasSubstr("encoder.layer.1.output.dense.weight"), HasSubstr("finite")));
  }
}

TEST(BertWeights, NumbersThatRunOverAreAnErrorOfTheReading) {
  ModelFolder folder;
  for (float& value : folder.tensors["encoder.layer.1.output.dense.weight"].values) value = 3e38F;
  folder.write();
  const TextModel model = TextModel::load(folder.path());
  EXPECT_THROW(model.read("a b c"), Error);
}

TEST(BertWeights, TheVocabularyMustFitTheTable) {
  ModelFolder folder;
  folder.vocabulary += "z\n";
  folder.write();
  EXPECT_THAT(refusal(folder), AllOf(HasSubstr("vocab.txt"), HasSubstr("at most 24 tokens"), HasSubstr("found 25")));
}

TEST(BertWeights, ATruncatedFileIsRefusedWhereverItEnds) {
  const ModelFolder folder;
  folder.write();
  const std::string whole = content(folder.path() / "model.safetensors");
  for (std::size_t size = 0; size < whole.size(); size += 97) {
    folder.write_file("model.safetensors", std::string_view(whole).substr(0, size));
    EXPECT_THAT(refusal(folder), HasSubstr("model.safetensors")) << size;
  }
  folder.write_file("model.safetensors", whole + "x");
  EXPECT_THAT(refusal(folder), HasSubstr("model.safetensors"));
}

TEST(BertWeights, OverlappingTensorsAreRefused) {
  const ModelFolder folder;
  folder.write();
  std::string whole = content(folder.path() / "model.safetensors");
  // The second tensor, classifier.weight, lies behind the 12 bytes of the first; it is moved onto its end.
  const std::string_view offsets = "[12,204]";
  const std::size_t at = whole.find(offsets);
  ASSERT_NE(at, std::string::npos);
  whole.replace(at, offsets.size(), "[8, 200]");
  folder.write_file("model.safetensors", whole);
  EXPECT_THAT(refusal(folder), HasSubstr("overlap"));
}

class BertParts : public testing::Test {
 protected:
  BertParts() {
    folder_.write();
    std::filesystem::remove(folder_.path() / "model.safetensors");
    numeric::TensorFileWriter first;
    numeric::TensorFileWriter second;
    std::size_t i = 0;
    for (const auto& [name, tensor] : folder_.tensors) {
      const bool is_first = i++ % 2 == 0;
      (is_first ? first : second).add(name, tensor.shape, tensor.values);
      index_["weight_map"][name] = is_first ? "1.safetensors" : "2.safetensors";
    }
    folder_.write_bytes("1.safetensors", first.bytes());
    folder_.write_bytes("2.safetensors", second.bytes());
  }
  void write_index() const { folder_.write_file("model.safetensors.index.json", index_.dump()); }

  ModelFolder folder_;
  Json index_;
};

TEST_F(BertParts, AreReadTogether) {
  write_index();
  const TextModel parts = TextModel::load(folder_.path());
  folder_.write();
  const TextModel whole = TextModel::load(folder_.path());
  EXPECT_EQ(parts.read("a b").embedding, whole.read("a b").embedding);
  EXPECT_EQ(parts.fingerprint(), whole.fingerprint());
}

TEST_F(BertParts, AMissingPartIsNamed) {
  write_index();
  std::filesystem::remove(folder_.path() / "2.safetensors");
  EXPECT_THAT(refusal(folder_, ErrorKind::kNotFound), HasSubstr("2.safetensors"));
}

TEST_F(BertParts, TheIndexMustTellTheTruth) {
  index_["weight_map"]["classifier.bias"] = "2.safetensors";
  write_index();
  EXPECT_THAT(refusal(folder_), AllOf(HasSubstr("\"classifier.bias\" in \"2.safetensors\""), HasSubstr("found none")));
  std::filesystem::copy_file(folder_.path() / "1.safetensors", folder_.path() / "3.safetensors");
  index_["weight_map"]["classifier.bias"] = "3.safetensors";
  write_index();
  EXPECT_THAT(refusal(folder_), HasSubstr("in two parts"));
}

TEST_F(BertParts, NoPartLiesOutsideTheFolder) {
  for (const char* name : {"../1.safetensors", "/etc/passwd", "a/b", "..", ".", ""}) {
    index_["weight_map"]["classifier.bias"] = name;
    write_index();
    EXPECT_THAT(refusal(folder_), HasSubstr("a file in the same folder")) << name;
  }
}

TEST_F(BertParts, AnIndexThatIsNoneIsRefused) {
  for (const char* text :
       {"", "[]", "{}", R"({"weight_map": {}})", R"({"weight_map": 1})", R"({"weight_map": {"a": 1}})"}) {
    folder_.write_file("model.safetensors.index.json", text);
    EXPECT_THAT(refusal(folder_), HasSubstr("model.safetensors.index.json")) << text;
  }
}

}  // namespace
}  // namespace segue::text
