#pragma once

#include <string>
#include <string_view>

namespace segue {

/// MD5 (RFC 1321) of `bytes`, 32 lower-case hex digits. Broken as a signature; here because services of old ask for it
/// (Subsonic's login token). Ours, because a cryptographic library is a heavy guest for one hash.
std::string md5_hex(std::string_view bytes);

}  // namespace segue
