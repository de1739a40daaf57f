#include "training_state.h"

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include "taught_label.h"
#include <gtest/gtest.h>

#include "segue/base/temporary_folder.h"

namespace segue::encoder {
namespace {

class TrainingStateTest : public ::testing::Test {
 protected:
  std::filesystem::path file() const { return folder_.path() / "state"; }
  void put(const std::string& text) const { std::ofstream(file()) << text; }

 private:
  TemporaryFolder folder_{"training-state"};
};

TrainingState some() {
  TrainingState state;
  state.steps = 1234;
  state.tokens = 5'000'000.0 / 3;  // no short decimal: written with too few digits it would come back as another
  state.task_tokens = {1e6, 2e5 / 7, 0, 4};
  state.places = {Place{3, 9}, Place{0, 2}, Place{1, 0}, Place{7, 8}};
  return state;
}

TEST_F(TrainingStateTest, ComesBackAsItWasWritten) {
  some().write(file());
  const auto back = TrainingState::read(file());
  ASSERT_TRUE(back);
  EXPECT_EQ(back->steps, some().steps);
  EXPECT_EQ(back->tokens, some().tokens);
  EXPECT_EQ(back->task_tokens, some().task_tokens);
  for (std::size_t i = 0; i < kTasks; ++i) {
    EXPECT_EQ(back->places.at(i).epoch, some().places.at(i).epoch) << i;
    EXPECT_EQ(back->places.at(i).batch, some().places.at(i).batch) << i;
  }
}

TEST_F(TrainingStateTest, NoFileIsABeginning) {
  EXPECT_FALSE(TrainingState::read(file()));
}

TEST_F(TrainingStateTest, AStateThatIsCutOrOfAnotherTrainingIsRefused) {
  put("1356 6720540 6179741 540799 0 0 1244 0 112");  // three tasks, cut
  EXPECT_THROW(TrainingState::read(file()), std::runtime_error);
  put("1356 6720540 6179741 540799 0 0 0 1244 0 112 0 0 0 0 5");  // one number too many
  EXPECT_THROW(TrainingState::read(file()), std::runtime_error);
  put("many steps");
  EXPECT_THROW(TrainingState::read(file()), std::runtime_error);
  put("");
  EXPECT_THROW(TrainingState::read(file()), std::runtime_error);
}

TEST_F(TrainingStateTest, AFullDiskIsSaid) {
  EXPECT_THROW(some().write("/dev/full"), std::runtime_error);
}

TEST(NextTask, EachGetsItsShare) {
  const std::array<double, kTasks> shares = {0.84, 0.08, 0, 0.08};
  TrainingState state;
  EXPECT_EQ(state.next_task(shares), kTweets);
  const std::array<double, kTasks> batch = {4000, 3900, 6000, 4096};  // tokens
  for (int i = 0; i < 1000; ++i) {
    const Task task = state.next_task(shares);
    state.task_tokens.at(task) += batch.at(task);
    state.tokens += batch.at(task);
  }
  EXPECT_EQ(state.task_tokens[kLyrics], 0);
  for (std::size_t i = 0; i < kTasks; ++i) EXPECT_NEAR(state.task_tokens.at(i) / state.tokens, shares.at(i), 2e-3) << i;
}

TEST(TaughtLabel, StandsBetweenTheEmoticonAndTheTeacher) {
  EXPECT_EQ(taught_label(2, 100, 0), 1000U);
  EXPECT_EQ(taught_label(0, 900, 0), 0U);
  EXPECT_EQ(taught_label(2, 123, 1), 123U);
  EXPECT_EQ(taught_label(2, 100, 0.7), 370U);
  EXPECT_EQ(taught_label(0, 100, 0.7), 70U);
  EXPECT_EQ(taught_label(0, 1000, 0.7), 700U);
}

}  // namespace
}  // namespace segue::encoder
