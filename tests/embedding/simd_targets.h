#pragma once

#include <cstdint>

#include <hwy/targets.h>

namespace segue::test {

/// Runs `body(name)` once for every instruction set that was compiled in and this machine has.
template <class Body>
void for_each_simd_target(const Body& body) {
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    body(hwy::TargetName(target));
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

}  // namespace segue::test
