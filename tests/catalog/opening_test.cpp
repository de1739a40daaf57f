#include "segue/catalog/opening.h"

#include <chrono>
#include <fstream>

#include "invented.h"
#include "temp_folder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace segue::catalog {
namespace {

namespace fs = std::filesystem;
using test::bytes_of_file;
using test::dump;
using test::error_of;
using test::record;
using testing::HasSubstr;

class Opening : public testing::Test {
 protected:
  test::TempFolder folder_;
  const fs::path path_ = folder_ / "catalog.db";
};

TEST_F(Opening, MakesTheFileAndItsFolders) {
  const fs::path deep = folder_.path() / "a" / "b" / "catalog.db";
  EXPECT_EQ(Catalog::open(deep).song_count(), 0);
  EXPECT_TRUE(fs::exists(deep));
  EXPECT_EQ(Catalog::open_existing(deep).path(), deep);
}

TEST_F(Opening, SaysWhyAFolderCannotBeMade) {
  test::write_bytes(folder_ / "file", "x");
  const Error error = error_of([&] { Catalog::open(folder_.path() / "file" / "catalog.db"); });
  EXPECT_EQ(error.kind(), ErrorKind::kFailed);
  EXPECT_THAT(error.what(), HasSubstr((folder_ / "file").string()));
}

TEST_F(Opening, WithoutAFolderInThePathIsTheCurrentOne) {
  const fs::path before = fs::current_path();
  fs::current_path(folder_.path());
  Catalog::open("here.db");
  EXPECT_TRUE(fs::exists(folder_ / "here.db"));
  fs::current_path(before);
}

TEST_F(Opening, SetsUpTheFileAsDesigned) {
  const auto database = open_or_create(path_, {}, migrations());
  EXPECT_EQ(database->read_integer("PRAGMA page_size"), 16384);
  EXPECT_EQ(database->read_integer("PRAGMA application_id"), kApplicationId);
  EXPECT_EQ(database->read_integer("PRAGMA foreign_keys"), 1);
  EXPECT_EQ(database->read_integer("PRAGMA synchronous"), 1);
  Query mode = database->query("PRAGMA journal_mode");
  ASSERT_TRUE(mode.step());
  EXPECT_EQ(mode.text(0), "wal");
}

TEST_F(Opening, AnExistingOneThatIsMissingTellsHowToMakeIt) {
  const Error error = error_of([&] { Catalog::open_existing(path_); });
  EXPECT_EQ(error.kind(), ErrorKind::kNotFound);
  EXPECT_THAT(error.what(), HasSubstr(path_.string()));
  EXPECT_THAT(error.hint(), HasSubstr("segue import"));
  EXPECT_FALSE(fs::exists(path_)) << "reading makes nothing";
}

TEST_F(Opening, AnEmptyFileBecomesACatalogOnlyWhenWritten) {
  test::write_bytes(path_, "");
  EXPECT_EQ(error_of([&] { Catalog::open_existing(path_); }).kind(), ErrorKind::kNotFound);
  EXPECT_EQ(bytes_of_file(path_), "");
  EXPECT_EQ(Catalog::open(path_).song_count(), 0);
}

TEST_F(Opening, ACreationThatWasKilledIsTakenUpAgain) {
  // All that can be there before the first migration is committed: pages, and no mark.
  Database(path_, Database::Access::kCreate, std::chrono::milliseconds(1))
      .execute("PRAGMA page_size = 16384; PRAGMA journal_mode = WAL");
  ASSERT_GT(fs::file_size(path_), 0u);
  EXPECT_EQ(error_of([&] { Catalog::open_existing(path_); }).kind(), ErrorKind::kNotFound);
  EXPECT_EQ(Catalog::open(path_).song_count(), 0);
}

TEST_F(Opening, ACatalogStillInItsWriteAheadLogIsKnown) {
  // As after kill -9: the log is not yet moved into the file.
  const fs::path killed = folder_ / "killed.db";
  {
    Catalog catalog = Catalog::open(path_);
    catalog.write(record("Halo", {"Nova"}), {});
    fs::copy_file(path_, killed);
    fs::copy_file(path_.string() + "-wal", killed.string() + "-wal");
  }
  EXPECT_EQ(Catalog::open_existing(killed).song_count(), 1);
  EXPECT_EQ(Catalog::open(killed).song_count(), 1);
}

TEST_F(Opening, RefusesAFolder) {
  for (const bool create : {false, true}) {
    const Error error =
        error_of([&] { create ? Catalog::open(folder_.path()) : Catalog::open_existing(folder_.path()); });
    EXPECT_EQ(error.kind(), ErrorKind::kFailed);
    EXPECT_THAT(error.what(), HasSubstr("it is a folder"));
  }
}

/// Files that are not ours stay as they are, byte for byte, and nothing appears beside them.
class ForeignFiles : public Opening, public testing::WithParamInterface<const char*> {};

TEST_P(ForeignFiles, AreRefusedAndUntouched) {
  Database(path_, Database::Access::kCreate, std::chrono::milliseconds(1)).execute(GetParam());
  const std::string bytes = bytes_of_file(path_);
  for (const bool create : {false, true}) {
    const Error error = error_of([&] { create ? Catalog::open(path_) : Catalog::open_existing(path_); });
    EXPECT_EQ(error.kind(), ErrorKind::kBadData);
    EXPECT_THAT(error.what(), HasSubstr("another program's"));
    EXPECT_THAT(error.what(), HasSubstr(path_.string()));
  }
  EXPECT_EQ(bytes_of_file(path_), bytes);
}

INSTANTIATE_TEST_SUITE_P(Databases, ForeignFiles,
                         testing::Values("CREATE TABLE notes(text)",
                                         "PRAGMA application_id = 7; CREATE TABLE songs(id)", "PRAGMA user_version = 1",
                                         "PRAGMA journal_mode = WAL; CREATE TABLE notes(text)",
                                         "PRAGMA application_id = 1936160102; CREATE TABLE songs(id)"));

TEST_F(Opening, RefusesWhatIsNoDatabase) {
  for (const std::string& bytes :
       {std::string("title,artist\nHalo,Nova\n"), std::string(5000, '\0'), std::string("SQLite format 3\0", 16),
        std::string("SQLite format 3"), std::string("x")}) {
    test::write_bytes(path_, bytes);
    for (const bool create : {false, true}) {
      const Error error = error_of([&] { create ? Catalog::open(path_) : Catalog::open_existing(path_); });
      EXPECT_EQ(error.kind(), ErrorKind::kBadData);
      EXPECT_THAT(error.what(), HasSubstr(path_.string()));
    }
    EXPECT_EQ(bytes_of_file(path_), bytes);
  }
}

TEST_F(Opening, TurnsBackToTheWriteAheadLog) {
  Catalog::open(path_);
  Database(path_, Database::Access::kReadWrite, std::chrono::milliseconds(100)).execute("PRAGMA journal_mode = DELETE");
  const auto database = open_or_create(path_, {}, migrations());
  Query mode = database->query("PRAGMA journal_mode");
  ASSERT_TRUE(mode.step());
  EXPECT_EQ(mode.text(0), "wal");
}

/// Runs `test` in a process that permissions bind, as they do not bind root. Returns what it says is wrong.
std::string as_nobody(const std::function<std::string()>& test) {
  int ends[2];
  if (pipe(ends) != 0) return "no pipe";
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    std::string wrong;
    if (geteuid() == 0 && (setegid(65534) != 0 || seteuid(65534) != 0)) {
      wrong = "could not become nobody";
    } else {
      try {
        wrong = test();
      } catch (const Error& error) {
        wrong = std::string("Error: ") + error.what();
      }
    }
    if (write(ends[1], wrong.data(), wrong.size()) < 0) _exit(1);
    _exit(0);
  }
  close(ends[1]);
  std::string wrong;
  char buffer[1024];
  for (ssize_t got = read(ends[0], buffer, sizeof buffer); got > 0; got = read(ends[0], buffer, sizeof buffer)) {
    wrong.append(buffer, static_cast<std::size_t>(got));
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  return status == 0 ? wrong : wrong + " (the process failed)";
}

class ReadOnly : public Opening {
 protected:
  ReadOnly() { Catalog::open(path_).write(record("Halo", {"Nova"}), {}); }

