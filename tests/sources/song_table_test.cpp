#include "segue/sources/csv/song_table.h"

#include <string>
#include <vector>

#include "table_maker.h"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"

namespace segue::sources {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

TEST(SongTable, ReportsHowTheFileWasUnderstood) {
  const ReadTable table =
      read_table("\xef\xbb\xbftitle;artist;colour\r\nA;Bj\xf6rk;red\r\n\r\n;;\r\nC;D;\r\n", {}, "my.csv");
  EXPECT_EQ(table.report.file, "my.csv");
  EXPECT_EQ(table.report.kind, "table of songs");
  EXPECT_EQ(table.report.separator, ';');
  EXPECT_TRUE(table.report.latin1);
  EXPECT_THAT(table.report.used_columns, ElementsAre("title → title", "artist → artist"));
  EXPECT_THAT(table.report.ignored_columns, ElementsAre("colour"));
  EXPECT_EQ(table.report.rows, 2u) << "rows of empty cells are blank lines of a spreadsheet";
  EXPECT_EQ(table.report.records, 2u);
  EXPECT_EQ(table.records.at(0).facts.artists.at(0), "Björk");
}

TEST(SongTable, NamesTheLineARowBeginsAt) {
  const ReadTable table = read_table("title,artist,energy,lyrics\nA,B,2,\"x\ny\nz\"\nC,D,3,\n\nE,F,4,\n");
  ASSERT_EQ(table.problems.size(), 3u);
  EXPECT_EQ(table.problems[0].row, 2u);
  EXPECT_EQ(table.problems[1].row, 5u);
  EXPECT_EQ(table.problems[2].row, 7u);
  EXPECT_EQ(table.problems[0].file, "table.csv");
  EXPECT_EQ(table.problems[0].column, "energy");
  EXPECT_EQ(table.problems[0].found, "2");
  EXPECT_TRUE(table.problems[0].row_kept);
}

TEST(SongTable, FollowsTheMap) {
  const ReadTable table =
      read_table("Lied,Wer,Kraft\nA,B,0.5\n", {.map = {{"Lied", "title"}, {"wer", "artist"}, {"kraft", "energy"}}});
  EXPECT_EQ(table.records.at(0).facts.title, "A");
  EXPECT_EQ(table.records.at(0).values[catalog::Variable::kEnergy], 0.5);
  EXPECT_THROW(read_table("title,artist\n", {.map = {{"x", "energy"}}}), Error);
}

TEST(SongTable, NamesItsFields) {
  EXPECT_THAT(mappable_fields(), Contains("title"));
  EXPECT_THAT(mappable_fields(), Contains("musicbrainz_id"));
  EXPECT_THAT(mappable_fields(), Contains("time_signature_confidence"));
}

class Steps : public Progress {
 public:
  void begin(std::string_view step, std::optional<std::uint64_t> total, std::string_view unit) override {
    text += fmt::format("{} of {} {};", step, total.value_or(0), unit);
  }
  void advance(std::uint64_t done) override {
    EXPECT_GE(done, last);
    last = done;
  }
  void end() override { text += "end"; }
  std::string text;
  std::uint64_t last = 0;
};

std::string many_rows(int rows) {
  std::string text = "title,artist\n";
  for (int i = 0; i < rows; ++i) text += fmt::format("Song {},Olm\n", i);
  return text;
}

TEST(SongTable, TellsItsProgressInBytes) {
  const std::string text = many_rows(2000);
  Steps steps;
  ReadTable table;
  const auto bytes = bytes_of(text);
  read_song_table(*bytes, "a/b.csv", {}, table, steps);
  EXPECT_EQ(steps.text, fmt::format("reading b.csv of {} bytes;end", text.size()));
  EXPECT_EQ(steps.last, text.size());
}

/// Asks to stop after its first record.
struct Impatient : ReadTable {
  void on_record(catalog::SongRecord&& record) override {
    ReadTable::on_record(std::move(record));
    cancellation.request();
  }
  Cancellation cancellation;
};

TEST(SongTable, StopsWhenAskedTo) {
  Impatient table;
  Steps steps;
  const auto bytes = bytes_of(many_rows(5000));
  try {
    read_song_table(*bytes, "b.csv", {}, table, steps, table.cancellation);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kInterrupted);
  }
  EXPECT_LT(table.records.size(), 300u);
  EXPECT_THAT(steps.text, ::testing::EndsWith("end"));
}

/// A sink that fails, as a full disk would make it.
struct Failing : ReadTable {
  void on_record(catalog::SongRecord&&) override { throw Error(ErrorKind::kFailed, "full"); }
};

TEST(SongTable, LetsTheSinksErrorsThrough) {
  Failing table;
  const auto bytes = bytes_of(many_rows(3));
  EXPECT_THROW(read_song_table(*bytes, "b.csv", {}, table), Error);
}

TEST(SongTable, ReadsTheSameInPiecesOfAnySize) {
  const std::string text = "title,artist,energy\n\"A\nB\",\"C \"\"x\"\"\",0.5\r\nD,\"E\nF,G,7\n\n" + many_rows(50);
  const ReadTable whole = read_table(text);
  for (const std::size_t piece : {1u, 2u, 5u, 64u}) {
    Pieces bytes(text, piece);
    ReadTable table;
    read_song_table(bytes, "table.csv", {}, table);
    EXPECT_EQ(told(table.problems), told(whole.problems));
    ASSERT_EQ(table.records.size(), whole.records.size());
    for (std::size_t i = 0; i < whole.records.size(); ++i) {
      EXPECT_EQ(table.records[i].facts.title, whole.records[i].facts.title);
    }
  }
}

}  // namespace
}  // namespace segue::sources
