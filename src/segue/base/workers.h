#pragma once

#include <cstddef>
#include <functional>

namespace segue {

/// Threads a command may use: SEGUE_THREADS if set to a positive number, else the cores this process may run on.
std::size_t default_threads();

/// Calls `work(begin, end)` on disjoint ranges that cover [0, count), on up to `threads` threads, and waits for all.
///
/// Ranges hold `grain` items (the last may hold fewer) and do not depend on `threads`: work that writes only to its own
/// range, or reduces per range in range order, gives the same bytes with any number of threads. The first exception
/// thrown by `work` (of the lowest range) is thrown here once all threads have stopped; later ranges may be skipped.
/// grain > 0. With threads <= 1 everything runs on the calling thread.
void parallel_ranges(std::size_t count, std::size_t grain, std::size_t threads,
                     const std::function<void(std::size_t begin, std::size_t end)>& work);

}  // namespace segue
