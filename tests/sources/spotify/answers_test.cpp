#include "segue/sources/spotify/answers.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/sources/spotify/sound_answers.h"

namespace segue::sources {
namespace {

using catalog::Variable;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Kind = SpotifyItem::Kind;

constexpr const char* kTrack = R"({
  "id": "0aB1cD2eF3gH4iJ5kL6mN7", "name": " Paper Moons ", "type": "track", "duration_ms": 201234, "explicit": false,
  "popularity": 61, "is_local": false, "uri": "spotify:track:0aB1cD2eF3gH4iJ5kL6mN7", "track": true,
  "artists": [{"id": "1", "name": "The Invented"}, {"name": "A Guest"}, {"name": "The Invented"}, {"name": null}],
  "album": {"name": "Lanterns", "release_date": "1999-05", "release_date_precision": "month"},
  "external_ids": {"isrc": "us-abc-99-00001"}})";

std::string page(const std::string& items, const std::string& rest = R"("total": 3, "offset": 0, "next": null)") {
  return R"({"items": [)" + items + "], " + rest + "}";
}

SpotifyItem only_item(const std::string& item) {
  const auto read = read_spotify_playlist_page(page(item), "page");
  EXPECT_EQ(read.items.size(), 1u);
  return read.items.at(0);
}

TEST(SpotifyAnswers, ATrackIsASong) {
  const auto facts = read_spotify_track(kTrack, "track");
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->title, "Paper Moons");
  EXPECT_THAT(facts->artists, ElementsAre("The Invented", "A Guest"));
  EXPECT_EQ(facts->album, "Lanterns");
  EXPECT_EQ(facts->released, (catalog::ReleaseDate{1999, 5, 0}));
  EXPECT_EQ(facts->duration_ms, 201234);
  EXPECT_EQ(facts->popularity, 61);
  EXPECT_EQ(facts->explicit_words, false);
  EXPECT_THAT(facts->ids, ElementsAre(catalog::ExternalId{"spotify", "0aB1cD2eF3gH4iJ5kL6mN7"},
                                      catalog::ExternalId{"isrc", "USABC9900001"}));
}

TEST(SpotifyAnswers, ACopyForAMarketKeepsTheIdAskedFor) {
  const auto facts = read_spotify_track(
      R"({"id": "0aB1cD2eF3gH4iJ5kL6mN7", "name": "a", "artists": [{"name": "b"}],
          "linked_from": {"id": "7Nm6Lk5Ji4Hg3Fe2Dc1Ba0"}})",
      "track");
  ASSERT_TRUE(facts);
  EXPECT_THAT(facts->ids, ElementsAre(catalog::ExternalId{"spotify", "0aB1cD2eF3gH4iJ5kL6mN7"},
                                      catalog::ExternalId{"spotify", "7Nm6Lk5Ji4Hg3Fe2Dc1Ba0"}));
}

TEST(SpotifyAnswers, WhatIsOutOfRangeIsUnknown) {
  const auto facts = read_spotify_track(
      R"({"id": "short", "name": "a", "artists": [{"name": "b"}], "duration_ms": -5, "popularity": 101,
          "explicit": "no", "album": {"name": 7, "release_date": "0000"}, "external_ids": {"isrc": "x"}})",
      "track");
  ASSERT_TRUE(facts);
  EXPECT_FALSE(facts->duration_ms || facts->popularity || facts->explicit_words || facts->released);
  EXPECT_TRUE(facts->ids.empty() && facts->album.empty());
}

TEST(SpotifyAnswers, EntriesInBothShapes) {
  EXPECT_EQ(only_item(R"({"track": )" + std::string(kTrack) + "}").kind, Kind::kSong);
  EXPECT_EQ(only_item(R"({"item": )" + std::string(kTrack) + "}").facts.title, "Paper Moons");
  EXPECT_EQ(only_item(R"({"item": null, "track": )" + std::string(kTrack) + "}").kind, Kind::kSong);
  EXPECT_EQ(only_item(R"({"track": true, "item": )" + std::string(kTrack) + "}").kind, Kind::kSong);
}

