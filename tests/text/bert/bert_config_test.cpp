#include "segue/text/bert/bert_config.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "segue/base/error.h"

namespace segue::text {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Json = nlohmann::json;

const Json kBert = Json::parse(R"({
  "architectures": ["BertForMaskedLM"], "model_type": "bert", "hidden_size": 768, "num_hidden_layers": 12,
  "num_attention_heads": 12, "intermediate_size": 3072, "hidden_act": "gelu", "layer_norm_eps": 1e-12,
  "max_position_embeddings": 512, "type_vocab_size": 2, "vocab_size": 30522, "pad_token_id": 0,
  "position_embedding_type": "absolute"})");
const Json kDistilBert = Json::parse(R"({
  "model_type": "distilbert", "activation": "gelu", "dim": 768, "hidden_dim": 3072, "n_heads": 12, "n_layers": 6,
  "max_position_embeddings": 512, "vocab_size": 30522, "id2label": {"0": "NEGATIVE", "1": "POSITIVE"}})");

Json with(Json json, const std::string& field, const Json& value) {
  json[field] = value;
  return json;
}

Json without(Json json, const std::string& field) {
  json.erase(field);
  return json;
}

std::string refusal(const std::string& text) {
  try {
    BertConfig::parse(text, "m/config.json");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadData);
    EXPECT_THAT(error.what(), HasSubstr("m/config.json"));
    EXPECT_THAT(error.hint(), Not(IsEmpty()));
    return error.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return {};
}

TEST(BertConfig, ReadsBertsNames) {
  const BertConfig config = BertConfig::parse(kBert.dump(), "c");
  EXPECT_EQ(config.vocabulary, 30522U);
  EXPECT_EQ(config.hidden, 768U);
  EXPECT_EQ(config.layers, 12U);
  EXPECT_EQ(config.heads, 12U);
  EXPECT_EQ(config.intermediate, 3072U);
  EXPECT_EQ(config.positions, 512U);
  EXPECT_EQ(config.token_types, 2U);
  EXPECT_EQ(config.layer_norm_epsilon, 1e-12);
  EXPECT_EQ(config.activation, Activation::kGeluErf);
  EXPECT_FALSE(config.distilbert);
  EXPECT_TRUE(config.lower_case);
  EXPECT_THAT(config.labels, IsEmpty());
}

TEST(BertConfig, ReadsDistilBertsNames) {
  const BertConfig config = BertConfig::parse(kDistilBert.dump(), "c");
  EXPECT_TRUE(config.distilbert);
  EXPECT_EQ(config.layers, 6U);
  EXPECT_EQ(config.intermediate, 3072U);
  EXPECT_EQ(config.token_types, 0U);
  EXPECT_THAT(config.labels, ElementsAre("NEGATIVE", "POSITIVE"));
}

TEST(BertConfig, ReadsWhatEarlyFilesLeaveOut) {
  Json early = without(without(kBert, "model_type"), "position_embedding_type");
  EXPECT_FALSE(BertConfig::parse(early.dump(), "c").distilbert);
  early = without(without(early, "architectures"), "type_vocab_size");
  EXPECT_EQ(BertConfig::parse(early.dump(), "c").token_types, 2U);
  EXPECT_TRUE(BertConfig::parse(without(kDistilBert, "model_type").dump(), "c").distilbert);
  EXPECT_THAT(BertConfig::parse(with(kBert, "id2label", nullptr).dump(), "c").labels, IsEmpty());
}

TEST(BertConfig, KnowsTheActivations) {
  const auto activation = [](const char* name) {
    return BertConfig::parse(with(kBert, "hidden_act", name).dump(), "c").activation;
  };
  EXPECT_EQ(activation("gelu"), Activation::kGeluErf);
  EXPECT_EQ(activation("gelu_new"), Activation::kGeluTanh);
  EXPECT_EQ(activation("gelu_pytorch_tanh"), Activation::kGeluTanh);
  EXPECT_EQ(activation("relu"), Activation::kRelu);
  EXPECT_THAT(refusal(with(kBert, "hidden_act", "swish").dump()), HasSubstr("swish"));
  EXPECT_THAT(refusal(with(kBert, "hidden_act", 1).dump()), HasSubstr("hidden_act: expected a text, found 1"));
}

TEST(BertConfig, LabelsAreInTheOrderOfTheirNumbers) {
  Json labels;
  for (int i = 0; i < 12; ++i) labels[std::to_string(i)] = "l" + std::to_string(i);
  EXPECT_EQ(BertConfig::parse(with(kBert, "id2label", labels).dump(), "c").labels.at(10), "l10");
  EXPECT_THAT(refusal(with(kBert, "id2label", Json{{"0", "a"}, {"2", "b"}}).dump()), HasSubstr("found no 1"));
  EXPECT_THAT(refusal(with(kBert, "id2label", Json{{"0", 5}}).dump()), HasSubstr("id2label: 0: expected a text"));
  EXPECT_THAT(refusal(with(kBert, "id2label", "a").dump()), HasSubstr("expected an object"));
}

TEST(BertConfig, OtherArchitecturesAreNamed) {
  EXPECT_THAT(refusal(with(kBert, "model_type", "roberta").dump()), HasSubstr("found roberta"));
  EXPECT_THAT(refusal(with(without(kBert, "model_type"), "architectures", Json{"RobertaModel"}).dump()),
              HasSubstr("found RobertaModel"));
  EXPECT_THAT(refusal(with(kBert, "position_embedding_type", "relative_key").dump()), HasSubstr("relative_key"));
  EXPECT_THAT(refusal(with(kBert, "is_decoder", true).dump()), HasSubstr("decoder"));
}

TEST(BertConfig, SizesHaveLimits) {
  for (const char* field : {"vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads",
                            "intermediate_size", "max_position_embeddings", "type_vocab_size"}) {
    for (const Json& value : {Json(0), Json(-1), Json(1.5), Json("12"), Json(10'000'000), Json(1e300), Json::array()}) {
      EXPECT_THAT(refusal(with(kBert, field, value).dump()), HasSubstr(field)) << value;
    }
    if (std::string(field) == "type_vocab_size") continue;
    EXPECT_THAT(refusal(without(kBert, field).dump()), HasSubstr("found none"));
  }
  EXPECT_THAT(refusal(with(kBert, "hidden_size", 8193).dump()), HasSubstr("from 1 to 8192, found 8193"));
  EXPECT_THAT(refusal(with(kBert, "num_hidden_layers", 97).dump()), HasSubstr("from 1 to 96"));
  EXPECT_THAT(refusal(with(kBert, "max_position_embeddings", 8193).dump()), HasSubstr("8192"));
  EXPECT_THAT(refusal(with(kBert, "max_position_embeddings", 2).dump()), HasSubstr("3 or more"));
  EXPECT_THAT(refusal(with(kBert, "num_attention_heads", 7).dump()), HasSubstr("divisor of the 768"));
  EXPECT_THAT(refusal(with(kBert, "layer_norm_eps", -1).dump()), HasSubstr("layer_norm_eps"));
}

TEST(BertConfig, WhatIsNoObjectIsRefused) {
  for (const char* text : {"", "{", "[]", "5", "{\"a\":}", "\xFF"}) refusal(text);
}

}  // namespace
}  // namespace segue::text
