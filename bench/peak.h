#pragma once

#include <cstddef>

namespace segue::bench {

enum class Arithmetic { kFloat32, kBFloat16, kInt8 };

/// Operations a second (a multiply-add is two) of loops that stay in the registers, on `threads` threads at once for
/// `seconds`: what the processor can do at most. Uses the widest of AVX-512 (with its BF16 and VNNI instructions) and,
/// for float32, AVX2 with FMA; for bfloat16 and int8 AMX's tiles where there are. 0 where it has none of them.
double peak_rate(Arithmetic arithmetic, std::size_t threads, double seconds);

}  // namespace segue::bench