TEST(SpotifyAnswers, EntriesThatAreNoSongs) {
  EXPECT_EQ(only_item(R"({"track": null})").kind, Kind::kGone);
  EXPECT_EQ(only_item("null").kind, Kind::kGone);
  EXPECT_EQ(only_item(R"({"track": {"id": "0aB1cD2eF3gH4iJ5kL6mN7", "name": "", "artists": [{"name": ""}]}})").kind,
            Kind::kGone);
  EXPECT_EQ(only_item(R"({"track": {"type": "episode", "name": "Talk", "show": {}}})").kind, Kind::kEpisode);
  EXPECT_EQ(only_item("7").kind, Kind::kStrange);
  const auto nobody = only_item(R"({"track": {"name": "Alone", "artists": []}})");
  EXPECT_EQ(nobody.kind, Kind::kStrange);
  EXPECT_EQ(nobody.found, "Alone");
}

TEST(SpotifyAnswers, LocalFilesAreReadFromTagsOrUri) {
  const auto tagged = only_item(
      R"({"is_local": true, "track": {"id": null, "name": "Shed", "artists": [{"name": "Me"}], "duration_ms": 65000,
          "popularity": 0, "album": {"name": ""}, "uri": "spotify:local:Me::Shed:65"}})");
  EXPECT_EQ(tagged.kind, Kind::kLocal);
  EXPECT_TRUE(tagged.facts.ids.empty() && !tagged.facts.popularity);
  const auto bare = only_item(R"({"track": {"uri": "spotify:local:Some+One:At+Home:Caf%C3%A9+%26+Rain:125"}})");
  EXPECT_EQ(bare.kind, Kind::kLocal);
  EXPECT_EQ(bare.facts.title, "Café & Rain");
  EXPECT_THAT(bare.facts.artists, ElementsAre("Some One"));
  EXPECT_EQ(bare.facts.album, "At Home");
  EXPECT_EQ(bare.facts.duration_ms, 125000);
  const auto nameless = only_item(R"({"track": {"uri": "spotify:local:::untitled:1"}})");
  EXPECT_EQ(nameless.kind, Kind::kStrange);
  EXPECT_THAT(nameless.expected, HasSubstr("local file"));
}

TEST(SpotifyAnswers, PagesSayWhatFollows) {
  const auto read = read_spotify_playlist_page(
      page(R"({"track": null})", R"("total": 151, "offset": 100, "next": "https://x/y?offset=150")"), "page");
  EXPECT_EQ(read.offset, 100u);
  EXPECT_EQ(read.total, 151u);
  EXPECT_EQ(read.next, "https://x/y?offset=150");
}

TEST(SpotifyAnswers, HeadsInEveryShape) {
  const auto whole = read_spotify_playlist_head(
      R"({"id": "p", "name": "Walks", "snapshot_id": "s1", "owner": {"id": "me", "display_name": "Me"},
          "items": {"items": [{"item": null}], "total": 1}, "tracks": {"items": [], "total": 1}})",
      "playlist");
  EXPECT_EQ(whole.name, "Walks");
  EXPECT_EQ(whole.owner, "Me");
  EXPECT_EQ(whole.snapshot, "s1");
  EXPECT_EQ(whole.page_name, "items");
  ASSERT_TRUE(whole.page);
  EXPECT_EQ(whole.page->items.size(), 1u);
  EXPECT_EQ(whole.total, 1u);
  const auto old = read_spotify_playlist_head(
      R"({"id": "p", "name": "x", "owner": {"id": "me"}, "tracks": {"href": "h", "total": 7}})", "playlist");
  EXPECT_EQ(old.owner, "me");
  EXPECT_EQ(old.total, 7u);
  EXPECT_FALSE(old.page);
  EXPECT_FALSE(read_spotify_playlist_head(R"({"id": "p", "name": "x"})", "playlist").total);
}

TEST(SpotifyAnswers, ListsAreReadWithTheirHoles) {
  const auto tracks = read_spotify_tracks(R"({"tracks": [null, )" + std::string(kTrack) + R"(, {"id": 1}]})", "tracks");
  ASSERT_EQ(tracks.size(), 3u);
  EXPECT_FALSE(tracks[0] || tracks[2]);
  EXPECT_TRUE(tracks[1]);
  const auto found = read_spotify_search(R"({"tracks": {"items": [null, )" + std::string(kTrack) + "]}}", "search");
  ASSERT_EQ(found.size(), 1u);
}

