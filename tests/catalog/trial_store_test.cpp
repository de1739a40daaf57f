#include <cmath>

#include "temp_folder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/catalog/catalog.h"
#include "segue/catalog/database.h"

namespace segue::catalog {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Trials : public testing::Test {
 protected:
  test::TempFolder folder_;
  const std::filesystem::path path_ = folder_ / "catalog.db";
  Catalog catalog_ = Catalog::open(path_);
  const StoredTrial first_{"k1", "tabular", "d", R"({"version":1})", {0.5F, -1}};
  const StoredTrial other_{"k2", "lyrics", "d", "{}", {}};
};

TEST_F(Trials, AreKeptAcrossOpenings) {
  catalog_.write_trial(first_);
  catalog_.write_trial(other_);
  const Catalog again = Catalog::open_existing(path_);
  EXPECT_EQ(again.trial("k1"), first_);
  EXPECT_EQ(again.trial("k2"), other_);
  EXPECT_EQ(again.trial("k3"), std::nullopt);
  EXPECT_THAT(again.trials("tabular"), ElementsAre(first_));
  EXPECT_THAT(again.trials("none"), IsEmpty());
}

TEST_F(Trials, OneOfTheSameKeyIsReplacedAndIsTheLast) {
  catalog_.write_trial(first_);
  StoredTrial second = first_;
  second.key = "k4";
  catalog_.write_trial(second);
  StoredTrial changed = first_;
  changed.document = "{}";
  catalog_.write_trial(changed);
  EXPECT_THAT(catalog_.trials("tabular"), ElementsAre(second, changed));
}

TEST_F(Trials, CutLatentsAreDamage) {
  catalog_.write_trial(first_);
  Database(path_, Database::Access::kReadWrite, std::chrono::seconds(1)).execute("UPDATE trials SET latents = X'0102'");
  try {
    catalog_.trial("k1");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadData);
    EXPECT_THAT(error.what(), testing::HasSubstr("trial k1"));
  }
}

}  // namespace
}  // namespace segue::catalog
