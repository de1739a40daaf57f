#include "segue/catalog/merging.h"

#include "invented.h"
#include <gtest/gtest.h>

namespace segue::catalog {
namespace {

using test::record;
using Artists = std::vector<std::string>;

TEST(MergeKey, IsTheLowerCaseNameOfSongAndFirstArtist) {
  EXPECT_EQ(merge_key(record("ÉTÉ Blues", {"Nova", "Ben"}).facts), "été blues\x1fnova");
  EXPECT_EQ(merge_key(record("Halo", {}).facts), "halo\x1f");
}

TEST(MergingFacts, FillsWhatIsUnknownAndKeepsWhatIsKnown) {
  SongFacts known = record("Halo", {"Nova"}).facts;
  known.album = "First";
  SongFacts told = record("HALO", {"NOVA"}).facts;
  told.album = "Second";
  told.duration_ms = 200'000;
  told.popularity = 0;
  told.explicit_words = false;
  told.path = "/music/halo.flac";
  EXPECT_TRUE(merge_facts(known, told, false));
  EXPECT_EQ(known.title, "Halo");
  EXPECT_EQ(known.artists, Artists{"Nova"});
  EXPECT_EQ(known.album, "First");
  EXPECT_EQ(known.duration_ms, 200'000);
  EXPECT_EQ(known.popularity, 0);
  EXPECT_EQ(known.explicit_words, false);
  EXPECT_EQ(known.path, "/music/halo.flac");
  EXPECT_FALSE(merge_facts(known, told, false));
}

TEST(MergingFacts, WithUpdateReplacesButNeverByUnknown) {
  SongFacts known = record("Halo", {"Nova", "Ben"}).facts;
  known.album = "First";
  known.popularity = 7;
  SongFacts told = record("Halo!", {"Nova"}).facts;
  told.popularity = 9;
  EXPECT_TRUE(merge_facts(known, told, true));
  EXPECT_EQ(known.title, "Halo!");
  EXPECT_EQ(known.artists, Artists{"Nova"});
  EXPECT_EQ(known.album, "First");
  EXPECT_EQ(known.popularity, 9);
  EXPECT_FALSE(merge_facts(known, told, true));
}

TEST(MergingFacts, TakesALongerListOfTheSameFirstArtist) {
  const auto merged = [](Artists known, Artists told) {
    SongFacts facts = record("Halo", std::move(known)).facts;
    merge_facts(facts, record("Halo", std::move(told)).facts, false);
    return facts.artists;
  };
  EXPECT_EQ(merged({"Nova"}, {"NOVA", "Ben"}), (Artists{"NOVA", "Ben"}));
  EXPECT_EQ(merged({"Nova", "Ben"}, {"Nova"}), (Artists{"Nova", "Ben"}));
  EXPECT_EQ(merged({"Nova", "Ben"}, {"Nova", "Cat"}), (Artists{"Nova", "Ben"}));
  EXPECT_EQ(merged({"Nova"}, {"Ben", "Nova"}), (Artists{"Nova"}));
  EXPECT_EQ(merged({}, {"Ben"}), (Artists{"Ben"}));
  EXPECT_EQ(merged({"Ben"}, {}), (Artists{"Ben"}));
}

TEST(MergingFacts, MakesADateMoreExactAndNeverLess) {
  const auto merged = [](const char* known, const char* told, bool update) {
    SongFacts facts = record("Halo", {"Nova"}).facts;
    facts.released = ReleaseDate::parse(known);
    SongFacts other = facts;
    other.released = ReleaseDate::parse(told);
    merge_facts(facts, other, update);
    return facts.released ? facts.released->text() : "";
  };
  for (const bool update : {false, true}) {
    EXPECT_EQ(merged("", "2019", update), "2019");
    EXPECT_EQ(merged("2019", "", update), "2019");
    EXPECT_EQ(merged("2019", "2019-06", update), "2019-06");
    EXPECT_EQ(merged("2019", "2019-06-14", update), "2019-06-14");
    EXPECT_EQ(merged("2019-06", "2019-06-14", update), "2019-06-14");
    EXPECT_EQ(merged("2019-06-14", "2019-06", update), "2019-06-14");
    EXPECT_EQ(merged("2019-06-14", "2019", update), "2019-06-14");
  }
  EXPECT_EQ(merged("2019", "2020-06-14", false), "2019");
  EXPECT_EQ(merged("2019-06", "2019-07-14", false), "2019-06");
  EXPECT_EQ(merged("2019", "2020-06-14", true), "2020-06-14");
  EXPECT_EQ(merged("2019-06-14", "2020", true), "2020");
}

TEST(MergingValues, FillsGapsAndWithUpdateReplaces) {
  Values known;
  known[Variable::kEnergy] = 0.5;
  Values told;
  told[Variable::kEnergy] = 0.25;
  told[Variable::kKey] = 0;
  EXPECT_TRUE(merge_values(known, told, false));
  EXPECT_EQ(known[Variable::kEnergy], 0.5);
  EXPECT_EQ(known[Variable::kKey], 0);
  EXPECT_FALSE(merge_values(known, told, false));
  EXPECT_TRUE(merge_values(known, told, true));
  EXPECT_EQ(known[Variable::kEnergy], 0.25);
  EXPECT_FALSE(merge_values(known, told, true));
  EXPECT_FALSE(merge_values(known, Values(), true));
}

}  // namespace
}  // namespace segue::catalog
