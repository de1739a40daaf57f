#include "segue/app/made_tables.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <fstream>
#include <functional>
#include <iterator>
#include <system_error>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/base/workers.h"
#include "segue/evaluation/songs/playlist_maker.h"
#include "segue/evaluation/songs/song_maker.h"
#include "segue/evaluation/songs/words_maker.h"

namespace segue::app {
namespace {

using catalog::Variable;

constexpr std::uint64_t kSongsOfFile = 1'000'000;
constexpr std::uint64_t kPlaylistsOfFile = 20'000;

constexpr std::array kColumns = {
    Variable::kDanceability, Variable::kEnergy,      Variable::kKey,          Variable::kLoudness,
    Variable::kMode,         Variable::kSpeechiness, Variable::kAcousticness, Variable::kInstrumentalness,
    Variable::kLiveness,     Variable::kValence,     Variable::kTempo};

// Nothing that is made up holds a separator or a quote.
void add_song(std::string& text, const evaluation::MadeSong& song) {
  const auto& facts = song.facts;
  fmt::format_to(std::back_inserter(text), "{},{},{},{},{},{},{}", facts.ids.front().value, facts.title,
                 facts.artists.front(), facts.album, facts.released->text(), *facts.duration_ms, *facts.popularity);
  for (const auto variable : kColumns) fmt::format_to(std::back_inserter(text), ",{:.4g}", song.values[variable]);
  text += '\n';
}

std::string song_header() {
  std::string header =
      "track_id,track_name,track_artist,track_album_name,track_album_release_date,duration_ms,"
      "track_popularity";
  for (const auto variable : kColumns) header += fmt::format(",{}", catalog::info(variable).name);
  return header + '\n';
}

/// One table after the other, each of at most so many items.
class Tables {
 public:
  Tables(MadeTables& made, std::filesystem::path folder, std::size_t threads, const Cancellation& cancellation)
      : made_(made), folder_(std::move(folder)), threads_(threads), cancellation_(cancellation) {}

  /// `add(text, i)` appends what is to be written of item i; it is called from several threads.
  void write(const std::string& name, const std::string& header, std::uint64_t items, std::uint64_t items_of_file,
             std::uint64_t grain, Progress& progress, const std::function<void(std::string&, std::uint64_t)>& add) {
    constexpr std::uint64_t kRangesAtOnce = 16;
    std::uint64_t done = 0;
    for (std::uint64_t number = 1; done < items; ++number) {
      const auto path = folder_ / fmt::format("{}-{:04}.csv", name, number);
      std::ofstream file(path, std::ios::binary | std::ios::trunc);
      made_.files.push_back(path);
      put(file, path, header);
      const std::uint64_t end = std::min(items, number * items_of_file);
      while (done < end) {
        cancellation_.check();
        const std::uint64_t now = std::min(end - done, grain * kRangesAtOnce);
        std::vector<std::string> texts((now + grain - 1) / grain);
        parallel_ranges(now, grain, threads_, [&](std::size_t from, std::size_t to) {
          for (std::size_t i = from; i < to; ++i) add(texts[from / grain], done + i);
        });
        for (const auto& text : texts) put(file, path, text);
        done += now;
        progress.advance(done);
      }
      file.close();
      if (!file) fail(path);
    }
  }

 private:
  [[noreturn]] static void fail(const std::filesystem::path& path) {
    throw Error(ErrorKind::kFailed,
                fmt::format("cannot write {}: {}", path.string(), std::generic_category().message(errno)));
  }
  void put(std::ofstream& file, const std::filesystem::path& path, const std::string& text) {
    if (!file.write(text.data(), static_cast<std::streamsize>(text.size()))) fail(path);
    made_.bytes += text.size();
  }

  MadeTables& made_;
  std::filesystem::path folder_;
  std::size_t threads_;
  const Cancellation& cancellation_;
};

}  // namespace

MadeTables write_made_tables(std::uint64_t songs, std::uint64_t seed, const std::filesystem::path& folder,
                             std::size_t threads, Progress& progress, const Cancellation& cancellation) {
  constexpr std::uint64_t kSongGrain = 2000;
  constexpr std::uint64_t kPlaylistGrain = 50;
  constexpr std::uint64_t kWordsGrain = 100;
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    throw Error(ErrorKind::kFailed, fmt::format("cannot make the folder {}: {}", folder.string(), error.message()),
                "Choose another folder.");
  }
  const evaluation::SongMaker maker(seed);
  const evaluation::PlaylistMaker lists(maker, songs);
  MadeTables made;
  made.songs = songs;
  made.playlists = lists.count();
  Tables tables(made, folder, threads, cancellation);
  progress.begin("Making songs", songs, "songs");
  tables.write("songs", song_header(), songs, kSongsOfFile, kSongGrain, progress,
               [&](std::string& text, std::uint64_t i) { add_song(text, maker.song(i)); });
  progress.end();
  made.songs_with_words = (songs + kSongsOfWords - 1) / kSongsOfWords;
  const evaluation::WordsMaker words(seed);
  progress.begin("Making words", made.songs_with_words, "songs");
  tables.write("words", "track_id,track_name,track_artist,lyrics\n", made.songs_with_words, kSongsOfFile, kWordsGrain,
               progress, [&](std::string& text, std::uint64_t n) {
                 const std::uint64_t i = n * kSongsOfWords;
                 fmt::format_to(std::back_inserter(text), "{},{},{},\"{}\"\n", maker.id(i), maker.title(i),
                                maker.artist(i), words.words(i));
               });
  progress.end();
  progress.begin("Making playlists", made.playlists, "playlists");
  std::atomic<std::uint64_t> entries{0};
  tables.write("playlists", "playlist_id,playlist_name,track_id,track_name,track_artist\n", made.playlists,
               kPlaylistsOfFile, kPlaylistGrain, progress, [&](std::string& text, std::uint64_t p) {
                 const auto list = lists.playlist(p);
                 for (const auto i : list.songs) {
                   fmt::format_to(std::back_inserter(text), "{},{},{},{},{}\n", list.key, list.name, maker.id(i),
                                  maker.title(i), maker.artist(i));
                 }
                 entries += list.songs.size();
               });
  progress.end();
  made.entries = entries;
  return made;
}

std::string made_seed(std::uint64_t i, std::uint64_t seed) {
  const evaluation::SongMaker maker(seed);
  return fmt::format("{},{}", maker.title(i), maker.artist(i));
}

}  // namespace segue::app
