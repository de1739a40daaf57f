#pragma once

#include <unistd.h>

namespace segue::test {

/// Root may read everything, so that a test of what may not be read would see nothing: as long as this lives, the
/// process is nobody. Somebody who is not root stays who he is.
class Unprivileged {
 public:
  Unprivileged() : is_root_(geteuid() == 0) {
    constexpr uid_t kNobody = 65534;
    if (is_root_ && seteuid(kNobody) != 0) is_root_ = false;
  }
  Unprivileged(const Unprivileged&) = delete;
  Unprivileged& operator=(const Unprivileged&) = delete;
  ~Unprivileged() {
    if (is_root_) static_cast<void>(seteuid(0) == 0);
  }

 private:
  bool is_root_;
};

}  // namespace segue::test
