#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segue/sources/folder/song_ini.h"
#include "segue/sources/folder/ultrastar.h"

namespace segue::sources {

/// The files beside a music file that tell about it.
class SongFolder {
 public:
  /// Lists the folder of `file`; one that cannot be listed is as an empty one.
  explicit SongFolder(const std::filesystem::path& file);

  /// Words from STEM.lrc, else from STEM.txt if that is plain text of words; empty if there are none.
  std::string lyrics() const;
  /// The UltraStar text that belongs to the file: STEM.txt, or any other .txt in the folder, that names it as its
  /// audio; or names a file of the same stem and another ending that is not there (music converted since). In a folder
  /// with more than 32 .txt files only STEM.txt is looked at.
  std::optional<UltraStarSong> ultrastar() const;
  /// What song.ini says, if the file is that song's ("song.ogg", "song.opus", "song.mp3").
  std::optional<SongIni> song_ini() const;
  /// Names, without endings, of the music files in the folder.
  const std::vector<std::string>& stems() const { return stems_; }

 private:
  bool is_audio_of(const UltraStarSong& song) const;
  std::optional<std::filesystem::path> named(std::string_view ending) const;

  std::filesystem::path file_;
  std::vector<std::filesystem::path> texts_;  ///< .txt, .lrc, song.ini, by name
  std::vector<std::string> music_;            ///< names, lower case
  std::vector<std::string> stems_;
};

/// True if `text` (UTF-8) may be the words of a song: at least two lines and five words, mostly letters, no control
/// characters, and no UltraStar notes.
bool looks_like_words(std::string_view text);

}  // namespace segue::sources
