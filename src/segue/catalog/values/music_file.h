#pragma once

#include <cstdint>
#include <string>

#include "segue/base/ids.h"

namespace segue::catalog {

/// A music file the catalog knows, and how far it was looked into.
struct MusicFile {
  FileId id;         ///< 0: not stored yet
  SongId song;       ///< the recording it holds; several files may hold the same
  std::string path;  ///< absolute, as the file system has it: bytes, not necessarily UTF-8
  std::int64_t size = 0;
  std::int64_t modified_ns = 0;  ///< since 1970
  std::string fingerprint;       ///< recognises the file where it was moved
  int tag_reader = 0;            ///< version of what read its tags
  bool missing = false;          ///< it was there once and is not now
  int analyzer = 0;              ///< version of the analyzer that listened to it; 0: none did
  std::string problem;           ///< why that analyzer could not hear it; empty: it could
};

}  // namespace segue::catalog
