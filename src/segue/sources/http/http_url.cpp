#include "segue/sources/http/http_url.h"

#include <algorithm>
#include <charconv>
#include <memory>

#include <curl/curl.h>

namespace segue::sources {
namespace {

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
struct FreeText {
  void operator()(char* text) const { curl_free(text); }
};
using Url = std::unique_ptr<CURLU, FreeUrl>;

std::optional<std::string> part_of(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK || text == nullptr) return std::nullopt;
  const std::unique_ptr<char, FreeText> owner(text);
  return std::string(text);
}

/// Nothing of this may stand in a request line.
bool has_space_or_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= 0x20 || byte == 0x7f;
  });
}

Url parse(std::string_view text) {
  if (text.empty() || has_space_or_control(text)) return nullptr;
  Url url(curl_url());
  const std::string copy(text);
  if (!url || curl_url_set(url.get(), CURLUPART_URL, copy.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
    return nullptr;
  return url;
}

std::optional<Origin> origin_of(CURLU* url) {
  Origin origin;
  const auto scheme = part_of(url, CURLUPART_SCHEME);
  const auto host = part_of(url, CURLUPART_HOST);
  const auto port = part_of(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
  if (!scheme || (*scheme != "http" && *scheme != "https") || !host || host->empty() || !port) return std::nullopt;
  if (part_of(url, CURLUPART_USER) || part_of(url, CURLUPART_PASSWORD)) return std::nullopt;
  origin.scheme = *scheme;
  origin.host = *host;
  for (char& c : origin.host) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  const auto end = port->data() + port->size();
  if (std::from_chars(port->data(), end, origin.port).ptr != end || origin.port < 1 || origin.port > 65535) {
    return std::nullopt;
  }
  return origin;
}

constexpr std::string_view kUnreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

}  // namespace

std::optional<Origin> origin_of(std::string_view url) {
  const Url parsed = parse(url);
  if (!parsed) return std::nullopt;
  return origin_of(parsed.get());
}

std::string authority(const Origin& origin) {
  return origin.host + ":" + std::to_string(origin.port);
}

bool is_loopback(std::string_view host) {
  if (host == "localhost" || host.ends_with(".localhost") || host == "[::1]") return true;
  // "127.example.org" is somebody's, too.
  return host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos;
}

std::optional<std::string> resolve_url(std::string_view base, std::string_view reference) {
  const Url url = parse(base);
  if (!url || reference.empty()) return std::nullopt;
  if (std::any_of(reference.begin(), reference.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; })) {
    return std::nullopt;
  }
  const std::string copy(reference);
  constexpr unsigned kFlags = CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE;
  if (curl_url_set(url.get(), CURLUPART_URL, copy.c_str(), kFlags) != CURLUE_OK) return std::nullopt;
  for (const CURLUPart part : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_OPTIONS, CURLUPART_FRAGMENT}) {
    if (curl_url_set(url.get(), part, nullptr, 0) != CURLUE_OK) return std::nullopt;
  }
  auto resolved = part_of(url.get(), CURLUPART_URL);
  if (!resolved || !origin_of(*resolved)) return std::nullopt;
  return resolved;
}

std::string public_url(std::string_view url) {
  constexpr std::size_t kLongest = 200;
  const Url parsed = parse(url);
  const auto origin = parsed ? origin_of(parsed.get()) : std::nullopt;
  if (!origin) return "(not a URL of http or https)";
  std::string text = origin->scheme + "://" + origin->host;
  if (const auto port = part_of(parsed.get(), CURLUPART_PORT)) text += ":" + *port;
  text += part_of(parsed.get(), CURLUPART_PATH).value_or("/");
  if (text.size() > kLongest) text = text.substr(0, kLongest) + "...";
  if (part_of(parsed.get(), CURLUPART_QUERY)) text += "?...";
  return text;
}

std::string percent_encode(std::string_view text, std::string_view safe) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size());
  for (const char c : text) {
    if (kUnreserved.find(c) != std::string_view::npos || safe.find(c) != std::string_view::npos) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += '%';
    encoded += kDigits[byte >> 4];
    encoded += kDigits[byte & 15];
  }
  return encoded;
}

std::string query_string(std::span<const std::pair<std::string, std::string>> pairs) {
  std::string query;
  for (const auto& [name, value] : pairs) {
    if (!query.empty()) query += '&';
    query += percent_encode(name) + '=' + percent_encode(value);
  }
  return query;
}

std::string form_encode(std::span<const std::pair<std::string, std::string>> pairs) {
  const auto encode = [](const std::string& text) {
    std::string encoded = percent_encode(text, " ");
    std::replace(encoded.begin(), encoded.end(), ' ', '+');
    return encoded;
  };
  std::string form;
  for (const auto& [name, value] : pairs) {
    if (!form.empty()) form += '&';
    form += encode(name) + '=' + encode(value);
  }
  return form;
}

std::string form_decode(std::string_view text) {
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
  };
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0;
    if (escape) {
      decoded += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      decoded += text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

}  // namespace segue::sources
