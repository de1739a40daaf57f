#include "segue/sources/http/receiver.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include <fmt/format.h>

namespace segue::sources {
namespace {

/// A number that fills `text`; nothing if it is none or too large.
std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  if (text.empty() || result.ec != std::errc() || result.ptr != end) return std::nullopt;
  return value;
}

std::optional<std::uint64_t> length_in(const HttpHeaders& headers) {
  const auto field = headers.find("Content-Length");
  return field ? number_in(*field) : std::nullopt;
}

struct Part {
  std::uint64_t first = 0;
  std::optional<std::uint64_t> total;
};

/// Content-Range: bytes 100-199/1000, or bytes 100-199/* where the length of the whole is not known.
std::optional<Part> part_in(const HttpHeaders& headers) {
  auto field = headers.find("Content-Range").value_or("");
  constexpr std::string_view kUnit = "bytes ";
  if (!field.starts_with(kUnit)) return std::nullopt;
  field.remove_prefix(kUnit.size());
  const std::size_t dash = field.find('-');
  const std::size_t slash = field.find('/');
  if (dash == std::string_view::npos || slash == std::string_view::npos || slash < dash) return std::nullopt;
  const auto first = number_in(field.substr(0, dash));
  const auto last = number_in(field.substr(dash + 1, slash - dash - 1));
  const std::string_view whole = field.substr(slash + 1);
  const auto total = number_in(whole);
  if (!first || !last || *last < *first || (!total && whole != "*") || (total && *total <= *last)) return std::nullopt;
  return Part{*first, total};
}

[[noreturn]] void too_long(std::uint64_t limit) {
  throw Refusal(fmt::format("its answer is longer than {} bytes, which is the limit", limit));
}

}  // namespace

void Receiver::ask(Outgoing& outgoing) {
  response_ = {};
  head_ = outgoing.method == HttpMethod::kHead;
}

bool Receiver::headers(int status, const HttpHeaders& headers) {
  response_.status = status;
  response_.headers = headers;
  if (!head_ && length_in(headers).value_or(0) > limit_) too_long(limit_);
  return true;
}

void Receiver::body(std::span<const std::byte> bytes) {
  if (bytes.size() > limit_ - std::min(limit_, response_.body.size())) too_long(limit_);
  response_.body.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

void DownloadReceiver::ask(Outgoing& outgoing) {
  Receiver::ask(outgoing);
  streaming_ = false;
  wrong_part_ = false;
  outgoing.unpack = false;
  if (position_ == 0) return;
  outgoing.fields.push_back({"Range", fmt::format("bytes={}-", position_), false});
  // Another file may stand there by now; then the whole of it comes.
  if (!etag_.empty()) outgoing.fields.push_back({"If-Range", etag_, false});
}

bool DownloadReceiver::headers(int status, const HttpHeaders& headers) {
  if (status != 200 && status != 206) return Receiver::headers(status, headers);
  response().status = status;
  response().headers = headers;
  if (const auto coding = headers.find("Content-Encoding"); coding && *coding != "identity") {
    throw Refusal("it sends the file compressed, which was not asked for");
  }
  const std::string_view etag = headers.find("ETag").value_or("");
  etag_ = etag.starts_with('"') ? etag : "";
  if (status == 206) return begin_part(headers);
  total_ = length_in(headers);
  check_size(total_.value_or(0));
  position_ = 0;
  streaming_ = true;
  sink_.begin(0, total_);
  return true;
}

bool DownloadReceiver::begin_part(const HttpHeaders& headers) {
  const auto part = part_in(headers);
  if (!part || part->first != position_) {
    wrong_part_ = true;
    position_ = 0;
    etag_.clear();
    return false;
  }
  total_ = part->total;
  check_size(total_.value_or(0));
  streaming_ = true;
  sink_.begin(position_, total_);
  return true;
}

void DownloadReceiver::body(std::span<const std::byte> bytes) {
  if (!streaming_) return Receiver::body(bytes);
  check_size(position_ + bytes.size());
  sink_.write(bytes);
  position_ += bytes.size();
}

void DownloadReceiver::check_size(std::uint64_t size) const {
  if (size > limit_) too_long(limit_);
}

bool DownloadReceiver::unsatisfied() {
  if (response().status != 416 || position_ == 0) return false;
  position_ = 0;
  etag_.clear();
  return true;
}

std::string DownloadReceiver::defect() const {
  if (wrong_part_) return "it sent another part of the file than was asked for";
  if (streaming_ && total_ && position_ != *total_) {
    return fmt::format("it sent {} bytes of {}", position_, *total_);
  }
  return {};
}

bool DownloadReceiver::advanced() {
  // A server that gives a few bytes at a time would else be asked for ever.
  constexpr std::uint64_t kStep = 64U * 1024;
  if (position_ < furthest_ + kStep) return false;
  furthest_ = position_;
  return true;
}

}  // namespace segue::sources
