#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace segue::text {

/// The language of a text, as Compact Language Detector 2 sees it.
struct Language {
  std::string code;       ///< ISO 639-1 where there is one: "en", "es", "zh"
  double share = 0;       ///< of the text, 0 to 1, that is in it
  bool reliable = false;  ///< the detector's own word; of song lyrics it is seldom wrong then
};

/// Nothing if there is too little text to say (some thirty letters of a Latin script), or none that is a language. Any
/// bytes; of very long texts the first 256 KiB are read. Same text, same answer.
std::optional<Language> detect_language(std::string_view text);

/// "Spanish" for "es"; the code itself if unknown.
std::string language_name(std::string_view code);

}  // namespace segue::text
