#pragma once

#include <string_view>

#include "segue/sources/spotify/json_value.h"

namespace segue::sources {

/// Error(kService): the answer `what` is not what Spotify's contract says.
[[noreturn]] void strange_answer(std::string_view what, std::string_view expected, std::string_view found);

/// The object a document is, or Error(kService).
JsonValue object_in(const JsonDocument& document, std::string_view what);

}  // namespace segue::sources
