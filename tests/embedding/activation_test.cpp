#include "segue/embedding/activation.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace segue::embedding
