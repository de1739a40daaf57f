#include "segue/sources/http/http_cache.h"

#include <array>
#include <charconv>
#include <cstdlib>
#include <system_error>

#include <fmt/format.h>

#include "segue/base/atomic_file.h"
#include "segue/base/error.h"
#include "segue/base/sha256.h"
#include "segue/sources/http/http_url.h"

namespace segue::sources {
namespace {

namespace fs = std::filesystem;
using std::chrono::system_clock;

// A file: this line, the SHA-256 of all that follows it, and then a text of lines "name value" up to "body N", which N
// bytes follow.
constexpr std::string_view kFirstLine = "segue http answer 1";
constexpr std::size_t kLargestFile = 64U * 1024 * 1024;

/// The text up to the next line break, which is taken away with it; nothing if there is none.
std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, number);
  return !text.empty() && result.ec == std::errc() && result.ptr == end;
}

std::string written(const HttpCache::Entry& entry) {
  const auto stored = std::chrono::duration_cast<std::chrono::seconds>(entry.stored.time_since_epoch()).count();
  std::string text = fmt::format("stored {}\nstatus {}\n", stored, entry.response.status);
  for (const auto& field : entry.response.headers.fields()) {
    if (!field.secret) text += fmt::format("header {}: {}\n", field.name, field.value);
  }
  text += fmt::format("body {}\n", entry.response.body.size());
  text += entry.response.body;
  return fmt::format("{}\n{}\n{}", kFirstLine, sha256_hex(text), text);
}

