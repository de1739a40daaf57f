// The readers of plans, networks and trials on any bytes: they end with what they read, or with an Error that is about
// data.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "segue/app/search_file.h"
#include "segue/app/trial.h"
#include "segue/base/error.h"

namespace {

template <class Read>
void try_to(const Read& read) {
  try {
    read();
  } catch (const segue::Error& error) {
    if (error.kind() != segue::ErrorKind::kBadData) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace segue::app;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try_to([&] {
    const auto plan = read_plan(text, "plan");
    if (!plan.space.latents.empty()) draw_architectures(plan.space, 3, 0);
  });
  try_to([&] {
    const auto networks = read_networks(text, "networks");
    // What is written is read again as it was.
    const auto again = networks_json(networks);
    if (networks_json(read_networks(again, "again")) != again) std::abort();
  });
  try_to([&] {
    const auto again = Trial::from_json(text, "trial").to_json();
    if (Trial::from_json(again, "again").to_json() != again) std::abort();
  });
  return 0;
}
