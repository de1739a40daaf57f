#include "segue/base/large_pages.h"

#include <cstddef>
#include <cstdint>
#include <new>

#ifdef __GLIBC__
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>
#endif

namespace segue {

#ifdef __GLIBC__
void prefer_large_pages() {
  constexpr int kMiB = 1 << 20;
  constexpr std::ptrdiff_t kLargePage = 2 * kMiB;
  // Blocks up to the largest size glibc lets us choose come from the heap, which is not given back in between.
  mallopt(M_MMAP_THRESHOLD, 32 * kMiB);
  mallopt(M_TRIM_THRESHOLD, 1024 * kMiB);
  mallopt(M_TOP_PAD, 32 * kMiB);
  // Threads share that heap instead of each touching one of its own: 6 ms of a list's explanation.
  mallopt(M_ARENA_MAX, 1);
  const auto* const begin = static_cast<char*>(sbrk(0));
  void* volatile block = ::operator new(24 * kMiB);  // moves the heap's end, untouched; volatile, or no call is left
  ::operator delete(block);
  auto* const end = static_cast<char*>(sbrk(0));
  if (end - begin < 2 * kLargePage) return;
  const auto beyond = static_cast<std::ptrdiff_t>(reinterpret_cast<std::uintptr_t>(end) % kLargePage);
  const std::ptrdiff_t length = (end - begin - beyond) / kLargePage * kLargePage;
  // Where it is refused, pages are small as ever.
  madvise(end - beyond - length, static_cast<std::size_t>(length), MADV_HUGEPAGE);
}
#else
void prefer_large_pages() {}
#endif

}  // namespace segue
