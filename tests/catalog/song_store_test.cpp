#include "invented.h"
#include "temp_folder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/title.h"
#include "segue/base/unicode.h"
#include "segue/catalog/catalog.h"
#include "segue/catalog/database.h"

namespace segue::catalog {
namespace {

using test::error_of;
using test::record;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;

class ReadingSongs : public testing::Test {
 protected:
  SongId add(const SongRecord& told) { return catalog_.write(told, {.add_songs = true}).song; }
  std::vector<SongId> titled(std::string_view key) const {
    std::vector<SongId> ids;
    for (const SongName& name : catalog_.songs_titled(key)) ids.push_back(name.id);
    return ids;
  }

  test::TempFolder folder_;
  Catalog catalog_ = Catalog::open(folder_ / "catalog.db");
};

TEST_F(ReadingSongs, OfAnEmptyCatalogFindsNothing) {
  EXPECT_EQ(catalog_.song_count(), 0);
  EXPECT_THAT(catalog_.songs({}), IsEmpty());
  EXPECT_THAT(catalog_.songs_titled("halo"), IsEmpty());
  EXPECT_EQ(catalog_.find_by_id({"spotify", "1"}), std::nullopt);
  EXPECT_EQ(catalog_.values(SongId{1}), std::nullopt);
  EXPECT_EQ(catalog_.lyrics(SongId{1}), std::nullopt);
  catalog_.for_each_song([](const Song&) { ADD_FAILURE(); }, true);
  catalog_.for_each_name([](const SongName&) { ADD_FAILURE(); });
  catalog_.for_each_values([](SongId, const KnownValues&) { ADD_FAILURE(); });
  EXPECT_EQ(catalog_.summary().songs, 0);
}

TEST_F(ReadingSongs, GivesThemInTheOrderAskedFor) {
  const SongId a = add(record("A", {"X"}, {{"spotify", "1"}}));
  const SongId b = add(record("B", {"X"}));
  const SongId c = add(record("C", {"X"}, {{"spotify", "3"}, {"isrc", "4"}}));
  EXPECT_LT(a, b);
  EXPECT_LT(b, c);
  const std::vector<SongId> wanted{c, a, c};
  const std::vector<Song> songs = catalog_.songs(wanted);
  ASSERT_EQ(songs.size(), 3u);
  for (std::size_t i = 0; i < wanted.size(); ++i) EXPECT_EQ(songs[i].id, wanted[i]);
  EXPECT_THAT(songs[0].facts.ids, ElementsAre(ExternalId{"isrc", "4"}, ExternalId{"spotify", "3"}));
  const std::vector<SongId> missing{a, SongId{99}};
  EXPECT_EQ(error_of([&] { static_cast<void>(catalog_.songs(missing)); }).kind(), ErrorKind::kBadData);
}

TEST_F(ReadingSongs, OneByOneIsTheSameAsAskingForAll) {
  std::vector<SongId> ids;
  for (int i = 0; i < 20; ++i) {
    SongRecord told = record("Song " + std::to_string(i), {"X", "Y"});
    for (int j = 0; j < i % 3; ++j) told.facts.ids.push_back({"s" + std::to_string(j), std::to_string(i)});
    ids.push_back(add(told));
  }
  const std::vector<Song> asked = catalog_.songs(ids);
  for (const bool with_ids : {false, true}) {
    std::size_t i = 0;
    catalog_.for_each_song(
        [&](const Song& song) {
          ASSERT_LT(i, asked.size());
          EXPECT_EQ(song.id, asked[i].id);
          EXPECT_EQ(song.facts.title, asked[i].facts.title);
          EXPECT_EQ(song.facts.ids, with_ids ? asked[i].facts.ids : std::vector<ExternalId>{});
          ++i;
        },
        with_ids);
    EXPECT_EQ(i, asked.size());
  }
}

TEST_F(ReadingSongs, AStretchHoldsBothItsEnds) {
  std::vector<SongId> ids;
  for (int i = 0; i < 9; ++i) {
    SongRecord told = record("Song " + std::to_string(i), {"X"});
    told.values[Variable::kEnergy] = 0.1 * i;
    told.facts.ids.push_back({"s", std::to_string(i)});
    ids.push_back(add(told));
  }
  EXPECT_EQ(catalog_.song_count(), 9);
  EXPECT_EQ(catalog_.last_song(), ids.back());
  EXPECT_EQ(catalog_.song_ids({}), ids);
  for (const auto& [first, last] : {std::pair{0, 8}, {2, 5}, {4, 4}, {5, 3}}) {
    const SongRange range{ids[static_cast<std::size_t>(first)], ids[static_cast<std::size_t>(last)]};
    std::vector<SongId> expected;
    for (int i = first; i <= last; ++i) expected.push_back(ids[static_cast<std::size_t>(i)]);
    EXPECT_EQ(catalog_.song_ids(range), expected);
    std::vector<SongId> visited;
    catalog_.for_each_song(
        [&](const Song& song) {
          visited.push_back(song.id);
          EXPECT_EQ(song.facts.ids.size(), 1U);
        },
        true, range);
    EXPECT_EQ(visited, expected);
    visited.clear();
    catalog_.for_each_values([&](SongId id, const KnownValues&) { visited.push_back(id); }, {}, range);
    EXPECT_EQ(visited, expected);
  }
}

TEST_F(ReadingSongs, FindsTitlesByTheirKeys) {
  const SongId plain = add(record("Go West", {"A"}));
  const SongId remaster = add(record("Go West - 2003 Remaster", {"A"}));
  const SongId remix = add(record("Go West - Some Remix", {"B"}));
  add(record("Go East", {"A"}));
  EXPECT_THAT(titled(title_key("GO WEST")), ElementsAre(plain, remaster, remix)) << "the remix by its name key";
  EXPECT_THAT(titled(title_key("Go West - Some Remix")), ElementsAre(remix));
  EXPECT_THAT(titled("no such title"), IsEmpty());
  EXPECT_THAT(titled(""), IsEmpty());
}

TEST_F(ReadingSongs, GivesNamesWithTheirPopularity) {
  SongRecord told = record("Halo", {"Nova", "Ben"});
  told.facts.popularity = 55;
  const SongId halo = add(told);
  const SongId gold = add(record("Gold", {}));
  std::vector<SongName> names;
  catalog_.for_each_name([&](const SongName& name) { names.push_back(name); });
  ASSERT_EQ(names.size(), 2u);
  EXPECT_EQ(names[0].id, halo);
  EXPECT_EQ(names[0].title, "Halo");
  EXPECT_THAT(names[0].artists, ElementsAre("Nova", "Ben"));
  EXPECT_EQ(names[0].popularity, 55);
  EXPECT_EQ(names[1].id, gold);
  EXPECT_EQ(names[1].popularity, std::nullopt);
}

TEST_F(ReadingSongs, MayAskAgainWhileReading) {
  for (int i = 0; i < 5; ++i) add(record("Song " + std::to_string(i), {"X"}));
  int pairs = 0;
  catalog_.for_each_song([&](const Song& outer) {
    catalog_.for_each_song([&](const Song&) { ++pairs; });
    EXPECT_EQ(catalog_.songs_titled(title_key(outer.facts.title)).size(), 1u);
  });
  EXPECT_EQ(pairs, 25);
}

TEST_F(ReadingSongs, TrustsTheBestSourceOfEachNumber) {
  SongRecord told = record("Halo", {"Nova"});
  // Written from the least trusted on, and in between, so that no order of writing gives the answer.
  for (const Provenance source :
       {Provenance::kReccoBeats, Provenance::kFile, Provenance::kSegue, Provenance::kSpotify}) {
    const auto rank = static_cast<int>(source);
    told.provenance = source;
    told.values = {};
    for (int i = rank; i < 4; ++i) told.values[static_cast<Variable>(i)] = 0.125 * rank;  // i is known from 0..i
    told.values[static_cast<Variable>(10 + rank)] = rank;
    add(told);
  }
  const auto check = [](const KnownValues& known) {
    for (std::size_t i = 0; i < 4; ++i) {
      EXPECT_EQ(known.values.value[i], 0) << i;
      EXPECT_EQ(known.provenance[i], Provenance::kSegue) << i;
      EXPECT_EQ(known.values.value[10 + i], static_cast<double>(i));
      EXPECT_EQ(known.provenance[10 + i], static_cast<Provenance>(i));
    }
    EXPECT_FALSE(known.values.has(Variable::kMode));
  };
  check(catalog_.values(SongId{1}).value());
  catalog_.for_each_values([&](SongId, const KnownValues& known) { check(known); });
  const Variable only[] = {static_cast<Variable>(12), static_cast<Variable>(10)};
  std::size_t songs = 0;
  const auto check_only = [&](SongId, const KnownValues& known) {
    ++songs;
    EXPECT_EQ(known.values.value[10], 0);
    EXPECT_EQ(known.values.value[12], 2);
    EXPECT_EQ(known.provenance[12], static_cast<Provenance>(2));
    EXPECT_FALSE(known.values.has(static_cast<Variable>(0)));
    EXPECT_FALSE(known.values.has(static_cast<Variable>(11)));
  };
  catalog_.for_each_values(check_only, only);
  EXPECT_EQ(songs, 1U);
}

TEST_F(ReadingSongs, WordsAreProofOfWords) {
  SongRecord words = record("Words", {"X"});
  words.lyrics = "la";
  words.provenance = Provenance::kSpotify;
  const SongId with_words = add(words);
  add(record("Nothing known", {"X"}));
  SongRecord numbers = record("Numbers", {"X"});
  numbers.values[Variable::kKey] = 4;
  const SongId with_numbers = add(numbers);
  numbers.facts.title = "Both";
  numbers.lyrics = "la";
  const SongId with_both = add(numbers);
  numbers.facts.title = "Said otherwise";
  numbers.values[Variable::kHasLyrics] = 0;
  const SongId said = add(numbers);

  std::vector<SongId> visited;
  catalog_.for_each_values([&](SongId id, const KnownValues& known) {
    visited.push_back(id);
    const KnownValues single = catalog_.values(id).value();
    for (std::size_t i = 0; i < kVariableCount; ++i) {
      const auto variable = static_cast<Variable>(i);
      ASSERT_EQ(known.values.has(variable), single.values.has(variable));
      if (!known.values.has(variable)) continue;
      EXPECT_EQ(known.values[variable], single.values[variable]);
      EXPECT_EQ(known.provenance[i], single.provenance[i]);
    }
  });
  EXPECT_THAT(visited, ElementsAre(with_words, with_numbers, with_both, said));
  EXPECT_EQ(catalog_.values(with_words)->values[Variable::kHasLyrics], 1);
  EXPECT_EQ(catalog_.values(with_words)->provenance[static_cast<std::size_t>(Variable::kHasLyrics)],
            Provenance::kSpotify);
  EXPECT_FALSE(catalog_.values(with_numbers)->values.has(Variable::kHasLyrics));
  EXPECT_EQ(catalog_.values(with_both)->values[Variable::kHasLyrics], 1);
  EXPECT_EQ(catalog_.values(said)->values[Variable::kHasLyrics], 0);
}

TEST_F(ReadingSongs, AServiceWithoutWordsLosesAgainstAText) {
  for (const Provenance service : {Provenance::kSubsonic, Provenance::kLrclib, Provenance::kGenius}) {
    SongRecord told = record(std::string("Song of ") + std::string(name(service)), {"X"});
    told.values[Variable::kHasLyrics] = 0;
    told.provenance = service;
    const SongId song = add(told);
    EXPECT_EQ(catalog_.values(song)->values[Variable::kHasLyrics], 0);
    told.values = {};
    told.lyrics = "la";
    told.provenance = Provenance::kFile;
    add(told);
    const KnownValues known = catalog_.values(song).value();
    EXPECT_EQ(known.values[Variable::kHasLyrics], 1);
    EXPECT_EQ(known.provenance[static_cast<std::size_t>(Variable::kHasLyrics)], Provenance::kFile);
  }
  catalog_.for_each_values([](SongId, const KnownValues& known) { EXPECT_EQ(known.values[Variable::kHasLyrics], 1); });
  const Summary summary = catalog_.summary();
  EXPECT_EQ(summary.lyrics[static_cast<std::size_t>(Provenance::kFile)], 3);
  EXPECT_EQ(summary.lyrics[static_cast<std::size_t>(Provenance::kLrclib)], 0);
}

TEST_F(ReadingSongs, NumbersComeBackToTheBit) {
  const double exact[] = {0.1, 1.0 / 3, 1e11, -0.0, 5e-324, 44100, -60.000000000000007};
  SongRecord told = record("Halo", {"Nova"});
  for (std::size_t i = 0; i < std::size(exact); ++i) told.values.value[i] = exact[i];
  const KnownValues known = catalog_.values(add(told)).value();
  for (std::size_t i = 0; i < std::size(exact); ++i) EXPECT_EQ(known.values.value[i], exact[i]) << i;
}

TEST_F(ReadingSongs, SumsUp) {
  SongRecord told = record("Halo", {"Nova"});
  told.facts.released = ReleaseDate{2020, 0, 0};
  told.facts.duration_ms = 1000;
  told.values[Variable::kKey] = 1;
  told.lyrics = "la";
  const SongId halo = add(told);
  told.provenance = Provenance::kSegue;
  told.lyrics = "";
  add(told);
  const SongId gold = add(record("Gold", {"NOVA", "Ben"}));
  add(record("Rain", {"Ben"}));
  add(record("Nobody", {}));
  PlaylistMention mention;
  mention.key = "p";
  catalog_.write_playlist(mention, std::vector<SongId>{halo, gold});

  const Summary summary = catalog_.summary();
  EXPECT_EQ(summary.songs, 4);
  EXPECT_EQ(summary.artists, 2);
  EXPECT_EQ(summary.playlists, 1);
  EXPECT_EQ(summary.playlist_entries, 2);
  EXPECT_EQ(summary.songs_with_lyrics, 1);
  EXPECT_EQ(summary.songs_with_year, 1);
  EXPECT_EQ(summary.songs_with_duration, 1);
  EXPECT_EQ(summary.recipes, 0);
  EXPECT_THAT(summary.lyrics, ElementsAre(0, 0, 0, 1, 0, 0, 0));
  EXPECT_THAT(summary.values[static_cast<std::size_t>(Variable::kKey)], ElementsAre(1, 0, 0, 0, 0, 0, 0));
  EXPECT_THAT(summary.values[static_cast<std::size_t>(Variable::kHasLyrics)], ElementsAre(0, 0, 0, 1, 0, 0, 0));
  EXPECT_THAT(summary.values[static_cast<std::size_t>(Variable::kTempo)], Each(0));
}

TEST_F(ReadingSongs, RefusesASourceItDoesNotKnow) {
  SongRecord told = record("Halo", {"Nova"});
  told.values[Variable::kKey] = 1;
  add(told);
  Database other(catalog_.path(), Database::Access::kReadWrite, std::chrono::milliseconds(1000));
  other.execute("UPDATE song_values SET source = 'rumour'");
  const Error error = error_of([&] { catalog_.for_each_values([](SongId, const KnownValues&) {}); });
  EXPECT_EQ(error.kind(), ErrorKind::kBadData);
  EXPECT_THAT(error.what(), testing::HasSubstr("'rumour'"));
}

}  // namespace
}  // namespace segue::catalog