  static std::string read_and_try_to_write(const fs::path& path, bool create) {
    Catalog catalog = create ? Catalog::open(path) : Catalog::open_existing(path);
    if (catalog.song_count() != 1) return "it has no song";
    catalog.summary();
    try {
      catalog.write(record("Gold", {"Nova"}), {});
      return "it could be written";
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::kFailed) return std::string("another error: ") + error.what();
      if (std::string(error.what()).find("read-only") == std::string::npos) return error.what();
    }
    return "";
  }
};

TEST_F(ReadOnly, AFolderAndItsCatalogCanBeRead) {
  fs::permissions(path_, fs::perms::owner_read | fs::perms::group_read | fs::perms::others_read);
  fs::permissions(folder_.path(), static_cast<fs::perms>(0555));
  for (const bool create : {false, true}) {
    EXPECT_EQ(as_nobody([&] { return read_and_try_to_write(path_, create); }), "");
  }
}

TEST_F(ReadOnly, AFolderWithAWritableFileCanBeRead) {
  fs::permissions(path_, static_cast<fs::perms>(0666));
  fs::permissions(folder_.path(), static_cast<fs::perms>(0555));
  EXPECT_EQ(as_nobody([&] { return read_and_try_to_write(path_, false); }), "");
}

TEST_F(ReadOnly, AFileInAWritableFolderCanBeRead) {
  fs::permissions(path_, static_cast<fs::perms>(0444));
  fs::permissions(folder_.path(), static_cast<fs::perms>(0777));
  EXPECT_EQ(as_nobody([&] { return read_and_try_to_write(path_, false); }), "");
}

