#include "segue/sources/spotify/answer_shape.h"

#include <fmt/format.h>

#include "segue/base/error.h"

namespace segue::sources {

void strange_answer(std::string_view what, std::string_view expected, std::string_view found) {
  throw Error(ErrorKind::kService, fmt::format("{}: expected {}, found {}", what, expected, found),
              "Run it again. If it stays so, what answers there does not speak as Spotify does: check the configured "
              "address.");
}

JsonValue object_in(const JsonDocument& document, std::string_view what) {
  const auto root = document.root();
  if (!root.there()) strange_answer(what, "a JSON object", "something that is no JSON (cut off, or a page for people)");
  if (!root.is_object()) strange_answer(what, "a JSON object", root.type());
  return root;
}

}  // namespace segue::sources
