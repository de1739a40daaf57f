#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "segue/base/progress.h"
#include "segue/catalog/catalog.h"
#include "segue/text/bert/text_model.h"

namespace segue::app {

/// Bump when words are cleaned or cut differently before an encoder reads them: what was read before is read again.
inline constexpr int kLyricsReaderVersion = 1;

/// A text encoder ready to read.
struct LyricsReader {
  catalog::TextModelName model;
  std::string precision;                                ///< "float32", ...: stored with what it reads
  catalog::ReadingNeeds needs;                          ///< what of its readings is stored
  std::function<text::Reading(std::string_view)> read;  ///< cleaned words; called from several threads at once
};

/// A song whose words the encoder could not read.
struct UnreadSong {
  SongId song;
  std::string name;
  std::string message;
};

/// What reading the songs that lacked it came to.
struct LyricsReading {
  std::uint64_t read = 0;           ///< songs
  std::uint64_t read_before = 0;    ///< songs that needed nothing
  std::uint64_t without_words = 0;  ///< of those read: texts such as "[Instrumental]"
  std::uint64_t changed = 0;        ///< songs whose words changed while they were read: left for the next time
  std::uint64_t tokens = 0;
  std::uint64_t unknown = 0;  ///< of them, in no vocabulary
  std::uint64_t windows = 0;
  double elapsed_s = 0;
  std::vector<UnreadSong> unread;  ///< ascending id
};

struct LyricsReadingOptions {
  bool redo = false;        ///< all songs with words, also those that lack nothing
  std::size_t threads = 1;  ///< changes the time, never the result
};

/// The songs that read_lyrics would read, the longest words first.
std::vector<catalog::SongWords> songs_to_read(const catalog::Catalog& catalog, const LyricsReader& reader,
                                              const LyricsReadingOptions& options);

/// Reads the words of these songs, one song a thread, and stores what was read about once a second in one transaction:
/// whatever ends this, all but the last second's work is kept, and to go on is to say it again. An Error of the encoder
/// about one text is that song's and is reported; Error(kInterrupted) comes after what was read is stored.
LyricsReading read_lyrics(catalog::Catalog& catalog, const LyricsReader& reader,
                          std::span<const catalog::SongWords> songs, const LyricsReadingOptions& options,
                          Progress& progress = Progress::none(),
                          const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::app
