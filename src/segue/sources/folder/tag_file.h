#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segue::sources {

/// What stands in the tags of a music file, as it stands there.
struct TagFields {
  /// Upper-case name, as TagLib unifies them ("TITLE", "ALBUMARTIST", "MUSICBRAINZ_TRACKID"), to values in UTF-8, of
  /// which the tag may have several. Only names that segue uses; lyrics of any language or description are "LYRICS".
  std::map<std::string, std::vector<std::string>, std::less<>> values;
  bool slash_lists = false;  ///< ID3v2.3 or older, where " / " stands between several artists
  std::optional<double> duration_s;

  /// The values of `name`; empty if there are none.
  const std::vector<std::string>& of(std::string_view name) const;
};

/// Reads the tags with TagLib, which format the first bytes say, else the ending. Nothing if TagLib cannot read it.
/// Bounded whatever the file declares: at most 16 MiB in one piece (a tag with its picture), 64 MiB and 100,000 reads
/// in all; a tag beyond that counts as unreadable. Never throws for what a file holds, prints nothing. Thread-safe.
std::optional<TagFields> read_tag_file(const std::filesystem::path& path);

}  // namespace segue::sources
