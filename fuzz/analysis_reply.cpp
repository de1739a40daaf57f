// reply_from takes any bytes: a worker is as trustworthy as the file it reads. What it takes comes back from
// to_message.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "segue/base/error.h"
#include "segue/catalog/values/analysis_message.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view message(reinterpret_cast<const char*>(data), size);
  try {
    const auto reply = segue::catalog::reply_from(message, "fuzz");
    const std::string once = to_message(reply);
    if (to_message(segue::catalog::reply_from(once, "fuzz again")) != once) std::abort();
  } catch (const segue::Error& error) {
    if (error.kind() != segue::ErrorKind::kBadData) std::abort();
  }
  return 0;
}
