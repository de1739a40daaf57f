#include "segue/base/progress.h"

#include "segue/base/error.h"

namespace segue {
namespace {

class SilentProgress final : public Progress {
  void begin(std::string_view, std::optional<std::uint64_t>, std::string_view) override {}
  void advance(std::uint64_t) override {}
  void end() override {}
};

class SilentNotes final : public Notes {
  void note(std::string_view) override {}
  void warn(std::string_view) override {}
};

}  // namespace

void Progress::detail(std::string_view /*words*/) {}

Progress& Progress::none() {
  static SilentProgress silent;
  return silent;
}

Notes& Notes::none() {
  static SilentNotes silent;
  return silent;
}

void Cancellation::check() const {
  if (requested()) throw Error(ErrorKind::kInterrupted, "interrupted");
}

const Cancellation& Cancellation::never() {
  static const Cancellation instance;
  return instance;
}

}  // namespace segue
