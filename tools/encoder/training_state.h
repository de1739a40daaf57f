#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>

namespace segue::encoder {

/// What the encoder learns from: one of them at every step.
enum Task : std::size_t { kTweets, kSemeval, kLyrics, kSung, kTasks };
constexpr std::array<const char*, kTasks> kTaskNames = {"tweets", "semeval", "lyrics", "sung"};

/// Where a walk through a corpus stands: with the corpus and the seed it says all that is to come.
struct Place {
  std::uint64_t epoch = 0;
  std::uint64_t batch = 0;
};

/// How far a training has come: with its options and its seed all that is to come, but for the weights and what the
/// optimizer remembers.
struct TrainingState {
  std::uint64_t steps = 0;
  double tokens = 0;  ///< padded
  std::array<double, kTasks> task_tokens{};
  std::array<Place, kTasks> places;

  /// The task that is furthest behind its share of the tokens (the first of equals).
  Task next_task(const std::array<double, kTasks>& shares) const;

  /// One line of text. Throws std::runtime_error if the file cannot be written.
  void write(const std::filesystem::path& file) const;
  /// Nothing if there is no such file; throws std::runtime_error if it is not what write() wrote.
  static std::optional<TrainingState> read(const std::filesystem::path& file);
};

}  // namespace segue::encoder