std::optional<HttpCache::Entry> read_entry(std::string_view text) {
  if (take_line(text) != kFirstLine) return std::nullopt;
  const auto digest = take_line(text);
  if (!digest || *digest != sha256_hex(text)) return std::nullopt;
  HttpCache::Entry entry;
  while (const auto line = take_line(text)) {
    const std::size_t space = line->find(' ');
    if (space == std::string_view::npos) return std::nullopt;
    const std::string_view name = line->substr(0, space);
    const std::string_view value = line->substr(space + 1);
    if (name == "stored") {
      std::int64_t seconds = 0;
      // A time_point counts nanoseconds: what does not fit is no time of ours.
      constexpr std::int64_t kLatest = 9'000'000'000;
      if (!read_number(value, seconds) || seconds < 0 || seconds > kLatest) return std::nullopt;
      entry.stored = system_clock::time_point(std::chrono::seconds(seconds));
    } else if (name == "status") {
      if (!read_number(value, entry.response.status)) return std::nullopt;
    } else if (name == "header") {
      const std::size_t colon = value.find(": ");
      if (colon == std::string_view::npos) return std::nullopt;
      entry.response.headers.add(value.substr(0, colon), value.substr(colon + 2));
    } else if (name == "body") {
      std::size_t size = 0;
      if (!read_number(value, size) || size != text.size()) return std::nullopt;
      entry.response.body = text;
      return entry;
    } else {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

/// A folder's name made of a host's.
std::string folder_name(std::string_view host) {
  std::string name;
  for (const char c : host) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    name += plain ? c : '_';
  }
  if (name.empty() || name.front() == '.') name.insert(name.begin(), '_');
  constexpr std::size_t kLongest = 200;
  return name.substr(0, kLongest);
}

bool is_good(int status) {
  return status >= 200 && status < 300 && status != 206;
}

bool is_missing(int status) {
  return status == 404 || status == 410;
}

}  // namespace

fs::path default_http_cache() {
  // NOLINTBEGIN(concurrency-mt-unsafe): nobody sets the environment while the program runs
  const char* cache = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  // NOLINTEND(concurrency-mt-unsafe)
  if (cache != nullptr && fs::path(cache).is_absolute()) return fs::path(cache) / "segue" / "http";
  if (home != nullptr && fs::path(home).is_absolute()) return fs::path(home) / ".cache" / "segue" / "http";
  return {};
}

HttpCache::HttpCache(fs::path folder) : folder_(std::move(folder)) {}

fs::path HttpCache::file_of(std::string_view host, std::string_view key) const {
  return folder_ / folder_name(host) / sha256_hex(key);
}

std::optional<HttpCache::Entry> HttpCache::find(std::string_view host, std::string_view key) const {
  if (folder_.empty()) return std::nullopt;
  const fs::path file = file_of(host, key);
  std::error_code ignored;
  if (!fs::is_regular_file(file, ignored)) return std::nullopt;
  try {
    return read_entry(read_file(file, kLargestFile));
  } catch (const Error&) {
    return std::nullopt;
  }
}

bool HttpCache::store(std::string_view host, std::string_view key, const Entry& entry) {
  if (folder_.empty()) return false;
  const fs::path file = file_of(host, key);
  std::error_code error;
  if (!fs::is_directory(file.parent_path(), error)) {
    fs::create_directories(file.parent_path(), error);
    // Answers may tell what somebody listens to.
    fs::permissions(folder_, fs::perms::owner_all, error);
  }
  const std::string text = written(entry);
  if (text.size() > kLargestFile) return false;
  try {
    write_file_atomically(file, text);
  } catch (const Error&) {
    return false;
  }
  return true;
}

std::size_t HttpCache::remove_older(system_clock::time_point time) {
  if (folder_.empty()) return 0;
  // A file is written when its answer is stored; the two clocks are compared by their distance from now.
  const auto oldest = fs::file_time_type::clock::now() - (system_clock::now() - time);
  std::size_t removed = 0;
  std::error_code error;
  for (fs::directory_iterator host(folder_, error), end; !error && host != end; host.increment(error)) {
    std::error_code inner;
    for (fs::directory_iterator file(host->path(), inner), last; !inner && file != last; file.increment(inner)) {
      std::error_code unknown;
      const auto written_at = file->last_write_time(unknown);
      if (!unknown && written_at < oldest && fs::remove(file->path(), unknown)) ++removed;
    }
  }
  return removed;
}

CachedHttp::CachedHttp(HttpClient& client, HttpCache& cache, bool offline)
    : client_(client), cache_(cache), offline_(offline) {}

namespace {

/// What an answer is kept under.
struct Place {
  std::string host;
  std::string key;
};

Place place_of(const HttpRequest& request, const CacheRule& rule) {
  const auto origin = origin_of(request.url);
  // Line breaks keep the parts apart: none of the first three holds one.
  return {origin ? origin->host : "", fmt::format("{}\n{}\n{}\n{}", rule.contract, method_name(request.method),
                                                  rule.key.empty() ? request.url : rule.key, request.body)};
}

bool is_sound(const HttpResponse& response, const CacheRule& rule) {
  return !is_good(response.status) || !rule.is_sound || rule.is_sound(response.body);
}

}  // namespace

std::optional<CachedHttp::Answer> CachedHttp::find(const HttpRequest& request, const CacheRule& rule) const {
  const auto [host, key] = place_of(request, rule);
  auto entry = cache_.find(host, key);
  if (!entry || !is_sound(entry->response, rule)) return std::nullopt;
  const auto age = client_.settings().pauses->now() - entry->stored;
  const auto most = is_missing(entry->response.status) ? rule.missing : rule.good;
  // What was stored in the future was stored by a clock that was wrong.
  if (!offline_ && (age > most || age < std::chrono::seconds(-1))) return std::nullopt;
  entry->response.url = request.url;
  return Answer{std::move(entry->response), true, entry->stored};
}

std::optional<CachedHttp::Answer> CachedHttp::send(const HttpRequest& request, const CacheRule& rule,
                                                   const Cancellation& cancellation) {
  if (auto kept = find(request, rule)) return kept;
  if (offline_) return std::nullopt;
  const auto now = client_.settings().pauses->now();
  Answer answer{client_.send(request, cancellation), false, now};
  if ((is_good(answer.response.status) && is_sound(answer.response, rule)) || is_missing(answer.response.status)) {
    const auto [host, key] = place_of(request, rule);
    cache_.store(host, key, {answer.response, now});
  }
  return answer;
}

}  // namespace segue::sources
