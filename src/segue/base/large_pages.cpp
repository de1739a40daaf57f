#include "segue/base/large_pages.h"

#include <cstdint>
#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>
#endif

namespace segue {

#ifdef __GLIBC__
void prefer_large_pages() {
  constexpr int kMiB = 1 << 20;
  constexpr std::uintptr_t kLargePage = 2 * kMiB;
  // Blocks up to the largest size glibc lets us choose come from the heap, which is not given back in between.
  mallopt(M_MMAP_THRESHOLD, 32 * kMiB);
  mallopt(M_TRIM_THRESHOLD, 1024 * kMiB);
  mallopt(M_TOP_PAD, 32 * kMiB);
  const auto begin = reinterpret_cast<std::uintptr_t>(sbrk(0));
  void* volatile block = std::malloc(24 * kMiB);  // moves the heap's end, untouched; volatile, or no call is left
  std::free(block);
  const auto end = reinterpret_cast<std::uintptr_t>(sbrk(0));
  const std::uintptr_t first = (begin + kLargePage - 1) / kLargePage * kLargePage;
  const std::uintptr_t last = end / kLargePage * kLargePage;
  // Where it is refused, pages are small as ever.
  if (first < last) madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);
}
#else
void prefer_large_pages() {}
#endif

}  // namespace segue
