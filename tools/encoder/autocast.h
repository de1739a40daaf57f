#pragma once

namespace segue::encoder {

/// While it lives, matrix products are done in bfloat16 (torch's autocast, whose C++ names changed between versions).
class Autocast {
 public:
  Autocast(bool enabled, bool cuda);
  Autocast(const Autocast&) = delete;
  Autocast& operator=(const Autocast&) = delete;
  ~Autocast();

 private:
  bool enabled_;
  bool cuda_;
};

}  // namespace segue::encoder
