#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace segue::sources {

/// What the names of files and folders say before anything is opened.

/// Of a format FFmpeg decodes to music: "mp3", "flac", ...; `ending` is lower case without the dot.
bool is_music_ending(std::string_view ending);
/// "m3u", "m3u8".
bool is_playlist_ending(std::string_view ending);
/// What a music player has no business with: names that begin with a dot, and the folders that operating systems,
/// cameras and file servers keep for themselves ("$RECYCLE.BIN", "@eaDir").
bool is_hidden(const std::filesystem::path& name);

/// True if `names`, the files of one folder, are a song of Frets on Fire or its relatives: song.ini and song.ogg
/// (.opus, .mp3).
bool is_game_song(std::span<const std::filesystem::path> names);
/// True for one part of such a song, as guitar.ogg, drums_1.ogg or preview.ogg.
bool is_game_stem(const std::filesystem::path& name);

}  // namespace segue::sources
