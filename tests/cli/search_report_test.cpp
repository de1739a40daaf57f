#include "segue/cli/search_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace segue::cli {
namespace {

using embedding::Activation;
using testing::HasSubstr;
using testing::Not;

app::FinishedTrial run(const embedding::AutoencoderShape& shape, std::uint64_t seed, float loss, double precision) {
  app::FinishedTrial finished;
  auto& trial = finished.trial;
  trial.shape = shape;
  trial.training.seed = seed;
  trial.history = {{1, loss}, {1, loss + 0.001F}, 1, false, 80, 20};
  trial.parameters = 1234;
  trial.seconds = 2;
  trial.measures.explained_variance = 0.8;
  trial.measures.trustworthiness = 0.9;
  trial.measures.p_at_10 = app::Precision{precision, 0.002};
  trial.measures.p_at_10_training = app::Precision{precision + 0.01, 0.003};
  trial.measures.pca = app::LinearRival{0.05, 0.7, app::Precision{0.046, 0.002}};
  return finished;
}

/// Two networks of an invented search; one run of the second ended without a network.
app::SearchReport invented() {
  app::SearchReport report;
  report.plan = "a <plan> & more";
  report.songs = 21406;
  report.inputs = 12;
  report.pool = 7449;
  const embedding::AutoencoderShape first{12, {20, 16}, {Activation::kRelu, Activation::kRelu}, 10};
  const embedding::AutoencoderShape second{12, {8}, {Activation::kTanh}, 2};
  report.rows.push_back(
      {{first, {}, app::PublishedLosses{.0170, .0180}}, {run(first, 0, 0.017F, 0.04), run(first, 1, 0.019F, 0.05)}});
  report.rows.push_back({{second, 0.01, {}}, {run(second, 0, 0.03F, 0.045), run(second, 1, 0, 0)}});
  report.rows[1].trials[0].trial.measures.dead_latents = 1;
  report.rows[1].trials[1].trial.problem = "the training loss is no longer a finite number in epoch 3";
  report.best = 0;
  return report;
}

TEST(SearchReport, IsATableLikeTheReports) {
  EXPECT_EQ(
      search_text(invented(), 200),
      "2 networks over 21,406 songs and 12 inputs; P@10 of 7,449 songs on test playlists\n"
      "\n"
      "   Latent  Layers   Activations   Epochs   Training loss  Validation loss      Published\n"
      "1      10  20*,16*  relu               2  0.0180 ±0.0014   0.0190 ±0.0014  0.0170/0.0180\n"
      "2       2  8        tanh at 0.01       2          0.0300           0.0310              -\n"
      "\n"
      "   Parameters  Seconds  PCA loss  Explained  by PCA  Dead   Trust            P@10  of PCA   training P@10\n"
      "1       1,234   2.00 s    0.0500     0.8000  0.7000     0  0.9000  0.0450 ±0.0071  0.0460  0.0550 ±0.0071\n"
      "2       1,234   2.00 s    0.0500     0.8000  0.7000     1  0.9000          0.0450  0.0460          0.0550\n"
      "* wider than the 12 inputs\n"
      "least validation loss: network 1 ('segue train --recipe best')\n"
      "network 2, seed 1: the training loss is no longer a finite number in epoch 3\n");
}

TEST(SearchReport, AsJsonHasEveryTrial) {
  const auto json = search_json(invented());
  EXPECT_EQ(json["version"], 1);
  ASSERT_EQ(json["trials"].size(), 4U);
  EXPECT_EQ(json["trials"][0]["latent"], 10);
  EXPECT_EQ(json["trials"][0]["activations"], (std::vector<std::string>{"relu", "relu"}));
  EXPECT_FLOAT_EQ(json["trials"][1]["training_loss"].get<float>(), 0.019F);
  EXPECT_TRUE(json["trials"][3]["training_loss"].is_null());
  EXPECT_EQ(json["networks"][0]["wider_than_input"], (std::vector<std::size_t>{20, 16}));
  EXPECT_EQ(json["networks"][0]["published"]["validation_loss"], 0.0180);
  EXPECT_NEAR(json["networks"][0]["p_at_10"]["deviation"].get<double>(), 0.00707, 1e-5);
}

TEST(SearchReport, AsAPageNeedsNothingBesideIt) {
  const auto page = search_page(invented(), {"<?xml version=\"1.0\"?>\n<!DOCTYPE svg>\n<svg id=\"x\"></svg>"},
                                "segue search tabular --preset report");
  EXPECT_THAT(page, HasSubstr("a &lt;plan&gt; &amp; more"));
  EXPECT_THAT(page, HasSubstr("<code>segue search tabular --preset report</code>"));
  EXPECT_THAT(page, HasSubstr("<td>0.0190 ±0.0014</td>"));
  EXPECT_THAT(page, HasSubstr("<svg id=\"x\"></svg>"));
  EXPECT_THAT(page, Not(HasSubstr("<?xml")));
  EXPECT_THAT(page, Not(HasSubstr("http")));
}

}  // namespace
}  // namespace segue::cli
