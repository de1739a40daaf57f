#pragma once

#include <string>
#include <string_view>

namespace segue {

/// The bytes in base64 (RFC 4648, section 4), with "=" at the end where it belongs.
std::string base64(std::string_view bytes);
/// The same with the alphabet for URLs and file names (section 5), without "=".
std::string base64url(std::string_view bytes);

}  // namespace segue
