#include "segue/catalog/database.h"

#include <cmath>
#include <limits>

#include "invented.h"
#include "temp_folder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace segue::catalog {
namespace {

using test::error_of;
using testing::HasSubstr;

class Databases : public testing::Test {
 protected:
  test::TempFolder folder_;
  Database database_{folder_ / "some.db", Database::Access::kCreate, std::chrono::milliseconds(20)};
};

TEST_F(Databases, BindAndReadEveryType) {
  database_.execute("CREATE TABLE t(a, b, c, d, e, f)");
  const std::byte bytes[] = {std::byte{0}, std::byte{255}};
  database_.query("INSERT INTO t VALUES(?, ?, ?, ?, ?, ?)")
      .with(std::numeric_limits<std::int64_t>::min(), 0.1, std::string_view("a\0b", 3),
            std::span<const std::byte>(bytes), std::optional<int>(), true)
      .run();
  Query row = database_.query("SELECT * FROM t");
  ASSERT_TRUE(row.step());
  EXPECT_EQ(row.integer(0), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(row.real(1), 0.1);
  EXPECT_EQ(row.text(2), std::string_view("a\0b", 3));
  EXPECT_EQ(row.blob(3).size(), 2u);
  EXPECT_EQ(row.blob(3)[1], std::byte{255});
  EXPECT_TRUE(row.is_null(4));
  EXPECT_EQ(row.optional_integer(4), std::nullopt);
  EXPECT_TRUE(std::isnan(row.real(4)));
  EXPECT_EQ(row.text(4), "");
  EXPECT_TRUE(row.blob(4).empty());
  EXPECT_EQ(row.optional_integer(5), 1);
  EXPECT_FALSE(row.step());
}

TEST_F(Databases, TellEmptyFromNull) {
  Query row = database_.query("SELECT ?1, ?2, ?3, ?4");
  row.with(std::string_view(), std::span<const std::byte>(), nullptr, std::numeric_limits<double>::quiet_NaN());
  ASSERT_TRUE(row.step());
  EXPECT_FALSE(row.is_null(0));
  EXPECT_FALSE(row.is_null(1));
  EXPECT_TRUE(row.is_null(2));
  EXPECT_TRUE(row.is_null(3));
}

TEST_F(Databases, LendOneStatementTwice) {
  database_.execute("CREATE TABLE t(a); INSERT INTO t VALUES(1), (2), (3)");
  int pairs = 0;
  for (int round = 0; round < 2; ++round) {
    Query outer = database_.query("SELECT a FROM t");
    while (outer.step()) {
      Query inner = database_.query("SELECT a FROM t");
      while (inner.step()) ++pairs;
    }
  }
  EXPECT_EQ(pairs, 18);
}

TEST_F(Databases, ForgetWhatWasBoundToAStatementGivenBack) {
  database_.query("SELECT ?").with(7).step();
  Query row = database_.query("SELECT ?");
  ASSERT_TRUE(row.step());
  EXPECT_TRUE(row.is_null(0));
}

TEST_F(Databases, RollBackAScopeThatDoesNotCommit) {
  database_.execute("CREATE TABLE t(a)");
  {
    TransactionScope lost(database_, TransactionScope::Kind::kWrite);
    database_.execute("INSERT INTO t VALUES(1)");
  }
  EXPECT_EQ(database_.read_integer("SELECT COUNT(*) FROM t"), 0);
  {
    TransactionScope outer(database_, TransactionScope::Kind::kWrite);
    {
      TransactionScope inner(database_, TransactionScope::Kind::kWrite);
      database_.execute("INSERT INTO t VALUES(2)");
    }
    EXPECT_TRUE(database_.in_transaction()) << "the outer one decides";
    outer.commit();
  }
  EXPECT_EQ(database_.read_integer("SELECT COUNT(*) FROM t"), 1);
}

TEST_F(Databases, SayWhatIsWrongWithAFile) {
  const Error lacks_table = error_of([&] { database_.query("SELECT * FROM songs"); });
  EXPECT_EQ(lacks_table.kind(), ErrorKind::kBadData);
  EXPECT_THAT(lacks_table.what(), HasSubstr("no such table: songs"));
  EXPECT_THAT(lacks_table.what(), HasSubstr("some.db"));

  const auto open = [](const std::filesystem::path& path) {
    Database(path, Database::Access::kReadWrite, std::chrono::milliseconds(1)).execute("PRAGMA user_version");
  };
  const Error no_folder = error_of([&] { open(folder_.path() / "nowhere" / "x.db"); });
  EXPECT_EQ(no_folder.kind(), ErrorKind::kFailed);
  EXPECT_THAT(no_folder.what(), HasSubstr("does not exist"));
  EXPECT_THAT(error_of([&] { open(folder_.path()); }).what(), HasSubstr("it is a folder"));
  test::write_bytes(folder_ / "text", std::string(1000, 'x'));
  const Error text = error_of([&] { open(folder_ / "text"); });
  EXPECT_EQ(text.kind(), ErrorKind::kBadData);
  EXPECT_THAT(text.what(), HasSubstr("no SQLite database"));
}

TEST_F(Databases, DoNotTrustTheirSchema) {
  database_.execute("CREATE TABLE t(a); CREATE VIEW v AS SELECT 1");
  database_.execute("CREATE TRIGGER tr AFTER INSERT ON t BEGIN DELETE FROM t; END");
  database_.execute("INSERT INTO t VALUES(1)");
  EXPECT_EQ(database_.read_integer("SELECT COUNT(*) FROM t"), 1) << "a trigger ran";
  EXPECT_EQ(error_of([&] { database_.read_integer("SELECT * FROM v"); }).kind(), ErrorKind::kBadData);
}

}  // namespace
}  // namespace segue::catalog
