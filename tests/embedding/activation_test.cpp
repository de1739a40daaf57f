#include "segue/embedding/activation.h"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "segue/base/error.h"

namespace segue::embedding {
namespace {

TEST(Activation, EveryNameNamesItself) {
  for (const char* text : {"relu", "tanh", "sigmoid", "elu", "gelu", "linear"}) {
    const auto activation = activation_named(text);
    ASSERT_TRUE(activation.has_value()) << text;
    EXPECT_EQ(name(*activation), text);
  }
}

TEST(Activation, OthersNameNone) {
  for (const char* text : {"", "ReLU", "relu ", "selu", "tan"})
    EXPECT_FALSE(activation_named(text).has_value()) << text;
}

TEST(Activations, OneForAllOneALayerOrAPattern) {
  using enum Activation;
  const auto read = [](const char* text, std::size_t layers) { return activations_named(text, layers, "here"); };
  EXPECT_EQ(read("relu", 3), (std::vector{kRelu, kRelu, kRelu}));
  EXPECT_EQ(read("sigmoid,relu", 2), (std::vector{kSigmoid, kRelu}));
  EXPECT_EQ(read(" sigmoid , relu tanh ", 3), (std::vector{kSigmoid, kRelu, kTanh}));
  EXPECT_EQ(read("alternate sigmoid relu", 3), (std::vector{kSigmoid, kRelu, kSigmoid}));
  EXPECT_EQ(read("alternate tanh", 2), (std::vector{kTanh, kTanh}));
  EXPECT_EQ(read("relu", 0), std::vector<Activation>{});
  for (const auto& [text, layers] : {std::pair("swish", 1), std::pair("relu,relu", 3), std::pair("", 2),
                                     std::pair("alternate", 2), std::pair("relu alternate tanh", 3)}) {
    try {
      read(text, static_cast<std::size_t>(layers));
      FAIL() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kUsage);
      EXPECT_EQ(std::string(error.what()).rfind("here: expected ", 0), 0U) << error.what();
    }
  }
}

}  // namespace
}  // namespace segue::embedding
