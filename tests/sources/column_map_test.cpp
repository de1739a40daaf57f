#include "segue/sources/csv/column_map.h"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"

namespace segue::sources {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Overrides = std::vector<std::pair<std::string, std::string>>;

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> cells;
  for (;;) {
    const std::size_t end = std::min(text.size(), text.find(','));
    cells.emplace_back(text.substr(0, end));
    if (end == text.size()) return cells;
    text.remove_prefix(end + 1);
  }
}

ColumnMap map(std::string_view header, std::string_view row = {}, const Overrides& overrides = {}) {
  const std::vector<std::string> names = split(header);
  const std::vector<std::string> cells = row.empty() ? std::vector<std::string>() : split(row);
  const std::vector<std::string_view> first(cells.begin(), cells.end());
  return map_columns(names, first, overrides, "t.csv");
}

Error error_of(std::string_view header, const Overrides& overrides = {}) {
  try {
    map(header, {}, overrides);
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no error for " << header;
  return Error(ErrorKind::kFailed, "none");
}

TEST(ColumnMap, ReadsTidyTuesday) {
  const ColumnMap m = map(
      "track_id,track_name,track_artist,track_popularity,track_album_id,track_album_name,track_album_release_date,"
      "playlist_name,playlist_id,playlist_genre,playlist_subgenre,danceability,energy,key,loudness,mode,speechiness,"
      "acousticness,instrumentalness,liveness,valence,tempo,duration_ms");
  EXPECT_EQ(m.kind, ColumnMap::Kind::kPlaylists);
  EXPECT_EQ(m.artist_list, ArtistList::kOne);
  EXPECT_THAT(m.ignored, ElementsAre("track_album_id", "playlist_genre", "playlist_subgenre"));
  EXPECT_EQ(m.variables.size(), 11u);
  EXPECT_EQ(m[Field::kSpotifyId]->index, 0u);
  EXPECT_EQ(m[Field::kPlaylistId]->index, 8u);
  EXPECT_EQ(m[Field::kDuration]->form, FieldForm::kMilliseconds);
  EXPECT_EQ(m.used.front(), "track_id → spotify_id");
}

TEST(ColumnMap, ReadsOtherProgramsTables) {
  const ColumnMap tune = map("Track name,Artist name,Album,Playlist name,Type,ISRC,Spotify - id");
  EXPECT_EQ(tune.kind, ColumnMap::Kind::kPlaylists);
  EXPECT_THAT(tune.ignored, ElementsAre("Type"));

  const ColumnMap soundiiz = map("title,artist,album,isrc,addedDate");
  EXPECT_EQ(soundiiz.kind, ColumnMap::Kind::kSongs);
  EXPECT_THAT(soundiiz.ignored, ElementsAre("addedDate"));

  const ColumnMap kaggle =
      map(",track_id,artists,album_name,track_name,popularity,duration_ms,explicit,danceability,track_genre");
  EXPECT_EQ(kaggle.artist_list, ArtistList::kSemicolons);
  EXPECT_THAT(kaggle.ignored, ElementsAre("", "track_genre"));

  const ColumnMap dump =
      map("id,name,album,album_id,artists,artist_ids,track_number,disc_number,explicit,energy,year,release_date",
          "7lmeHLHBe4nmXzuXc0HDjk,A,B,x,['C'],y,1,1,False,0.9,1999,1999-11-02");
  EXPECT_EQ(dump.kind, ColumnMap::Kind::kSongs) << "a disc number alone makes no Exportify file";
  EXPECT_EQ(dump[Field::kSpotifyId]->index, 0u);
  EXPECT_EQ(dump[Field::kTitle]->index, 1u);
  EXPECT_EQ(dump[Field::kYear]->index, 10u);

  EXPECT_EQ(map("artist,title,spotify_track_id,lyrics").kind, ColumnMap::Kind::kLyrics);
  EXPECT_EQ(map("artist,title,language,release_date,lyrics_raw").kind, ColumnMap::Kind::kLyrics);
  EXPECT_EQ(map("artist,title,mood,lyrics")[Field::kLyrics]->index, 3u);
  EXPECT_THAT(map("artist,title,mood,lyrics").variables, IsEmpty()) << "mood is not mode";
  EXPECT_EQ(map("artist,title,lyrics,energy").kind, ColumnMap::Kind::kSongs);
}

TEST(ColumnMap, KnowsAllVariablesByName) {
  std::string header = "title,artist";
  for (const catalog::VariableInfo& info : catalog::variables()) header += "," + std::string(info.name);
  const ColumnMap m = map(header);
  ASSERT_EQ(m.variables.size(), catalog::kVariableCount);
  for (std::size_t i = 0; i < catalog::kVariableCount; ++i) {
    EXPECT_EQ(m.variables[i].variable, catalog::variables()[i].variable);
    EXPECT_EQ(m.variables[i].index, i + 2);
  }
}

TEST(ColumnMap, ComparesHeadersLoosely) {
  const ColumnMap m = map("TRACK-NAME, artist_NAME ,Time Signature,DURATION (MS),Título,Genre(s)");
  EXPECT_EQ(m[Field::kTitle]->index, 0u);
  EXPECT_EQ(m[Field::kArtist]->index, 1u);
  EXPECT_EQ(m.variables.at(0).variable, catalog::Variable::kTimeSignature);
  EXPECT_EQ(m[Field::kDuration]->form, FieldForm::kMilliseconds);
  EXPECT_THAT(m.ignored, ElementsAre("Título", "Genre(s)"));
  EXPECT_EQ(map("Title(s),Artist(s)").artist_list, ArtistList::kSemicolons);
  EXPECT_EQ(map("title,artist,Duration (s)")[Field::kDuration]->form, FieldForm::kSeconds);
  EXPECT_EQ(map("title,artist,length")[Field::kDuration]->form, FieldForm::kPlain);
}

TEST(ColumnMap, TakesThePlainestNameThenTheFirstColumn) {
  const ColumnMap m = map("name,track,title,song,artist,artist name,energy,Energy,text,lyrics");
  EXPECT_EQ(m[Field::kTitle]->index, 2u);
  EXPECT_EQ(m[Field::kArtist]->index, 4u);
  ASSERT_EQ(m.variables.size(), 1u);
  EXPECT_EQ(m.variables[0].index, 6u);
  EXPECT_EQ(m[Field::kLyrics]->index, 9u);
  EXPECT_THAT(m.ignored, ElementsAre("name", "track", "song", "artist name", "Energy", "text"));
  EXPECT_EQ(map("track,artist,name")[Field::kTitle]->index, 0u);
}

TEST(ColumnMap, TakesIdsOfOtherServicesForNone) {
  EXPECT_FALSE(map("track_id,title,artist", "TRAAAAW128F429D538,A,B")[Field::kSpotifyId]);
  EXPECT_FALSE(map("id,title,artist", "17,A,B")[Field::kSpotifyId]);
  EXPECT_FALSE(map("url,title,artist", "https://example.org,A,B")[Field::kSpotifyId]);
  EXPECT_TRUE(map("id,title,artist", "7lmeHLHBe4nmXzuXc0HDjk,A,B")[Field::kSpotifyId]);
  EXPECT_TRUE(map("Track ID,title,artist", ",A,B")[Field::kSpotifyId]) << "an empty cell decides nothing";
  EXPECT_EQ(map("id,title,artist,track_uri", "17,A,B,x")[Field::kSpotifyId]->index, 3u);
}

TEST(ColumnMap, IsOverriddenColumnByColumn) {
  const ColumnMap m = map("Lied,Wer,title,Kraft,artist", {},
                          {{"lied", "title"}, {"WER", "artists"}, {"Kraft", "energy"}, {"title", "ignore"}});
  EXPECT_EQ(m[Field::kTitle]->index, 0u);
  EXPECT_EQ(m[Field::kArtist]->index, 1u);
  EXPECT_EQ(m.artist_list, ArtistList::kSemicolons);
  EXPECT_EQ(m.variables.at(0).index, 3u);
  EXPECT_THAT(m.ignored, ElementsAre("title", "artist"));
  EXPECT_THAT(m.used, ElementsAre("Lied → title", "Wer → artists", "Kraft → energy"));
}

TEST(ColumnMap, RefusesOverridesThatFitNothing) {
  const Error field = error_of("title,artist,x", {{"x", "colour"}});
  EXPECT_EQ(field.kind(), ErrorKind::kUsage);
  EXPECT_THAT(field.what(), HasSubstr("no field \"colour\""));
  EXPECT_THAT(field.hint(), HasSubstr("title, artist, artists, album"));
  EXPECT_THAT(field.hint(), HasSubstr("has_lyrics"));

  const Error column = error_of("title,artist,x", {{"y", "energy"}});
  EXPECT_EQ(column.kind(), ErrorKind::kUsage);
  EXPECT_THAT(column.what(), HasSubstr("t.csv has no column \"y\""));
  EXPECT_THAT(column.hint(), HasSubstr("title, artist, x"));

  const Error twice = error_of("title,artist,x,y", {{"x", "energy"}, {"y", "energy"}});
  EXPECT_EQ(twice.kind(), ErrorKind::kUsage);
  EXPECT_THAT(twice.what(), HasSubstr("\"x\""));
}

TEST(ColumnMap, SaysWhatItMissesAndWhatItFound) {
  const Error neither = error_of("label,text");
  EXPECT_EQ(neither.kind(), ErrorKind::kBadData);
  EXPECT_THAT(neither.what(), HasSubstr("a title and an artist in its header: label, text"));
  EXPECT_THAT(neither.hint(), HasSubstr("--map"));
  EXPECT_THAT(error_of("title,x").what(), HasSubstr("none for an artist"));
  EXPECT_THAT(error_of("artist,x").what(), HasSubstr("none for a title"));
}

TEST(ColumnMap, StaysShortAboutEndlessHeaders) {
  std::string header;
  for (int i = 0; i < 100'000; ++i) header += fmt::format("column {},", i);
  EXPECT_LT(std::string(error_of(header).what()).size(), 2000u);
  EXPECT_THAT(error_of(header).what(), HasSubstr("and 99961 more"));
  EXPECT_LT(std::string(error_of(std::string(1 << 20, 'x')).what()).size(), 500u);
}

TEST(MappableFields, NamesEachOnceAndReadsThemBack) {
  std::vector<std::string> names = field_names();
  for (const std::string& name : names) EXPECT_TRUE(field_named(name)) << name;
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
  EXPECT_FALSE(field_named("colour"));
  EXPECT_FALSE(field_named(""));
}

}  // namespace
}  // namespace segue::sources
