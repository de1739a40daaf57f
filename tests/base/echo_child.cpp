// What child_process_test.cpp talks to: answers every message with itself, unless it is told to do something else.
#include <cstdlib>
#include <string>
#include <vector>

#include <unistd.h>

#include "segue/base/child_process.h"

int main() {
  segue::become_child();
  while (const auto message = segue::receive_from_parent()) {
    if (*message == "abort") std::abort();
    if (*message == "exit") return 7;
    if (*message == "hang") {
      for (;;) pause();
    }
    if (*message == "lie") {  // a message longer than any may be
      const std::vector<char> lie = {'\xff', '\xff', '\xff', '\x7f'};
      return write(STDOUT_FILENO, lie.data(), lie.size()) == 4 ? 0 : 1;
    }
    segue::send_to_parent(*message);
  }
  return 0;
}
