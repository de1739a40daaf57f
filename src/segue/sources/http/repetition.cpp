#include "segue/sources/http/repetition.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <system_error>

#include <curl/curl.h>

namespace segue::sources {
namespace {

using std::chrono::seconds;

constexpr seconds kLongest = std::chrono::hours(24 * 365);

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// A whole text of digits; too large ones count as the longest.
std::optional<seconds> seconds_of(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  std::int64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec == std::errc::result_out_of_range) return kLongest;
  return std::min(seconds(value), kLongest);
}

std::optional<seconds> until_date(std::string_view text, std::chrono::system_clock::time_point now) {
  const std::string copy(text);
  const std::time_t time = curl_getdate(copy.c_str(), nullptr);
  if (time < 0) return std::nullopt;
  // In whole seconds: the clock's own type holds no year 2300.
  const auto wait = seconds(time) - std::chrono::floor<seconds>(now.time_since_epoch());
  return std::clamp(wait, seconds(0), kLongest);
}

/// The value of parameter `name` in `"policy";r=0;t=27`.
std::optional<seconds> parameter(std::string_view field, std::string_view name) {
  while (!field.empty()) {
    const std::size_t end = field.find(';');
    const std::string_view item = trimmed(field.substr(0, end));
    if (item.size() > name.size() && item.starts_with(name) && item[name.size()] == '=') {
      return seconds_of(trimmed(item.substr(name.size() + 1)));
    }
    if (end == std::string_view::npos) break;
    field.remove_prefix(end + 1);
  }
  return std::nullopt;
}

}  // namespace

bool may_pass(int status) {
  return status == 408 || status == 425 || status == 429 || (status >= 500 && status <= 599);
}

bool may_repeat(const HttpRequest& request, int status) {
  if (!may_pass(status)) return false;
  if (request.method != HttpMethod::kPost || request.repeatable) return true;
  return status == 408 || status == 425 || status == 429 || status == 503;
}

bool may_repeat(const HttpRequest& request, bool arrived) {
  return request.method != HttpMethod::kPost || request.repeatable || !arrived;
}

std::optional<seconds> wait_asked_for(const HttpHeaders& headers, std::chrono::system_clock::time_point now) {
  if (const auto field = headers.find("Retry-After")) {
    const std::string_view value = trimmed(*field);
    if (const auto wait = seconds_of(value)) return wait;
    if (const auto wait = until_date(value, now)) return wait;
  }
  if (const auto field = headers.find("RateLimit")) {
    if (parameter(*field, "r") == seconds(0)) return parameter(*field, "t");
  }
  return std::nullopt;
}

std::chrono::milliseconds backoff_of(const HttpSettings& settings, int number, std::uint64_t random) {
  constexpr int kMostDoublings = 20;
  const double doubled = static_cast<double>(settings.backoff.count()) *
                         static_cast<double>(1 << std::clamp(number - 1, 0, kMostDoublings));
  const double wait = std::min(doubled, static_cast<double>(settings.longest_backoff.count()));
  const double uniform = static_cast<double>(random >> 11) * 0x1p-53;
  return std::chrono::milliseconds(static_cast<std::int64_t>(wait * (0.75 + 0.5 * uniform)));
}

}  // namespace segue::sources
