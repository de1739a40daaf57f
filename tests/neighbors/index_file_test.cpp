#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "../unprivileged.h"
#include "index_scene.h"
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "segue/base/temporary_folder.h"
#include "segue/neighbors/build_index.h"
#include "segue/neighbors/inverted_file.h"

// How an index is built and what becomes of its file.
namespace segue::neighbors {
namespace {

namespace fs = std::filesystem;
using test::expect_error;
using test::file_bytes;
using test::Kind;
using test::names_in;
using test::random_query;
using test::random_vectors;
using test::Vectors;

class IndexFile : public testing::Test {
 protected:
  IndexFile() : folder_("test"), path_(folder_.path() / "songs.index") {}

  InvertedFile build(const Vectors& vectors, const BuildOptions& options = {}) const {
    return build_index(vectors.source(), options, path_);
  }

  TemporaryFolder folder_;
  fs::path path_;
  Rng rng_{1};
};

BuildOptions with_cells(std::size_t cells, double recall = 0.9) {
  BuildOptions options;
  options.cells = cells;
  options.recall = recall;
  return options;
}

TEST_F(IndexFile, OpenedFindsWhatTheBuiltFound) {
  const Vectors vectors = random_vectors(rng_, 700, 10, Kind::kClustered);
  const InvertedFile in_memory = build_index(vectors.source(), with_cells(15));
  const InvertedFile built = build(vectors, with_cells(15));
  const InvertedFile opened = InvertedFile::open(path_);
  EXPECT_EQ(names_in(folder_.path()), std::set<std::string>{"songs.index"});
  EXPECT_EQ(fs::file_size(path_), opened.bytes());
  EXPECT_EQ(opened.probes(), built.probes());
  const auto bytes = file_bytes(path_);
  const InvertedFile viewed = InvertedFile::view(bytes, "bytes");
  for (int i = 0; i < 30; ++i) {
    const auto query = random_query(rng_, vectors.rows, Kind::kClustered);
    const auto expected = built.search(query, 12);
    ASSERT_EQ(opened.search(query, 12), expected);
    ASSERT_EQ(in_memory.search(query, 12), expected);
    ASSERT_EQ(viewed.search(query, 12), expected);
  }
  opened.image().check_all("opened");
}

TEST_F(IndexFile, TheSameBytesWhateverTheThreads) {
  const Vectors vectors = random_vectors(rng_, 9000, 20, Kind::kClustered);  // more than two chunks
  BuildOptions options = with_cells(40);
  options.recall_queries = 50;
  options.seed = 11;
  build(vectors, options);
  const auto expected = file_bytes(path_);
  ASSERT_GT(expected.size(), 9000U * 10);
  for (const std::size_t threads : {1, 2, 3}) {
    options.threads = threads;
    build(vectors, options);
    EXPECT_TRUE(file_bytes(path_) == expected) << threads << " threads";
  }
  options.seed = 12;
  build(vectors, options);
  EXPECT_FALSE(file_bytes(path_) == expected) << "the seed changes nothing";
}

TEST_F(IndexFile, SavedUnchangedItIsTheSameFile) {
  const Vectors vectors = random_vectors(rng_, 300, 5);
  const InvertedFile index = build(vectors, with_cells(7));
  const auto before = file_bytes(path_);
  index.save(folder_.path() / "again");
  EXPECT_TRUE(file_bytes(folder_.path() / "again") == before);
}

TEST_F(IndexFile, RecallIsWhatADirectMeasurementGives) {
  constexpr std::size_t kCount = 500;
  for (const Kind kind : {Kind::kNormal, Kind::kClustered}) {
    const Vectors vectors = random_vectors(rng_, kCount, 6, kind);
    for (const double wanted : {0.5, 0.8, 0.95, 0.999}) {
      constexpr std::size_t kNearest = 5;
      BuildOptions options = with_cells(20, wanted);
      options.recall_k = kNearest;
      options.recall_queries = 100'000;  // every vector
      const InvertedFile index = build(vectors, options);
      EXPECT_EQ(index.header().recall_queries, kCount);
      EXPECT_EQ(index.header().recall_k, kNearest);
      std::size_t found = 0;
      std::size_t found_with_less = 0;
      double squares = 0;
      std::vector<float> query(6);
      for (const std::int64_t id : vectors.ids) {
        index.read_vector(id, query);
        const auto others = [&](std::vector<Neighbor> neighbors) {
          std::erase_if(neighbors, [&](const Neighbor& neighbor) { return neighbor.id == id; });
          neighbors.resize(std::min(neighbors.size(), kNearest));
          return neighbors;
        };
        const auto all = others(test::brute_force(index, query, kNearest + 1));
        const auto share_of = [&](const std::vector<Neighbor>& some) {
          return static_cast<std::size_t>(std::ranges::count_if(
              some, [&](const Neighbor& one) { return std::ranges::find(all, one) != all.end(); }));
        };
        found += share_of(others(index.search(query, kNearest + 1)));
        const auto less =
            share_of(others(index.search_near(query, kNearest + 1, index.probes(), index.header().reach / 1.041F)));
        found_with_less += less;
        squares += static_cast<double>(less * less);
      }
      if (index.probes() == index.cells()) {
        EXPECT_EQ(found, kCount * kNearest);
        EXPECT_EQ(index.header().recall, 1);
        continue;
      }
      const double total = static_cast<double>(kCount * kNearest);
      EXPECT_NEAR(index.header().recall, static_cast<double>(found) / total, 1e-6);
      EXPECT_GE(index.header().recall, wanted);
      if (index.header().reach < 0.0626F) continue;  // there is no less
      // Less would not do: its mean less its standard error is below what was wanted.
      const double mean = static_cast<double>(found_with_less) / total;
      const double mean_square = squares / (total * kNearest);
      EXPECT_LT(mean - std::sqrt((mean_square - mean * mean) / kCount), wanted) << index.header().reach;
    }
  }
}

TEST_F(IndexFile, UsualCellsAndWhatOptionsSay) {
  EXPECT_EQ(usual_cells(0), 1U);
  EXPECT_EQ(usual_cells(19'999), 1U);
  EXPECT_GT(usual_cells(1'000'000), usual_cells(100'000));
  EXPECT_LT(usual_cells(1'000'000), 100'000U);
  const Vectors vectors = random_vectors(rng_, 100, 3);
  EXPECT_EQ(build(vectors).cells(), 1U);
  EXPECT_EQ(build(vectors).header().recall_queries, 0U) << "nothing to measure where all is looked at";
  EXPECT_EQ(build(vectors, with_cells(1000)).cells(), 100U);
  const InvertedFile all = build(vectors, with_cells(10, 1));
  EXPECT_EQ(all.probes(), all.cells());
  BuildOptions labelled = with_cells(2);
  labelled.label[3] = 77;
  EXPECT_EQ(build(vectors, labelled).header().label, labelled.label);
  EXPECT_EQ(InvertedFile::open(path_).header().label, labelled.label);
}

TEST_F(IndexFile, IdsThatDoNotAscendAreRefused) {
  for (const std::size_t cells : {1, 3}) {
    for (const std::size_t at : {1U, 50U, 4095U, 4096U, 4999U}) {  // within chunks and between them
      Vectors vectors = random_vectors(rng_, 5000, 2);
      vectors.ids[at] = vectors.ids[at - 1];
      expect_error(ErrorKind::kBadData, "ascending", [&] { build(vectors, with_cells(cells)); });
      vectors.ids[at] = vectors.ids[at - 1] - 1;
      expect_error(ErrorKind::kBadData, "ascending", [&] { build(vectors, with_cells(cells)); });
    }
  }
  EXPECT_TRUE(names_in(folder_.path()).empty());
}

/// Notes what it is told and, at a moment of choice, has the task cancelled.
class Watch final : public Progress {
 public:
  void begin(std::string_view step, std::optional<std::uint64_t> total, std::string_view) override {
    EXPECT_FALSE(open_) << step << " begins within " << steps.size();
    open_ = true;
    total_ = total;
    done_ = 0;
    steps.emplace_back(step);
    event();
  }
  void advance(std::uint64_t done) override {
    EXPECT_TRUE(open_);
    EXPECT_GE(done, done_);
    if (total_) {
      EXPECT_LE(done, *total_) << steps.back();
    }
    done_ = done;
    event();
  }
  void end() override {
    EXPECT_TRUE(open_);
    open_ = false;
    if (total_ && done_ > 0 && !cancellation.requested()) {
      EXPECT_EQ(done_, *total_) << steps.back();
    }
    event();
  }

  std::vector<std::string> steps;
  std::size_t events = 0;
  std::size_t cancel_at = SIZE_MAX;
  Cancellation cancellation;

 private:
  void event() {
    if (events++ == cancel_at) cancellation.request();
  }

  bool open_ = false;
  std::optional<std::uint64_t> total_;
  std::uint64_t done_ = 0;
};

TEST_F(IndexFile, ProgressIsToldTruthfully) {
  const Vectors vectors = random_vectors(rng_, 9000, 2);
  for (const std::size_t threads : {1, 3}) {
    Watch watch;
    BuildOptions options = with_cells(10);
    options.recall_queries = 20;
    options.threads = threads;
    build_index(vectors.source(), options, path_, watch, watch.cancellation);
    EXPECT_GE(watch.steps.size(), 3U);
    EXPECT_THAT(watch.steps, testing::Each(testing::Not(testing::IsEmpty())));
  }
}

TEST_F(IndexFile, CancelledAtAnyMomentNothingIsLeft) {
  const Vectors vectors = random_vectors(rng_, 9000, 2);
  BuildOptions options = with_cells(10);
  options.recall_queries = 20;
  std::size_t events = 0;
  {
    Watch watch;
    build_index(vectors.source(), options, std::nullopt, watch);
    events = watch.events;
  }
  ASSERT_GT(events, 10U);
  for (const bool there : {false, true}) {
    const std::vector<std::byte> old(10, std::byte{7});
    if (there) test::write_bytes(path_, old);
    const auto before = names_in(folder_.path());
    for (std::size_t at = 0; at < events; ++at) {
      Watch watch;
      watch.cancel_at = at;
      expect_error(ErrorKind::kInterrupted, "",
                   [&] { build_index(vectors.source(), options, path_, watch, watch.cancellation); });
      ASSERT_EQ(names_in(folder_.path()), before) << "cancelled at event " << at;
      if (there) {
        ASSERT_EQ(file_bytes(path_), old);
      }
    }
  }
}

TEST_F(IndexFile, TheMappedFileMayBeReplaced) {
  const Vectors vectors = random_vectors(rng_, 200, 5);
  const auto query = random_query(rng_, vectors.rows, Kind::kNormal);
  build(vectors, with_cells(5));
  InvertedFile index = InvertedFile::open(path_);
  index.insert(1, query);
  const auto expected = index.search(query, 20);
  index.save(path_);
  EXPECT_EQ(index.search(query, 20), expected);
  EXPECT_EQ(InvertedFile::open(path_).search(query, 20), expected);
  build(random_vectors(rng_, 3, 2));
  EXPECT_EQ(index.search(query, 20), expected) << "the old file is still mapped";
  fs::remove(path_);
  EXPECT_EQ(index.search(query, 20), expected);
}

TEST_F(IndexFile, WhatIsNoIndexIsRefusedByName) {
  const auto refuse = [&](ErrorKind kind, const std::string& words) {
    expect_error(kind, words, [&] { InvertedFile::open(path_); });
    expect_error(kind, "songs.index", [&] { InvertedFile::open(path_); });
  };
  refuse(ErrorKind::kNotFound, "No such file");
  fs::create_directory(path_);
  refuse(ErrorKind::kFailed, "directory");
  fs::remove(path_);
  test::write_bytes(path_, {});
  refuse(ErrorKind::kBadData, "found 0 bytes");
  test::write_bytes(path_, std::vector<std::byte>(5000, std::byte{'x'}));
  refuse(ErrorKind::kBadData, "another kind of file");
  const Vectors vectors = random_vectors(rng_, 50, 4);
  build(vectors, with_cells(3));
  auto bytes = file_bytes(path_);
  bytes[8] = std::byte{1};
  test::write_bytes(path_, bytes);
  refuse(ErrorKind::kBadData, "expected an index of version 2, found version 1");
  build(vectors, with_cells(3));
  bytes = file_bytes(path_);
  for (const std::size_t cut : {std::size_t{1}, std::size_t{167}, std::size_t{192}, bytes.size() - 1}) {
    test::write_bytes(path_, std::span(bytes).first(cut));
    refuse(ErrorKind::kBadData, "bytes");
  }
  bytes.push_back(std::byte{0});
  test::write_bytes(path_, bytes);
  refuse(ErrorKind::kBadData, "cut or damaged");
  build(vectors, with_cells(3));
  ASSERT_EQ(::chmod(path_.c_str(), 0), 0);
  ASSERT_EQ(::chmod(folder_.path().c_str(), 0755), 0);
  const segue::test::Unprivileged unprivileged;
  refuse(ErrorKind::kFailed, "Permission denied");
}

TEST_F(IndexFile, ErrorsSayWhatHelps) {
  test::write_bytes(path_, std::vector<std::byte>(500, std::byte{'x'}));
  try {
    InvertedFile::open(path_);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.hint(), testing::HasSubstr("Build the index again"));
  }
}

TEST_F(IndexFile, CutAtAnyByteItIsRefused) {
  build(random_vectors(rng_, 40, 3), with_cells(4));
  const auto bytes = file_bytes(path_);
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    const std::vector<std::byte> part(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(cut));
    ASSERT_NO_FATAL_FAILURE(
        expect_error(ErrorKind::kBadData, "the-name", [&] { InvertedFile::view(part, "the-name"); }));
  }
}

TEST_F(IndexFile, AByteThatIsNotAsWrittenIsSeen) {
  const Vectors vectors = random_vectors(rng_, 60, 3);
  build(vectors, with_cells(4));
  auto bytes = file_bytes(path_);
  const InvertedFile whole = InvertedFile::open(path_);
  const auto offset_of = [&](const auto* inside) {
    // The first section begins at byte 192.
    return static_cast<std::size_t>(reinterpret_cast<const std::byte*>(inside) -
                                    reinterpret_cast<const std::byte*>(whole.image().first_blocks().data())) +
           192;
  };
  const std::size_t body = offset_of(whole.image().rows().data);
  ASSERT_EQ(sizeof(IndexHeader), 168U);
  const std::vector<float> query(3, 0.5F);
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    if (at >= 168 && at < 192) continue;  // between the head and the first section there is nothing
    bytes[at] ^= std::byte{0x11};
    if (at < body) {
      const std::string words = at < 8 ? "another kind" : at < 12 ? "version" : at < 168 ? "head" : "cells";
      ASSERT_NO_FATAL_FAILURE(expect_error(ErrorKind::kBadData, words, [&] { InvertedFile::view(bytes, "name"); }))
          << at;
    } else {
      const InvertedFile damaged = InvertedFile::view(bytes, "name");
      expect_error(ErrorKind::kBadData, "not as written", [&] { damaged.image().check_all("name"); });
      static_cast<void>(damaged.search(query, 10));
      static_cast<void>(damaged.search(query, 10, [](std::int64_t id) { return id % 2 == 0; }));
      for (const std::int64_t id : damaged.ids()) {
        if (damaged.contains(id)) static_cast<void>(damaged.cell_of(id));
      }
    }
    bytes[at] ^= std::byte{0x11};
  }
  InvertedFile::view(bytes, "name").image().check_all("name");
}

TEST_F(IndexFile, BytesThatAreNotAlignedAreRefused) {
  build(random_vectors(rng_, 10, 3));
  const auto bytes = file_bytes(path_);
  std::vector<std::byte> shifted(bytes.size() + 8);
  for (const std::size_t shift : {1, 2, 4}) {
    std::ranges::copy(bytes, shifted.begin() + static_cast<std::ptrdiff_t>(shift));
    expect_error(ErrorKind::kBadData, "aligned",
                 [&] { InvertedFile::view(std::span(shifted).subspan(shift, bytes.size()), "x"); });
  }
}

TEST_F(IndexFile, AFolderThatTakesNoFilesIsAnError) {
  const Vectors vectors = random_vectors(rng_, 20, 3);
  const InvertedFile index = build_index(vectors.source(), {});
  const auto fails = [&](const fs::path& path, const std::string& words) {
    for (const auto& words_too : {words, path.string()}) {
      try {
        build_index(vectors.source(), {}, path);
        ADD_FAILURE() << path;
      } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr(words_too));
      }
      try {
        index.save(path);
        ADD_FAILURE() << path;
      } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr(words_too));
      }
    }
  };
  fails(folder_.path() / "none" / "index", "No such file");
  fs::create_directory(folder_.path() / "directory");
  fails(folder_.path() / "directory", "directory");
  ASSERT_EQ(::chmod(folder_.path().c_str(), 0555), 0);
  {
    const segue::test::Unprivileged unprivileged;
    fails(folder_.path() / "index", "Permission denied");
  }
  ASSERT_EQ(::chmod(folder_.path().c_str(), 0755), 0);
  EXPECT_EQ(names_in(folder_.path()), std::set<std::string>{"directory"});
}

/// A child builds again and again, and is killed at some point: the file is whole, the old one or a new one.
TEST_F(IndexFile, AKilledBuildLeavesTheOldFile) {
  const Vectors small = random_vectors(rng_, 50, 4);
  const Vectors large = random_vectors(rng_, 2000, 4);
  build(small, with_cells(3));
  for (int round = 0; round < 10; ++round) {
    const pid_t child = fork();
    if (child == 0) {
      try {
        for (int i = 0;; ++i) build_index((i % 2 == 0 ? large : small).source(), with_cells(3), path_);
      } catch (...) {
      }
      _exit(1);
    }
    std::this_thread::sleep_for(std::chrono::microseconds(1000 + rng_.below(30'000)));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    const InvertedFile after = InvertedFile::open(path_);
    after.image().check_all("after");
    EXPECT_TRUE(after.size() == 50 || after.size() == 2000) << after.size();
  }
}

}  // namespace
}  // namespace segue::neighbors
