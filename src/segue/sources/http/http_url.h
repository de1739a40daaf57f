#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace segue::sources {

/// Who answers at a URL: requests to the same three may carry the same secrets.
struct Origin {
  std::string scheme;  ///< "http" or "https"
  std::string host;    ///< lower case; an IPv6 address stands in brackets
  int port = 0;        ///< the scheme's own where the URL names none

  bool operator==(const Origin&) const = default;
};

/// Nothing unless `url` is http:// or https:// with a host, no user's name or password, and no control character or
/// space in it.
std::optional<Origin> origin_of(std::string_view url);

/// "lrclib.net:443"
std::string authority(const Origin& origin);

/// localhost (and names below it), 127.0.0.0/8, [::1]: this very machine.
bool is_loopback(std::string_view host);

/// What `reference` (a Location header) means at `base` (RFC 3986, 5.2), without fragment, name and password; nothing
/// if it is no URL origin_of accepts.
std::optional<std::string> resolve_url(std::string_view base, std::string_view reference);

/// Scheme, host, port and path: what may be shown. Queries hold keys and signatures; they become "?...".
std::string public_url(std::string_view url);

/// Percent-encodes all but letters, digits and "-._~" and the characters of `safe` (RFC 3986).
std::string percent_encode(std::string_view text, std::string_view safe = {});

/// "a=1&b=x%20y" of pairs.
std::string query_string(std::span<const std::pair<std::string, std::string>> pairs);
/// The same with "+" for a space, for a body of application/x-www-form-urlencoded.
std::string form_encode(std::span<const std::pair<std::string, std::string>> pairs);
/// The text that form_encode or percent_encode was given. "%" before anything but two hex digits stays as it is.
std::string form_decode(std::string_view text);

}  // namespace segue::sources
