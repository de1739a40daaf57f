#include "segue/app/search_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"

namespace segue::app {
namespace {

using testing::HasSubstr;

std::string complaint_of(const std::string& text) {
  try {
    read_plan(text, "plan.yaml");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadData) << text;
    return error.what();
  }
  return "none";
}

constexpr const char* kYaml = R"(
name: mine
seeds: 2
epochs: 50
patience: 0
batch: 16
learning_rate: 0.01
networks:
  - {latent: 4, layers: [15, 10, 5], activations: relu}
  - latent: 5
    layers: [20, 10]
    activations: [sigmoid, relu]
  - latent: 2
    layers: [9, 8, 7]
    activations: alternate tanh relu
    learning_rate: 0.1
  - latent: 3
)";

TEST(SearchFile, ReadsYamlAndJsonAlike) {
  const auto plan = read_plan(kYaml, "plan.yaml");
  EXPECT_EQ(plan.name, "mine");
  EXPECT_EQ(plan.seeds, 2U);
  EXPECT_EQ(plan.training.epochs, 50U);
  EXPECT_EQ(plan.training.patience, 0U);
  EXPECT_EQ(plan.training.batch, 16U);
  EXPECT_EQ(plan.training.learning_rate, 0.01);
  ASSERT_EQ(plan.architectures.size(), 4U);
  EXPECT_EQ(plan.architectures[0].shape.text(), "15,10,5 → 4 relu");
  EXPECT_EQ(plan.architectures[1].shape.text(), "20,10 → 5 sigmoid,relu");
  EXPECT_EQ(plan.architectures[2].shape.text(), "9,8,7 → 2 tanh,relu,tanh");
  EXPECT_EQ(plan.architectures[2].learning_rate, 0.1);
  EXPECT_EQ(plan.architectures[3].shape.text(), "→ 3");
  const auto json =
      read_plan(R"({"networks": [{"latent": 4, "layers": [15, 10, 5], "activations": "relu"}]})", "p.json");
  EXPECT_EQ(json.architectures[0].shape.text(), plan.architectures[0].shape.text());
  EXPECT_EQ(json.name, "p.json");
}

TEST(SearchFile, ReadsASpace) {
  const auto plan = read_plan(R"(
strategy: halving
trials: 20
minutes: 1.5
space:
  latent: [2, 4]
  depth: [0, 2]
  layers: [8, 16]
  activations: [relu, alternate sigmoid relu]
  learning_rate: [0.001, 0.01]
)",
                              "plan.yaml");
  EXPECT_EQ(plan.strategy, SearchStrategy::kHalving);
  EXPECT_EQ(plan.trials, 20U);
  EXPECT_EQ(plan.minutes, 1.5);
  EXPECT_EQ(plan.space.fewest_layers, 0U);
  EXPECT_EQ(plan.space.most_layers, 2U);
  EXPECT_EQ(draw_architectures(plan.space, 10, 0).size(), 10U);
}

TEST(SearchFile, SaysWhatIsWrongAndWhere) {
  const std::string network = "networks: [{latent: 2, layers: [4], activations: relu}]\n";
  EXPECT_THAT(complaint_of("networks: ["), HasSubstr("plan.yaml, line 1"));
  EXPECT_THAT(complaint_of(""), HasSubstr("expected fields, found nothing"));
  EXPECT_THAT(complaint_of("just words"), HasSubstr("expected fields, found 'just words'"));
  EXPECT_THAT(complaint_of("seeds: 3"), HasSubstr("either 'networks' to try or a 'space'"));
  EXPECT_THAT(complaint_of("networks: []"), HasSubstr("at least one"));
  EXPECT_THAT(complaint_of(network + "layer: 3"), HasSubstr("no field is called 'layer'; there are name, networks"));
  EXPECT_THAT(complaint_of(network + "seeds: 0"), HasSubstr("seeds: expected a whole number from 1 to 100, found '0'"));
  EXPECT_THAT(complaint_of(network + "seeds: 2.5"), HasSubstr("seeds"));
  EXPECT_THAT(complaint_of(network + "seeds: [1]"), HasSubstr("found a list"));
  EXPECT_THAT(complaint_of(network + "learning_rate: nan"), HasSubstr("a number above 0, found 'nan'"));
  EXPECT_THAT(complaint_of(network + "seeds: 1\nseeds: 2"),
              HasSubstr("line 3, column 1: the field 'seeds' is there twice"));
  EXPECT_THAT(complaint_of("networks:\n  - {layers: [4], activations: relu}"),
              HasSubstr("network 1: the field 'latent' is missing"));
  EXPECT_THAT(complaint_of("networks:\n  - {latent: 2, layers: [4], activations: swish}"),
              HasSubstr("network 1, activations: expected relu"));
  EXPECT_THAT(complaint_of("networks:\n  - {latent: 2, layers: [4, 3], activations: [relu, tanh, elu]}"),
              HasSubstr("2 of them, found 3"));
  EXPECT_THAT(complaint_of("networks:\n  - {latent: 2, layers: [4, -3], activations: relu}"), HasSubstr("found '-3'"));
  EXPECT_THAT(complaint_of("strategy: guess"), HasSubstr("random or halving"));
  EXPECT_THAT(complaint_of("space: {latent: 2, layers: [], activations: relu}"), HasSubstr("at least one choice"));
  EXPECT_THAT(complaint_of("space: {latent: 2, layers: 4, activations: 'relu,tanh'}"), HasSubstr("activations"));
}

TEST(SearchFile, HostileFilesEndSoon) {
  EXPECT_THAT(complaint_of(std::string(100'000, '[')), HasSubstr("that large or deep"));
  EXPECT_THAT(complaint_of(std::string(2'000'000, ' ')), HasSubstr("that large or deep"));
  std::string bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n";
  for (char c = 'b'; c < 'h'; ++c) {
    const std::string before = "*" + std::string(1, static_cast<char>(c - 1));
    bomb += std::string(1, c) + ": &" + c + " [" + before;
    for (int i = 0; i < 9; ++i) bomb += "," + before;
    bomb += "]\n";
  }
  EXPECT_THAT(complaint_of(bomb), HasSubstr("that large or deep"));
  std::string dashes;
  for (int i = 0; i < 5000; ++i) dashes += "- ";
  EXPECT_NE(complaint_of(dashes + "x"), "none");
}

TEST(NetworkFile, BringsBackWhatWasWritten) {
  NetworkFile networks;
  networks.tabular = NetworkChoice{{0, {20, 16}, {embedding::Activation::kRelu, embedding::Activation::kTanh}, 10}, {}};
  networks.tabular->training.seed = 7;
  networks.lyrics = NetworkChoice{{0, {}, {}, 3}, {}};
  networks.lyrics->training.epochs = 12;
  const auto text = networks_json(networks);
  EXPECT_EQ(networks_json(read_networks(text, "best.json")), text);
  EXPECT_THROW(read_networks("{}", "best.json"), Error);
  EXPECT_THROW(read_networks("{tabular: {latent: 0}}", "best.json"), Error);
}

}  // namespace
}  // namespace segue::app
