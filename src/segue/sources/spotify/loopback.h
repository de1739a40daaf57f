#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "segue/base/progress.h"

namespace segue::sources {

/// Waits on this machine (127.0.0.1 and nothing else) for a browser that is sent back with an answer.
class LoopbackListener {
 public:
  /// Listens at once. `port` 0: any that is free. Error(kFailed) if it is taken.
  explicit LoopbackListener(int port);
  ~LoopbackListener();
  LoopbackListener(const LoopbackListener&) = delete;
  LoopbackListener& operator=(const LoopbackListener&) = delete;

  int port() const { return port_; }

  /// The parameters of a query, decoded; of a name that stands there twice, the first.
  using Query = std::map<std::string, std::string>;
  /// What to tell the browser.
  struct Page {
    bool done = false;  ///< this was the answer that was waited for
    std::string title;
    std::string text;
  };
  /// Answers requests until judge() finds one for `path` to be the one; returns its query. Nothing once `patience` is
  /// over. Requests for anything else (icons, connections that a browser opens and leaves silent) are turned away and
  /// do not hold up the right one. Error(kInterrupted) within a tenth of a second once cancelled.
  std::optional<Query> wait(const std::string& path, std::chrono::milliseconds patience,
                            const std::function<Page(const Query&)>& judge, const Cancellation& cancellation);

 private:
  int listener_ = -1;
  int port_ = 0;
};

}  // namespace segue::sources
