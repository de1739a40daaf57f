#include "segue/app/scale.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/atomic_file.h"
#include "segue/base/error.h"
#include "segue/base/run_program.h"
#include "segue/base/temporary_folder.h"

namespace segue::app {
namespace {

ScaleCost cost(const std::string& step, std::uint64_t songs, double seconds) {
  ScaleCost made;
  made.step = step;
  made.songs = songs;
  made.seconds = seconds;
  made.peak_bytes = 100'000'000;
  return made;
}

TEST(Scale, GrowthIsInRelationToNLogNOfTheFewestSongs) {
  ScaleReport report;
  report.costs = {cost("train", 1000, 1), cost("train", 10'000, 40.0 / 3), cost("train", 100'000, 1000),
                  cost("index", 100'000, 5)};
  EXPECT_FALSE(report.growth(report.costs[0]));
  EXPECT_NEAR(*report.growth(report.costs[1]), 1, 1e-9);
  EXPECT_NEAR(*report.growth(report.costs[2]), 6, 1e-9);
  EXPECT_FALSE(report.growth(report.costs[3]));
  report.costs[0].processor_seconds = 2;
  report.costs[1].processor_seconds = 40.0 / 3;
  EXPECT_NEAR(*report.growth(report.costs[1], &ScaleCost::processor_seconds), 0.5, 1e-9);
  report.costs[0].problem = "it failed";
  EXPECT_FALSE(report.growth(report.costs[1]));
  EXPECT_TRUE(report.failed());
}

TEST(Scale, StepsHaveNames) {
  for (std::size_t i = 0; i < kScaleSteps; ++i) {
    const auto step = static_cast<ScaleStep>(i);
    EXPECT_EQ(scale_step_named(name(step)), step);
  }
  EXPECT_FALSE(scale_step_named("sing"));
}

/// A program that does nothing but fail at one step.
std::filesystem::path program_that_fails_at(const TemporaryFolder& folder, const std::string& step) {
  const auto program = folder.path() / "program";
  write_file_atomically(program,
                        "#!/bin/sh\n[ \"$1\" != " + step +
                            " ] || { echo 'segue: it went wrong' >&2; echo 'segue: Mend it.' >&2; exit 5; }\n");
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  return program;
}

TEST(Scale, AStepThatFailsEndsTheStepsOfItsCatalogOnly) {
  const TemporaryFolder folder("scale_test");
  ScaleOptions options;
  options.songs = {2000, 1000, 1000};
  options.program = program_that_fails_at(folder, "train");
  options.folder = folder.path() / "catalogs";
  std::vector<std::string> heard;
  const auto report = measure_scale(options, [&](const ScaleCost& one) { heard.push_back(one.step); });
  EXPECT_THAT(heard, testing::ElementsAre("make", "import", "embed", "train", "make", "import", "embed", "train"));
  ASSERT_EQ(report.costs.size(), 8U);
  EXPECT_EQ(report.costs[3].problem, "it went wrong Mend it.");
  EXPECT_EQ(report.costs[3].songs, 1000U);
  EXPECT_EQ(report.costs[7].songs, 2000U);
  EXPECT_TRUE(std::filesystem::is_empty(options.folder));
}

TEST(Scale, WhatIsOverInAMomentIsMeasuredAgain) {
  const TemporaryFolder folder("scale_test");
  const auto program = folder.path() / "program";
  const auto said = folder.path() / "said";
  // Refuses to import into a catalog that is there.
  write_file_atomically(program, "#!/bin/sh\necho \"$1\" >>'" + said.string() +
                                     "'\n[ \"$1\" != train ] || sleep 1.1\n[ \"$1\" != import ] || "
                                     "{ set -C; echo >'" +
                                     (folder.path() / "catalogs/songs-1000/catalog.db").string() + "'; }\n");
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  ScaleOptions options;
  options.songs = {1000};
  options.program = program;
  options.folder = folder.path() / "catalogs";
  options.steps = {ScaleStep::kMake, ScaleStep::kImport, ScaleStep::kTrain};
  options.rounds = 3;
  const auto report = measure_scale(options, [](const ScaleCost&) {});
  ASSERT_EQ(report.costs.size(), 3U);
  EXPECT_FALSE(report.failed());
  EXPECT_EQ(read_file(said, 1000), "bench\nbench\nbench\nimport\nimport\nimport\ntrain\n");
  EXPECT_EQ(report.costs[1].remark, "median of 3");
  EXPECT_EQ(report.costs[2].remark, "");
}

TEST(Scale, ListsAreMeasuredFirstAndAgain) {
  const TemporaryFolder folder("scale_test");
  ScaleOptions options;
  options.songs = {1000};
  options.program = program_that_fails_at(folder, "nothing");
  options.steps = {ScaleStep::kSimilar, ScaleStep::kMake};
  options.folder = folder.path() / "catalogs";
  options.keep = true;
  const auto report = measure_scale(options, [](const ScaleCost&) {});
  ASSERT_EQ(report.costs.size(), 3U);
  EXPECT_EQ(report.costs[1].step, "similar");
  EXPECT_EQ(report.costs[2].step, "similar again");
  EXPECT_EQ(report.costs[2].remark, "median of 9");
  EXPECT_FALSE(report.failed());
  EXPECT_THAT(report.kept, testing::ElementsAre(options.folder / "songs-1000"));
  EXPECT_TRUE(std::filesystem::exists(options.folder / "songs-1000"));
  // What is there is not written over.
  EXPECT_THROW(measure_scale(options, [](const ScaleCost&) {}), Error);
}

TEST(Scale, RefusesWhatItCannotDo) {
  const TemporaryFolder folder("scale_test");
  ScaleOptions options;
  options.songs = {1000};
  options.program = program_that_fails_at(folder, "nothing");
  options.keep = true;
  EXPECT_THROW(measure_scale(options, [](const ScaleCost&) {}), Error);  // keep where?
  options.folder = "/proc/nothing";
  EXPECT_THROW(measure_scale(options, [](const ScaleCost&) {}), Error);
  options.folder = folder.path();
  options.steps = {ScaleStep::kTrain};
  EXPECT_THROW(measure_scale(options, [](const ScaleCost&) {}), Error);  // no kept catalog
  options.steps = {};
  options.songs = {1'000'000'000};
  EXPECT_THROW(measure_scale(options, [](const ScaleCost&) {}), Error);  // no room
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "songs-1000000000"));
}

TEST(Scale, InterruptedItLeavesNothing) {
  const TemporaryFolder folder("scale_test");
  ScaleOptions options;
  options.songs = {1000};
  const auto program = folder.path() / "program";
  write_file_atomically(program, "#!/bin/sh\nexec sleep 60\n");
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  options.program = program;
  options.steps = {ScaleStep::kMake};
  options.folder = folder.path() / "catalogs";
  Cancellation cancellation;
  cancellation.request();
  EXPECT_THROW(measure_scale(
                   options, [](const ScaleCost&) {}, Progress::none(), cancellation),
               Error);
  EXPECT_TRUE(std::filesystem::is_empty(options.folder));
}

TEST(Scale, IsDrawn) {
  ASSERT_TRUE(run_program({"gnuplot", "--version"}, "")) << "scripts/deps.sh test installs it";
  const TemporaryFolder folder("scale_test");
  ScaleReport report;
  report.costs = {cost("train", 1000, 1), cost("train", 10'000, 12), cost("playlist again", 1000, 0.01)};
  for (const auto* file : {"plot.svg", "plot.png"}) {
    draw_scale(report, folder.path() / file);
    EXPECT_GT(std::filesystem::file_size(folder.path() / file), 1000U);
  }
  const auto svg = read_file(folder.path() / "plot.svg", std::size_t{1} << 24);
  EXPECT_THAT(svg, testing::HasSubstr("playlist again"));
  EXPECT_THAT(svg, testing::HasSubstr("N log N"));
  EXPECT_THROW(draw_scale(report, folder.path() / "plot.pdf"), Error);
  EXPECT_THROW(draw_scale({}, folder.path() / "plot.svg"), Error);
  EXPECT_THROW(draw_scale(report, "/proc/nothing/plot.svg"), Error);
}

}  // namespace
}  // namespace segue::app
