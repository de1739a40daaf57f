#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segue {

/// Where a piece of a title stands: what is a tag behind a dash may be part of the name inside brackets.
enum class TagPlace { kBrackets, kDash };

/// What one piece of a title says about the recording.
struct TitleTag {
  std::vector<std::string> featured;  ///< as written
  bool remaster = false;
  bool live = false;
  bool edit = false;
  std::string other;  ///< folded, without words that make no difference ("version", "radio"); else empty
};

/// Reads `text`, the inside of brackets or what follows " - ", as a tag; nothing if it is part of the song's name.
///
/// The rules are lists of words and where they stand, found by counting the endings of 27,000 real titles; see the
/// .cpp. Several tags may share a piece: "Acoustic; Live at X; 1999 Remaster", "Live / Remastered".
std::optional<TitleTag> read_title_tag(std::string_view text, TagPlace place);

/// The guests in "A, B & C", as written.
std::vector<std::string> split_guests(std::string_view text);

}  // namespace segue