TEST(SpotifyAnswers, WhatIsNoAnswerSaysSo) {
  const auto message = [](const std::string& json) {
    try {
      read_spotify_playlist_page(json, "entries 1 to 50 of playlist x");
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kService);
      return std::string(error.what());
    }
    return std::string("taken");
  };
  EXPECT_THAT(message(""), HasSubstr("no JSON"));
  EXPECT_THAT(message("<html><body>Bad gateway</body></html>"), HasSubstr("entries 1 to 50 of playlist x: expected"));
  EXPECT_THAT(message(page(kTrack).substr(0, 200)), HasSubstr("cut off"));
  EXPECT_THAT(message("[1, 2]"), HasSubstr("found a list"));
  EXPECT_THAT(message("{}"), HasSubstr("\"items\""));
  EXPECT_THAT(message(std::string(100'000, '[')), HasSubstr("no JSON"));
  EXPECT_THROW(read_spotify_playlist_head("{}", "playlist"), Error);
  EXPECT_THROW(read_spotify_tracks(R"({"tracks": {}})", "tracks"), Error);
  EXPECT_THROW(read_spotify_search(R"({"tracks": []})", "search"), Error);
}

TEST(SpotifySound, FeaturesAreJoinedByIdAndChecked) {
  const auto features = read_spotify_features(
      R"({"audio_features": [null, {"id": "0aB1cD2eF3gH4iJ5kL6mN7", "danceability": 0.5, "energy": 1.5, "key": -1,
          "loudness": -7.25, "mode": 1, "tempo": 0, "time_signature": 4, "valence": "high", "liveness": 0},
          {"id": null, "energy": 0.1}]})",
      "features");
  ASSERT_EQ(features.size(), 1u);
  const auto& values = features[0].values;
  EXPECT_EQ(values[Variable::kDanceability], 0.5);
  EXPECT_EQ(values[Variable::kLoudness], -7.25);
  EXPECT_EQ(values[Variable::kMode], 1);
  EXPECT_EQ(values[Variable::kTimeSignature], 4);
  EXPECT_EQ(values[Variable::kLiveness], 0);
  for (const auto variable : {Variable::kEnergy, Variable::kKey, Variable::kTempo, Variable::kValence}) {
    EXPECT_FALSE(values.has(variable)) << catalog::info(variable).name;
  }
}

TEST(SpotifySound, AnalysisGivesTenNumbers) {
  std::string json = R"({"meta": {"status_code": 0}, "bars": [{"start": 0.1, "track": {"loudness": 3}}], "track": {
    "num_samples": 4410000, "analysis_sample_rate": 22050, "analysis_channels": 1, "end_of_fade_in": 0.25,
    "start_of_fade_out": 190.5, "loudness": -6.5, "tempo": 100, "tempo_confidence": 0.4,
    "time_signature_confidence": 1, "key_confidence": 0.3, "mode_confidence": 2.5}, "segments": [)";
  for (int i = 0; i < 1000; ++i) json += R"({"start": 1, "pitches": [0, 1]},)";
  json += "{}]}";
  const auto values = read_spotify_analysis(json, "analysis");
  ASSERT_TRUE(values);
  EXPECT_EQ((*values)[Variable::kNumSamples], 4'410'000);
  EXPECT_EQ((*values)[Variable::kAnalysisLoudness], -6.5);
  EXPECT_EQ((*values)[Variable::kStartOfFadeOut], 190.5);
  EXPECT_EQ((*values)[Variable::kTempoConfidence], 0.4);
  EXPECT_FALSE(values->has(Variable::kModeConfidence));
  EXPECT_FALSE(values->has(Variable::kTempo)) << "that is the features' to say";
  EXPECT_FALSE(read_spotify_analysis(R"({"track": {}})", "analysis"));
  EXPECT_THROW(read_spotify_analysis(R"({"meta": {}})", "analysis"), Error);
  EXPECT_THROW(read_spotify_analysis(json.substr(0, json.size() - 2), "analysis"), Error);
}

}  // namespace
}  // namespace segue::sources
