// Filter::parse on any bytes: it reads a filter that can be evaluated, or points at a column of it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string_view>

#include "segue/base/error.h"
#include "segue/playlist/filter.h"

namespace {

void expect(bool promise) {
  if (!promise) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const auto filter = segue::playlist::Filter::parse(text);
    segue::playlist::FilterColumns columns(3);
    const auto fields = segue::playlist::filter_fields();
    expect(!filter.fields().empty());
    for (const std::size_t field : filter.fields()) {
      if (fields[field].kind == segue::playlist::FieldKind::kText) {
        columns.texts[field] = {"", "Go West",
                                "A\x1f\x1f"
                                "B"};
      } else {
        columns.numbers[field] = {std::numeric_limits<double>::quiet_NaN(), 0, 1};
      }
    }
    const auto found = filter.evaluate(columns);
    expect(found.size() == 3);
    for (const auto one : found) expect(one <= 1);
  } catch (const segue::playlist::FilterError& error) {
    expect(error.kind() == segue::ErrorKind::kUsage && error.column >= 1 && error.column <= size + 1);
  } catch (const segue::Error& error) {
    expect(error.kind() == segue::ErrorKind::kUsage);
  }
  return 0;
}
