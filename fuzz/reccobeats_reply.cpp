// What ReccoBeats answers: every number read is in its variable's range, and what is kept of it reads back the same.
#include "segue/sources/reccobeats/reccobeats_reply.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace segue;  // NOLINT(google-build-using-namespace): a fuzzer of exactly this
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  sources::read_features(body);
  const auto rows = sources::read_reccobeats(body);
  if (!rows) return 0;
  for (const auto& row : *rows) {
    if (row.spotify.empty() && row.isrc.empty()) std::abort();
    const auto back = sources::read_features(sources::written_features(row.values));
    if (!back) std::abort();
    for (const auto& about : catalog::variables()) {
      if (row.values.has(about.variable) != back->has(about.variable)) std::abort();
      if (!row.values.has(about.variable)) continue;
      const double value = row.values[about.variable];
      if (value < about.min || value > about.max || value != (*back)[about.variable]) std::abort();
    }
  }
  return 0;
}
