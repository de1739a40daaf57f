// What a server's headers say: a Location at some URL, a Retry-After. First line: the URL that was asked; second: the
// Location; the rest: Retry-After. No redirect leads to a URL that would be refused, nothing shown holds a query or a
// name, and no wait is negative or endless.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "segue/sources/http/http_message.h"
#include "segue/sources/http/http_url.h"
#include "segue/sources/http/repetition.h"

namespace {

using namespace segue::sources;  // NOLINT(google-build-using-namespace): a fuzzer of exactly this

void require(bool holds) {
  if (!holds) std::abort();
}

std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  const auto line = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  return line;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto base = take_line(text);
  const auto location = take_line(text);
  if (origin_of(base)) {
    if (const auto url = resolve_url(base, location)) {
      require(origin_of(*url).has_value());
      require(url->find('#') == std::string::npos);
      require(resolve_url(*url, *url).has_value());
      const auto shown = public_url(*url);
      require(shown.find('?') == std::string::npos || shown.ends_with("?..."));
    }
  }
  HttpHeaders headers;
  headers.add("Retry-After", text);
  const auto wait = wait_asked_for(headers, std::chrono::system_clock::time_point{std::chrono::seconds(1'700'000'000)});
  require(!wait || (wait->count() >= 0 && *wait <= std::chrono::hours(24 * 366)));
  return 0;
}
