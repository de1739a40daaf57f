#include "training_state.h"

#include <fstream>
#include <stdexcept>
#include <string>

namespace segue::encoder {

Task TrainingState::next_task(const std::array<double, kTasks>& shares) const {
  const auto behind = [&](std::size_t task) { return shares.at(task) * (tokens + 1) - task_tokens.at(task); };
  std::size_t best = 0;
  for (std::size_t task = 1; task < kTasks; ++task) {
    if (behind(task) > behind(best)) best = task;
  }
  return static_cast<Task>(best);
}

void TrainingState::write(const std::filesystem::path& file) const {
  std::ofstream out(file);
  out.precision(17);
  out << steps << ' ' << tokens;
  for (const double of_task : task_tokens) out << ' ' << of_task;
  for (const Place& place : places) out << ' ' << place.epoch << ' ' << place.batch;
  if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
}

std::optional<TrainingState> TrainingState::read(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) return std::nullopt;
  TrainingState state;
  in >> state.steps >> state.tokens;
  for (double& of_task : state.task_tokens) in >> of_task;
  for (Place& place : state.places) in >> place.epoch >> place.batch;
  const bool whole = !in.fail();
  std::string more;
  if (!whole || in >> more) {
    throw std::runtime_error(file.string() + " is damaged, or of another train_encoder; remove " +
                             file.parent_path().string() + " to begin anew");
  }
  return state;
}

}  // namespace segue::encoder
