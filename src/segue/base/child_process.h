#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace segue {

/// A program of ours that runs beside this one and talks by messages: four bytes of length, little-endian, and that
/// many bytes, to its standard input and from its standard output. What it says to standard error is thrown away. It
/// is killed at the end of this object's life, and by the system when this process ends.
class ChildProcess {
 public:
  /// Longest message either side may send, bytes.
  static constexpr std::size_t kLongestMessage = std::size_t{16} << 20;

  /// Error(kFailed) if it cannot be started.
  ChildProcess(const std::filesystem::path& program, const std::vector<std::string>& arguments);
  ChildProcess(ChildProcess&&) noexcept;
  ChildProcess& operator=(ChildProcess&&) noexcept;
  ~ChildProcess();

  /// False if the child is gone.
  bool send(std::string_view message);
  /// A message that has arrived whole, if any, without waiting. Sets `ended` where the child closed its output or said
  /// something that is no message, and nothing more can come.
  std::optional<std::string> receive();
  bool ended() const;
  /// Kills it and says how it ended: "killed by signal 11 (Segmentation fault)", "exit code 1".
  std::string kill();

  /// Waits until one of `children` has something to receive or `timeout` is over. Null entries are left out.
  static void wait_for_any(std::span<ChildProcess* const> children, std::chrono::milliseconds timeout);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The child's side, on standard input and output.
/// The next message; nothing once the parent closed. Error(kBadData) on what is no message.
std::optional<std::string> receive_from_parent();
void send_to_parent(std::string_view message);
/// Ends this process when its parent is gone, and gives it no terminal signals: Ctrl-C is the parent's business.
void become_child();
/// Limits the memory this process may reserve.
void limit_memory(std::size_t bytes);
/// Large pieces of memory go back to the system when they are freed: slower for those who take and free them all the
/// time, smaller for a process that holds one after the other.
void give_back_freed_memory();

/// The program that runs: the file it was started from. Empty if the system does not tell.
std::filesystem::path own_program();

}  // namespace segue
