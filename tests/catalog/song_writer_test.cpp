#include <utility>

#include "invented.h"
#include "temp_folder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/rng.h"
#include "segue/catalog/catalog.h"

namespace segue::catalog {
namespace {

using test::dump;
using test::error_of;
using test::record;
using test::song_of;
using testing::ElementsAre;
using testing::HasSubstr;

class WritingSongs : public testing::Test {
 protected:
  Catalog::Written write(const SongRecord& told) { return catalog_.write(told, {}); }
  Catalog::Written update(const SongRecord& told) { return catalog_.write(told, {.add_songs = false, .update = true}); }

  test::TempFolder folder_;
  Catalog catalog_ = Catalog::open(folder_ / "catalog.db");
};

TEST_F(WritingSongs, AddsThenKnowsThem) {
  const SongRecord halo = record("Halo", {"Nova"}, {{"spotify", "1"}});
  const Catalog::Written first = write(halo);
  EXPECT_EQ(first.outcome, WriteOutcome::kAdded);
  const Catalog::Written second = write(halo);
  EXPECT_EQ(second.outcome, WriteOutcome::kUnchanged);
  EXPECT_EQ(second.song, first.song);
  EXPECT_EQ(catalog_.song_count(), 1);
}

TEST_F(WritingSongs, MergesByIdWhateverTheName) {
  const SongId halo = write(record("Halo", {"Nova"}, {{"spotify", "1"}})).song;
  const Catalog::Written other = write(record("Halo (Remaster)", {"Nova X"}, {{"isrc", "9"}, {"spotify", "1"}}));
  EXPECT_EQ(other.song, halo);
  EXPECT_EQ(other.outcome, WriteOutcome::kCompleted);  // it learned an isrc
  EXPECT_EQ(song_of(catalog_, halo).facts.title, "Halo");
  EXPECT_THAT(song_of(catalog_, halo).facts.ids, ElementsAre(ExternalId{"isrc", "9"}, ExternalId{"spotify", "1"}));
}

TEST_F(WritingSongs, TheFirstKnownIdOfARecordDecides) {
  const SongId one = write(record("One", {"A"}, {{"spotify", "1"}})).song;
  const SongId two = write(record("Two", {"A"}, {{"spotify", "2"}})).song;
  EXPECT_EQ(write(record("Three", {"A"}, {{"isrc", "x"}, {"spotify", "2"}, {"spotify", "1"}})).song, two);
  EXPECT_EQ(catalog_.find_by_id({"isrc", "x"}), two);
  EXPECT_EQ(catalog_.find_by_id({"spotify", "1"}), one) << "an id that leads to one song stays there";
}

TEST_F(WritingSongs, AnIdGoesBeforeTheName) {
  write(record("Halo", {"Nova"}));
  const SongId other = write(record("Gold", {"Nova"}, {{"spotify", "1"}})).song;
  EXPECT_EQ(write(record("Halo", {"Nova"}, {{"spotify", "1"}})).song, other);
}

TEST_F(WritingSongs, MergesByTitleAndFirstArtistCaseIgnored) {
  const SongId song = write(record("Été", {"Nova", "Ben"})).song;
  EXPECT_EQ(write(record("ÉTÉ", {"NOVA"}, {{"spotify", "1"}})).song, song);
  EXPECT_NE(write(record("Ete", {"Nova"})).song, song) << "accents make another song";
  EXPECT_NE(write(record("Été", {"Ben"})).song, song);
  EXPECT_NE(write(record("Été", {})).song, song);
}

TEST_F(WritingSongs, EmptyIdsLeadNowhere) {
  const SongId one = write(record("One", {"A"}, {{"spotify", ""}, {"", "x"}})).song;
  EXPECT_NE(write(record("Two", {"A"}, {{"spotify", ""}, {"", "x"}})).song, one);
  EXPECT_TRUE(song_of(catalog_, one).facts.ids.empty());
}

TEST_F(WritingSongs, KeepsTheOldNameOfARenamedSong) {
  const SongId song = write(record("Halo", {"Nova"}, {{"spotify", "1"}})).song;
  EXPECT_EQ(update(record("Halo!", {"Nova"}, {{"spotify", "1"}})).outcome, WriteOutcome::kCompleted);
  EXPECT_EQ(song_of(catalog_, song).facts.title, "Halo!");
  EXPECT_EQ(write(record("Halo", {"Nova"})).song, song);
  EXPECT_EQ(write(record("Halo!", {"Nova"})).song, song);
  ASSERT_EQ(catalog_.songs_titled("halo").size(), 1u);
}

TEST_F(WritingSongs, ANameThatLeadsToOneSongStaysThere) {
  const SongId nameless = write(record("Halo", {}, {{"spotify", "1"}})).song;
  const SongId nova = write(record("Halo", {"Nova"}, {{"spotify", "2"}})).song;
  ASSERT_NE(nameless, nova);
  write(record("Halo", {"Nova"}, {{"spotify", "1"}}));  // now both are Nova's
  EXPECT_EQ(write(record("Halo", {"Nova"})).song, nova);
  EXPECT_EQ(write(record("Halo", {})).song, nameless);
}

TEST_F(WritingSongs, ANameIsNewsOnlyToASongThatLacksArtists) {
  const SongId halo = write(record("Halo", {"Ann"}, {{"spotify", "1"}})).song;
  const SongId gold = write(record("Gold", {}, {{"spotify", "2"}})).song;
  const auto told = [&](std::string title, std::vector<std::string> artists, std::string id) {
    return write(record(std::move(title), std::move(artists), {{"spotify", std::move(id)}})).outcome;
  };
  EXPECT_EQ(told("HALO!", {"Bob"}, "1"), WriteOutcome::kUnchanged);
  EXPECT_EQ(told("Halo", {}, "1"), WriteOutcome::kUnchanged);
  EXPECT_EQ(told("Gold", {}, "2"), WriteOutcome::kUnchanged);
  EXPECT_EQ(told("Gold", {"Cy"}, "2"), WriteOutcome::kCompleted);
  EXPECT_THAT(song_of(catalog_, gold).facts.artists, ElementsAre("Cy"));
  EXPECT_EQ(told("Gold", {"Di"}, "2"), WriteOutcome::kUnchanged);
  // More artists, and any other fact, may be news.
  EXPECT_EQ(told("Halo", {"Ann", "Bob"}, "1"), WriteOutcome::kCompleted);
  EXPECT_THAT(song_of(catalog_, halo).facts.artists, ElementsAre("Ann", "Bob"));
  SongRecord longer = record("Halo", {"Ann"}, {{"spotify", "1"}});
  longer.facts.duration_ms = 1000;
  EXPECT_EQ(write(longer).outcome, WriteOutcome::kCompleted);
  // Told to go before what is known, a name is news too.
  EXPECT_EQ(update(record("Gold!", {"Cy"}, {{"spotify", "2"}})).outcome, WriteOutcome::kCompleted);
  EXPECT_EQ(song_of(catalog_, gold).facts.title, "Gold!");
}

TEST_F(WritingSongs, WordsAloneMakeNoSongUnlessAsked) {
  SongRecord words = record("Halo", {"Nova"});
  words.lyrics = "la la la";
  const Catalog::Written unknown = catalog_.write(words, {});
  EXPECT_EQ(unknown.outcome, WriteOutcome::kUnknown);
  EXPECT_EQ(unknown.song, SongId{});
  EXPECT_EQ(catalog_.song_count(), 0);

  const SongId song = write(record("Halo", {"Nova"})).song;
  EXPECT_EQ(write(words).outcome, WriteOutcome::kCompleted);
  EXPECT_EQ(catalog_.lyrics(song), "la la la");

  words.facts.title = "Gold";
  EXPECT_EQ(catalog_.write(words, {.add_songs = true}).outcome, WriteOutcome::kAdded);
}

TEST_F(WritingSongs, ASongWithoutATitleIsNotMade) {
  SongRecord untitled = record("", {"Nova"}, {{"spotify", "1"}});
  untitled.values[Variable::kKey] = 3;
  EXPECT_EQ(catalog_.write(untitled, {.add_songs = true}).outcome, WriteOutcome::kUnknown);
  const SongId song = write(record("Halo", {"Nova"}, {{"spotify", "1"}})).song;
  const Catalog::Written known = write(untitled);
  EXPECT_EQ(known.outcome, WriteOutcome::kCompleted);
  EXPECT_EQ(known.song, song);
  EXPECT_EQ(song_of(catalog_, song).facts.title, "Halo");
}

TEST_F(WritingSongs, KeepsTheFirstWordsUnlessUpdated) {
  SongRecord told = record("Halo", {"Nova"});
  told.lyrics = "first";
  const SongId song = catalog_.write(told, {.add_songs = true}).song;
  told.lyrics = "second";
  EXPECT_EQ(write(told).outcome, WriteOutcome::kUnchanged);
  EXPECT_EQ(catalog_.lyrics(song), "first");
  EXPECT_EQ(update(told).outcome, WriteOutcome::kCompleted);
  EXPECT_EQ(catalog_.lyrics(song), "second");
  EXPECT_EQ(update(told).outcome, WriteOutcome::kUnchanged);
  told.lyrics = "";
  EXPECT_EQ(update(told).outcome, WriteOutcome::kUnchanged);
  EXPECT_EQ(catalog_.lyrics(song), "second");
}

TEST_F(WritingSongs, KeepsNumbersPerSource) {
  SongRecord told = record("Halo", {"Nova"});
  told.values[Variable::kEnergy] = 0.5;
  const SongId song = write(told).song;
  told.values[Variable::kEnergy] = 0.75;
  EXPECT_EQ(write(told).outcome, WriteOutcome::kUnchanged);
  told.values[Variable::kKey] = 11;
  EXPECT_EQ(write(told).outcome, WriteOutcome::kCompleted);
  told.provenance = Provenance::kSpotify;
  told.values = {};
  told.values[Variable::kEnergy] = 0.25;
  EXPECT_EQ(write(told).outcome, WriteOutcome::kCompleted);

  const KnownValues known = catalog_.values(song).value();
  EXPECT_EQ(known.values[Variable::kEnergy], 0.25);
  EXPECT_EQ(known.provenance[static_cast<std::size_t>(Variable::kEnergy)], Provenance::kSpotify);
  EXPECT_EQ(known.values[Variable::kKey], 11);
  EXPECT_EQ(known.provenance[static_cast<std::size_t>(Variable::kKey)], Provenance::kFile);

  EXPECT_EQ(update(told).outcome, WriteOutcome::kUnchanged);
  told.values[Variable::kEnergy] = 1;
  EXPECT_EQ(update(told).outcome, WriteOutcome::kCompleted);
  EXPECT_EQ(catalog_.values(song)->values[Variable::kEnergy], 1);
}

TEST_F(WritingSongs, RoundTripsEveryFact) {
  SongRecord told = record("夜に駆ける \"quoted\" \n 🎧", {"YOASOBI", "Ὀδυσσεύς, \"x\"", "a\\b"},
                           {{"isrc", "JP123"}, {"spotify", "3dPtXHP0oXQ4HCWHsOA9js"}});
  told.facts.album = "THE BOOK";
  told.facts.released = ReleaseDate{2019, 12, 15};
  told.facts.duration_ms = 261'013;
  told.facts.popularity = 80;
  told.facts.explicit_words = false;
  told.facts.path = "/music/夜に駆ける.flac";
  const SongId song = write(told).song;
  const SongFacts facts = song_of(catalog_, song).facts;
  EXPECT_EQ(facts.title, told.facts.title);
  EXPECT_EQ(facts.artists, told.facts.artists);
  EXPECT_EQ(facts.album, told.facts.album);
  EXPECT_EQ(facts.released, told.facts.released);
  EXPECT_EQ(facts.duration_ms, told.facts.duration_ms);
  EXPECT_EQ(facts.popularity, told.facts.popularity);
  EXPECT_EQ(facts.explicit_words, told.facts.explicit_words);
  EXPECT_EQ(facts.path, told.facts.path);
  EXPECT_EQ(facts.ids, told.facts.ids);
  EXPECT_EQ(write(told).outcome, WriteOutcome::kUnchanged);

  const SongFacts bare = song_of(catalog_, write(record("Bare", {})).song).facts;
  EXPECT_EQ(bare.album, "");
  EXPECT_EQ(bare.released, std::nullopt);
  EXPECT_EQ(bare.duration_ms, std::nullopt);
  EXPECT_EQ(bare.popularity, std::nullopt);
  EXPECT_EQ(bare.explicit_words, std::nullopt);
  EXPECT_EQ(bare.path, "");
  EXPECT_TRUE(bare.artists.empty());
}

TEST_F(WritingSongs, FactsOutOfRangeAreRefusedWhole) {
  SongRecord told = record("Halo", {"Nova"});
  told.facts.popularity = 101;
  EXPECT_EQ(error_of([&] { write(told); }).kind(), ErrorKind::kFailed);
  EXPECT_EQ(catalog_.song_count(), 0);
}

/// A record of few names, ids and facts, so that records collide in every way.
SongRecord random_record(Rng& rng) {
  const char* titles[] = {"Halo", "HALO", "Gold", ""};
  const char* artists[] = {"Nova", "nova", "Ben"};
  const char* dates[] = {"2019", "2019-06", "2019-06-14", "2020-01"};
  SongRecord made = record(titles[rng.below(4)], {});
  const std::uint64_t credited = rng.below(4);
  for (std::uint64_t i = 0; i < credited; ++i) made.facts.artists.push_back(artists[rng.below(3)]);
  const std::uint64_t named = rng.below(3);
  for (std::uint64_t i = 0; i < named; ++i) made.facts.ids.push_back({"spotify", std::to_string(rng.below(6))});
  if (rng.below(2) == 0) made.facts.released = ReleaseDate::parse(dates[rng.below(4)]);
  if (rng.below(2) == 0) made.facts.popularity = static_cast<int>(rng.below(100));
  if (rng.below(2) == 0) made.facts.album = "Album " + std::to_string(rng.below(3));
  made.values[static_cast<Variable>(rng.below(kVariableCount))] = 1;
  made.provenance = static_cast<Provenance>(rng.below(kProvenanceCount));
  if (rng.below(3) == 0) made.lyrics = "words " + std::to_string(rng.below(3));
  return made;
}

// Both write within a transaction that is not committed: the next seed begins with an empty catalog.

TEST_F(WritingSongs, AgainChangesNothingWhateverTheirOrder) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Rng rng(seed);
    std::vector<SongRecord> records;
    for (int i = 0; i < 25; ++i) {
      SongRecord made = random_record(rng);
      // A record without a title is taken or not, depending on what came before it: that is what kUnknown says.
      if (!made.facts.title.empty()) records.push_back(std::move(made));
    }
    const Catalog::Transaction rolled_back(catalog_);
    for (const SongRecord& told : records) write(told);
    const std::string once = dump(catalog_);
    for (const SongRecord& told : records) {
      ASSERT_EQ(write(told).outcome, WriteOutcome::kUnchanged) << "seed " << seed << "\n" << once;
    }
    ASSERT_EQ(dump(catalog_), once) << "seed " << seed;
  }
}

TEST_F(WritingSongs, AgainWithUpdateEndsInTheSameState) {
  for (std::uint64_t seed = 1000; seed < 1100; ++seed) {
    Rng rng(seed);
    std::vector<SongRecord> records;
    for (int i = 0; i < 15; ++i) records.push_back(random_record(rng));
    const auto write_all = [&] {
      for (const SongRecord& told : records) update(told);
      return dump(catalog_);
    };
    const Catalog::Transaction rolled_back(catalog_);
    write_all();
    const std::string twice = write_all();
    ASSERT_EQ(write_all(), twice) << "seed " << seed;
  }
}

}  // namespace
}  // namespace segue::catalog
