#pragma once

#include <string>
#include <string_view>

namespace segue {

/// SHA-1 (FIPS 180-4) of `bytes`, 40 lower-case hex digits. For splitting data by name, the same in every language;
/// not for security. Ours, because a cryptographic library is a heavy guest for one hash.
std::string sha1_hex(std::string_view bytes);

}  // namespace segue
