#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "segue/evaluation/text/lyrics_task.h"
#include "segue/evaluation/text/sentiment_task.h"

namespace segue::app {

// The tables of the text tasks, in a folder with tweets/, lyrics/ and playlists/.

/// NAME.csv.zst or NAME.csv in `folder` (`name` may have folders in it), nothing if neither is there.
std::optional<std::filesystem::path> find_table(const std::filesystem::path& folder, std::string_view name);

/// Hands the cells of `columns`, in that order, of each row to `row`, with the row's line. Rows that are broken, too
/// short, or refused (`row` returns false) are counted; the result is a remark on them, empty if there are none.
/// Error(kBadData) if the header lacks a column.
std::string read_columns(const std::filesystem::path& file, std::span<const std::string_view> columns,
                         const std::function<bool(std::span<const std::string_view> cells)>& row,
                         const Cancellation& cancellation = Cancellation::never());

/// Columns label (0 to classes - 1) and text. A remark is added where rows were refused.
evaluation::SplitTweets read_tweets(const std::filesystem::path& file, std::size_t classes,
                                    std::vector<std::string>& remarks,
                                    const Cancellation& cancellation = Cancellation::never());

/// Columns mood ("happy" is 1, "sad" 0) and lyrics, which become what a model reads.
evaluation::LabelledTexts read_moods(const std::filesystem::path& file, std::vector<std::string>& remarks,
                                     const Cancellation& cancellation = Cancellation::never());

/// A table of playlists and one of lyrics, joined by Spotify id and by title and first artist, case ignored. Of several
/// lyrics for a song the first counts, and its valence is that of its first row.
evaluation::LyricsSongs read_lyrics_songs(const std::filesystem::path& playlists, const std::filesystem::path& lyrics,
                                          std::vector<std::string>& remarks,
                                          const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::app