TEST_F(ReadOnly, AnOddNameCanBeReadToo) {
  const fs::path odd = folder_ / "a?b#c%20 d.db";
  fs::rename(path_, odd);
  fs::permissions(odd, static_cast<fs::perms>(0444));
  fs::permissions(folder_.path(), static_cast<fs::perms>(0555));
  EXPECT_EQ(as_nobody([&] { return read_and_try_to_write(odd, false); }), "");
}

TEST_F(ReadOnly, ALogThatWasLeftIsNotIgnored) {
  const fs::path left = folder_ / "left.db";
  {
    Catalog catalog = Catalog::open(path_);
    catalog.write(record("Gold", {"Nova"}), {});
    fs::copy_file(path_, left);
    fs::copy_file(path_.string() + "-wal", left.string() + "-wal");
  }
  fs::permissions(left, static_cast<fs::perms>(0444));
  fs::permissions(left.string() + "-wal", static_cast<fs::perms>(0444));
  fs::permissions(folder_.path(), static_cast<fs::perms>(0555));
  const std::string wrong = as_nobody([&] {
    try {
      // Were the log ignored, there would be one song.
      const std::int64_t songs = Catalog::open_existing(left).song_count();
      return songs == 2 ? std::string() : std::to_string(songs) + " songs";
    } catch (const Error& error) {
      return error.kind() == ErrorKind::kFailed ? std::string() : std::string(error.what());
    }
  });
  EXPECT_EQ(wrong, "");
}

TEST_F(ReadOnly, AnUnreadableFileIsSaidToBe) {
  fs::permissions(path_, static_cast<fs::perms>(0));
  fs::permissions(folder_.path(), static_cast<fs::perms>(0755));
  const std::string wrong = as_nobody([&] {
    try {
      Catalog::open_existing(path_);
    } catch (const Error& error) {
      return error.kind() == ErrorKind::kFailed ? std::string() : std::string(error.what());
    }
    return std::string("it was opened");
  });
  EXPECT_EQ(wrong, "");
}

}  // namespace
}  // namespace segue::catalog
