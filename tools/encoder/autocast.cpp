#include "autocast.h"

#include <ATen/autocast_mode.h>
#include <torch/torch.h>

namespace segue::encoder {

namespace {

void set(bool on, bool cuda) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
  const auto device = cuda ? at::kCUDA : at::kCPU;
  at::autocast::set_autocast_enabled(device, on);
  at::autocast::set_autocast_dtype(device, at::kBFloat16);
#else
  if (cuda) {
    at::autocast::set_enabled(on);
    at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
  } else {
    at::autocast::set_cpu_enabled(on);
    at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
  }
#endif
}

}  // namespace

Autocast::Autocast(bool enabled, bool cuda) : enabled_(enabled), cuda_(cuda) {
  if (!enabled_) return;
  at::autocast::increment_nesting();
  set(true, cuda_);
}

Autocast::~Autocast() {
  if (!enabled_) return;
  // Weights that were cast for this pass are dropped: the next one has new ones.
  if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
  set(false, cuda_);
}

}  // namespace segue::encoder
