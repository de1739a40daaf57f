#include "segue/sources/folder/music_folder.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <fstream>
#include <set>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <sys/stat.h>

#include "segue/base/error.h"
#include "segue/base/sha1.h"
#include "segue/base/unicode.h"
#include "segue/base/utf8.h"
#include "segue/sources/folder/file_text.h"
#include "segue/sources/folder/music_names.h"

namespace segue::sources {
namespace {

constexpr std::uint64_t kReportEvery = 64;  // files

using Identity = std::pair<dev_t, ino_t>;

std::string printed(const std::filesystem::path& path) {
  return printable(shown_name(path));
}

std::string reason(int error) {
  return std::generic_category().message(error);
}

class Walk {
 public:
  Walk(const std::function<void(ItemProblem&&)>& on_problem, Progress& progress, const Cancellation& cancellation)
      : on_problem_(on_problem), progress_(progress), cancellation_(cancellation) {}

  FolderListing list(const std::filesystem::path& root) {
    struct stat status = {};
    if (::stat(root.c_str(), &status) != 0) {
      const int error = errno;
      if (error == ENOENT || error == ENOTDIR) {
        throw Error(ErrorKind::kNotFound, fmt::format("there is no {}", printed(root)), "check the name of the folder");
      }
      throw Error(ErrorKind::kFailed, fmt::format("cannot read {}: {}", printed(root), reason(error)));
    }
    if (S_ISDIR(status.st_mode)) {
      if (const int error = enter(root, status)) {
        throw Error(ErrorKind::kFailed, fmt::format("cannot read the folder {}: {}", printed(root), reason(error)));
      }
      while (!folders_.empty() || !links_.empty()) step();
    } else {
      take(root, status);
    }
    progress_.advance(listing_.music.size());
    const auto by_path = [](const FoundFile& a, const FoundFile& b) { return a.path.native() < b.path.native(); };
    std::sort(listing_.music.begin(), listing_.music.end(), by_path);
    std::sort(listing_.playlists.begin(), listing_.playlists.end(), by_path);
    return std::move(listing_);
  }

 private:
  /// One folder or, when all folders are done, one link: so a file that can be reached both ways is listed where it
  /// really lies, whatever links are added.
  void step() {
    cancellation_.check();
    const bool is_link = folders_.empty();
    std::vector<std::filesystem::path>& waiting = is_link ? links_ : folders_;
    if (is_link) std::sort(links_.begin(), links_.end(), [](const auto& a, const auto& b) { return b < a; });
    const std::filesystem::path path = std::move(waiting.back());
    waiting.pop_back();
    struct stat status = {};
    int error = ::stat(path.c_str(), &status) == 0 ? 0 : errno;
    if (error == 0 && S_ISDIR(status.st_mode)) {
      error = enter(path, status);
    } else if (error == 0) {
      take(path, status);
    } else if (!has_music_name(path)) {
      return;  // a broken link that is no music by its name
    }
    if (error != 0) report(path, error);
  }

  /// Notes what lies in a folder; the error if it cannot be read.
  int enter(const std::filesystem::path& folder, const struct stat& status) {
    if (!entered_.insert({status.st_dev, status.st_ino}).second) return 0;
    std::error_code error;
    std::filesystem::directory_iterator entries(folder, error);
    if (error) return error.value();
    std::vector<std::filesystem::path> files;
    std::vector<std::filesystem::path> names;
    for (; !error && entries != std::filesystem::directory_iterator(); entries.increment(error)) {
      const std::filesystem::path& path = entries->path();
      if (is_hidden(path.filename())) continue;
      std::error_code unknown;  // then it is tried as a file
      const std::filesystem::file_status kind = entries->symlink_status(unknown);
      if (std::filesystem::is_directory(kind)) {
        folders_.push_back(path);
      } else if (std::filesystem::is_symlink(kind)) {
        links_.push_back(path);
      } else {
        names.push_back(path.filename());
        if (has_music_name(path)) files.push_back(path);
      }
    }
    const bool game = is_game_song(names);
    for (const std::filesystem::path& file : files) {
      cancellation_.check();
      if (game && is_game_stem(file.filename())) continue;
      struct stat found = {};
      if (::stat(file.c_str(), &found) == 0) {
        take(file, found);
      } else {
        report(file, errno);
      }
    }
    return error.value();
  }

  void take(const std::filesystem::path& path, const struct stat& status) {
    if (!S_ISREG(status.st_mode) || !has_music_name(path)) return;
    // Hard links are names of their own; only a symbolic link to what is listed already comes second.
    const bool is_new = files_.insert({status.st_dev, status.st_ino}).second;
    std::error_code error;
    if (!is_new && std::filesystem::is_symlink(path, error)) return;
    constexpr std::int64_t kSecond = 1'000'000'000;
    FoundFile file{path, static_cast<std::uint64_t>(status.st_size),
                   static_cast<std::int64_t>(status.st_mtim.tv_sec) * kSecond + status.st_mtim.tv_nsec};
    if (is_playlist_ending(ending_of(path))) {
      listing_.playlists.push_back(std::move(file));
      return;
    }
    listing_.music.push_back(std::move(file));
    if (listing_.music.size() % kReportEvery == 0) progress_.advance(listing_.music.size());
  }

  void report(const std::filesystem::path& path, int error) {
    ItemProblem problem;
    problem.file = path.native();
    problem.found = reason(error);
    problem.expected = has_music_name(path) ? "a file that can be read" : "a folder that can be read";
    problem.row_kept = false;
    on_problem_(std::move(problem));
  }

  const std::function<void(ItemProblem&&)>& on_problem_;
  Progress& progress_;
  const Cancellation& cancellation_;
  FolderListing listing_;
  std::vector<std::filesystem::path> folders_;  ///< still to enter
  std::vector<std::filesystem::path> links_;    ///< still to follow
  std::set<Identity> entered_;
  std::set<Identity> files_;
};

/// The last `size` of the first `end` bytes of `in`.
std::string read_piece(std::ifstream& in, std::uint64_t begin, std::uint64_t size) {
  std::string piece(static_cast<std::size_t>(size), '\0');
  in.seekg(static_cast<std::streamoff>(begin));
  in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
  return piece;
}

}  // namespace

FolderListing list_music(const std::filesystem::path& root, const std::function<void(ItemProblem&&)>& on_problem,
                         Progress& progress, const Cancellation& cancellation) {
  std::error_code error;
  std::filesystem::path absolute = std::filesystem::absolute(root, error).lexically_normal();
  if (error) throw Error(ErrorKind::kFailed, fmt::format("cannot read {}: {}", printed(root), error.message()));
  // "music/" and "music" are one folder; files in it are named alike.
  if (absolute.filename().empty() && absolute.has_relative_path()) absolute = absolute.parent_path();
  progress.begin("looking for music", std::nullopt, "files");
  FolderListing listing = Walk(on_problem, progress, cancellation).list(absolute);
  progress.end();
  return listing;
}

bool has_music_name(const std::filesystem::path& path) {
  const std::string ending = ending_of(path);
  return is_music_ending(ending) || is_playlist_ending(ending);
}

std::string fingerprint(const std::filesystem::path& path) {
  constexpr std::uint64_t kPiece = 65536;
  const auto failed = [&](const std::string& why) {
    return Error(ErrorKind::kFailed, fmt::format("cannot read {}: {}", printed(path), why));
  };
  std::error_code error;
  const bool regular = std::filesystem::is_regular_file(path, error);
  const std::uint64_t size = regular ? std::filesystem::file_size(path, error) : 0;
  if (error) throw failed(error.message());
  if (!regular) throw failed("it is no file");
  std::ifstream in(path, std::ios::binary);
  const std::uint64_t piece = std::min(size, kPiece);
  std::string bytes;
  for (unsigned int shift = 0; shift < 64; shift += 8) bytes += static_cast<char>((size >> shift) & 0xffU);
  bytes += read_piece(in, 0, piece);
  bytes += read_piece(in, size - piece, piece);
  if (!in) throw failed("it cannot be opened, or ends early");
  return sha1_hex(bytes);
}

}  // namespace segue::sources
