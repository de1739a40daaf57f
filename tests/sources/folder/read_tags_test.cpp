#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "folder_maker.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <taglib/fileref.h>
#include <taglib/mp4file.h>
#include <taglib/mp4item.h>
#include <taglib/mp4tag.h>
#include <taglib/tpropertymap.h>

#include "segue/sources/folder/music_folder.h"

namespace segue::sources {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Fields = std::map<std::string, std::vector<std::string>>;
using catalog::ExternalId;
using catalog::ReleaseDate;

class ReadTags : public FolderTest {
 protected:
  /// Writes the fields with TagLib.
  static std::filesystem::path tag(const std::filesystem::path& path, const Fields& fields) {
    TagLib::FileRef file(path.c_str());
    TagLib::PropertyMap properties;
    for (const auto& [name, values] : fields) {
      TagLib::StringList list;
      for (const std::string& value : values) list.append(TagLib::String(value, TagLib::String::UTF8));
      properties.insert(name, list);
    }
    file.file()->setProperties(properties);
    EXPECT_TRUE(file.save());
    return path;
  }
};

const Fields kAll = {{"TITLE", {"Grüße"}},
                     {"ARTIST", {"Ann", "Bob"}},
                     {"ALBUM", {"Fünf"}},
                     {"ALBUMARTIST", {"Somebody Else"}},
                     {"DATE", {"2010-11-12"}},
                     {"ISRC", {"us-rc1-76-07839"}},
                     {"MUSICBRAINZ_TRACKID", {"F97F9AEC-6B4E-4E5A-8A5A-0A6B3A1B2C3D"}},
                     {"LYRICS", {"First line\r\nSecond line"}}};

class ReadTagsOfFormat : public ReadTags, public ::testing::WithParamInterface<const char*> {};

TEST_P(ReadTagsOfFormat, EverythingSegueUses) {
  Fields fields = kAll;
  // TagLib writes several artists of a WMA file as one.
  if (GetParam() == std::string("plain.wma")) fields["ARTIST"] = {"Ann;Bob"};
  const auto path = tag(put_music(GetParam(), std::string("file-") + GetParam()), fields);
  const TaggedFile song = read_tags(path);
  const catalog::SongFacts& facts = song.record.facts;
  EXPECT_EQ(facts.title, "Grüße");
  EXPECT_THAT(facts.artists, ElementsAre("Ann", "Bob"));
  EXPECT_EQ(facts.album, "Fünf");
  EXPECT_EQ(facts.released, (ReleaseDate{2010, 11, 12}));
  EXPECT_THAT(facts.ids, ElementsAre(ExternalId{"isrc", "USRC17607839"},
                                     ExternalId{"musicbrainz", "f97f9aec-6b4e-4e5a-8a5a-0a6b3a1b2c3d"}));
  EXPECT_EQ(facts.path, path.native());
  EXPECT_EQ(song.record.lyrics, "First line\nSecond line");
  EXPECT_EQ(song.record.provenance, catalog::Provenance::kFile);
  EXPECT_FALSE(song.named_by_file);
  ASSERT_TRUE(song.stated_duration_s && facts.duration_ms);
  EXPECT_NEAR(*song.stated_duration_s, 0.2, 0.2);
  EXPECT_EQ(*facts.duration_ms, std::llround(*song.stated_duration_s * 1000));
}

INSTANTIATE_TEST_SUITE_P(All, ReadTagsOfFormat,
                         ::testing::Values("plain.mp3", "plain.flac", "plain.ogg", "plain.opus", "plain.m4a",
                                           "plain.wav", "plain.aiff", "plain.wma"),
                         [](const auto& format) { return std::string(format.param).substr(6); });

TEST_F(ReadTags, OtherProgramsTags) {
  const TaggedFile v1 = read_tags(put_music("id3v1.mp3", "x.mp3"));
  EXPECT_EQ(v1.record.facts.title, "Old Song");
  EXPECT_THAT(v1.record.facts.artists, ElementsAre("Old Band"));
  EXPECT_EQ(v1.record.facts.album, "Old Album");
  EXPECT_EQ(v1.record.facts.released, (ReleaseDate{1987, 0, 0}));
  const TaggedFile v23 = read_tags(put_music("id3v23.mp3", "x.mp3"));
  EXPECT_EQ(v23.record.facts.title, "Grüße");
  EXPECT_THAT(v23.record.facts.artists, ElementsAre("Ann", "Bob"));
  EXPECT_EQ(v23.record.facts.released, (ReleaseDate{1999, 0, 0}));
  const TaggedFile v24 = read_tags(put_music("id3v24.mp3", "x.mp3"));
  EXPECT_EQ(v24.record.facts.title, "Grüße");
  EXPECT_THAT(v24.record.facts.artists, ElementsAre("AC/DC"));
  EXPECT_EQ(v24.record.facts.released, (ReleaseDate{2001, 2, 3}));
}

TEST_F(ReadTags, TheBeginningOfTheFileTellsItsFormat) {
  const auto path = tag(put_music("plain.flac", "x.flac"), {{"TITLE", {"In FLAC"}}, {"ARTIST", {"A"}}});
  for (const char* ending : {"y.mp3", "y.ogg", "y.wav"}) {
    EXPECT_EQ(read_tags(put(ending, read(path))).record.facts.title, "In FLAC") << ending;
  }
}

TEST_F(ReadTags, GainFromEitherField) {
  EXPECT_DOUBLE_EQ(read_tags(tag(put_music("plain.flac", "a.flac"), {{"REPLAYGAIN_TRACK_GAIN", {"-7.30 dB"}}}))
                       .replay_gain_db.value(),
                   -7.3);
  EXPECT_DOUBLE_EQ(
      read_tags(tag(put_music("plain.mp3", "a.mp3"), {{"REPLAYGAIN_TRACK_GAIN", {"1.5 dB"}}})).replay_gain_db.value(),
      1.5);
  EXPECT_DOUBLE_EQ(
      read_tags(tag(put_music("plain.opus", "a.opus"), {{"R128_TRACK_GAIN", {"-256"}}})).replay_gain_db.value(), 4);
  EXPECT_FALSE(read_tags(put_music("plain.mp3", "b.mp3")).replay_gain_db);
}

TEST_F(ReadTags, Mp4ItemsOutsideTheList) {
  const auto path = put_music("plain.m4a", "a.m4a");
  TagLib::MP4::File file(path.c_str());
  file.tag()->setTitle("T");
  file.tag()->setItem("rtng", TagLib::MP4::Item(static_cast<unsigned char>(1)));
  file.tag()->setItem("----:com.apple.iTunes:replaygain_track_gain", TagLib::MP4::Item(TagLib::StringList("-3.00 dB")));
  TagLib::StringList names("Ann & Co");
  names.append("Bob");
  file.tag()->setItem("----:com.apple.iTunes:ARTISTS", TagLib::MP4::Item(names));
  ASSERT_TRUE(file.save());
  const TaggedFile song = read_tags(path);
  EXPECT_EQ(song.record.facts.explicit_words, true);
  EXPECT_DOUBLE_EQ(song.replay_gain_db.value(), -3);
  EXPECT_THAT(song.record.facts.artists, ElementsAre("Ann & Co", "Bob"));
}

TEST_F(ReadTags, DatesArtistsAndTitles) {
  const auto facts = [&](const Fields& fields) {
    return read_tags(tag(put_music("plain.flac", "02 Desert.flac"), fields)).record.facts;
  };
  EXPECT_EQ(facts({{"DATE", {"2015"}}, {"ORIGINALDATE", {"1969-09-26"}}}).released, (ReleaseDate{1969, 9, 26}));
  EXPECT_EQ(facts({{"DATE", {"1969-09-26"}}, {"ORIGINALDATE", {"1969"}}}).released, (ReleaseDate{1969, 9, 26}));
  EXPECT_EQ(facts({{"YEAR", {"1971"}}, {"DATE", {"junk"}}}).released, (ReleaseDate{1971, 0, 0}));
  EXPECT_THAT(facts({{"ALBUMARTIST", {"Ann"}}, {"ARTIST", {"Unknown Artist"}}}).artists, ElementsAre("Ann"));
  EXPECT_THAT(facts({{"ARTISTS", {"Ann", "Bob"}}, {"ARTIST", {"Ann & Bob"}}}).artists, ElementsAre("Ann", "Bob"));
  EXPECT_EQ(facts({{"TITLE", {"Ann - Song"}}, {"ARTIST", {"ANN"}}}).title, "Song");
  EXPECT_EQ(facts({{"TITLE", {"Caves", "Crossroads", "Desert"}}, {"ARTIST", {"A"}}}).title, "Desert");
  EXPECT_EQ(facts({{"TITLE", {"Caves", "Grave", "Hell"}}, {"ARTIST", {"A"}}}).title, "Desert");
  EXPECT_EQ(facts({{"TITLE", {"Título", "Title"}}, {"ARTIST", {"A"}}}).title, "Título");
  EXPECT_EQ(facts({{"TITLE", {"BeyoncÃ©"}}, {"ARTIST", {"A"}}}).title, "Beyoncé");
  EXPECT_THAT(facts({{"ISRC", {"nonsense"}}, {"MUSICBRAINZ_TRACKID", {"1"}}}).ids, IsEmpty());
  EXPECT_EQ(facts({{"TITLE", {std::string(70'000, 'x')}}}).title.size(), 1000U);
}

TEST_F(ReadTags, LyricsInTheOrderOfTheirSources) {
  const auto path = tag(put_music("plain.flac", "a.flac"), {{"TITLE", {"T"}}, {"ARTIST", {"A"}}});
  EXPECT_EQ(read_tags(path).record.lyrics, "");
  put("song.txt", "#TITLE:X\n#ARTIST:Y\n#MP3:A.FLAC\n: 0 1 1 from UltraStar\nE\n");
  EXPECT_EQ(read_tags(path).record.lyrics, "from UltraStar");
  EXPECT_EQ(read_tags(path).record.facts.title, "T");
  put("a.txt", "from a text of words\nwith two lines\n");
  EXPECT_EQ(read_tags(path).record.lyrics, "from a text of words\nwith two lines");
  put("a.LRC", "[00:01.00]from LRC");
  EXPECT_EQ(read_tags(path).record.lyrics, "from LRC");
  tag(path, {{"LYRICS", {"short"}}, {"UNSYNCEDLYRICS", {"[00:01.00]from the tag"}}});
  EXPECT_EQ(read_tags(path).record.lyrics, "from the tag");
}

TEST_F(ReadTags, ATextBesideThatIsNoWordsIsLeftAlone) {
  put("a.txt", "1 2 3 4 5 6\n7 8 9 10\n");
  put("b.txt", std::string(2U << 20U, 'a'));
  EXPECT_EQ(read_tags(put_music("plain.flac", "a.flac")).record.lyrics, "");
  EXPECT_EQ(read_tags(put_music("plain.flac", "b.flac")).record.lyrics, "");
}

TEST_F(ReadTags, UltraStarNamesUntaggedFiles) {
  put("song.txt", "#TITLE:Better\n#ARTIST:Jonathan\n#MP3:Audio.mp3\n#YEAR:2006\n: 0 1 1 Where\nE\n");
  const TaggedFile song = read_tags(put_music("plain.mp3", "audio.mp3"));
  EXPECT_EQ(song.record.facts.title, "Better");
  EXPECT_THAT(song.record.facts.artists, ElementsAre("Jonathan"));
  EXPECT_EQ(song.record.facts.released, (ReleaseDate{2006, 0, 0}));
  EXPECT_EQ(song.record.lyrics, "Where");
  EXPECT_FALSE(song.named_by_file);
  EXPECT_EQ(read_tags(put_music("plain.mp3", "other.mp3")).record.facts.title, "other");
  EXPECT_EQ(read_tags(put_music("plain.ogg", "audio.ogg")).record.facts.title, "audio") << "audio.mp3 is there";
  std::filesystem::remove(folder_ / "audio.mp3");
  EXPECT_EQ(read_tags(folder_ / "audio.ogg").record.facts.title, "Better") << "converted since";
}

TEST_F(ReadTags, SongIniNamesItsSong) {
  put("song.ini", "[song]\nname = Feelings\nartist = Composed and performed by Sectoid\n");
  const TaggedFile song = read_tags(put_music("plain.ogg", "song.ogg"));
  EXPECT_EQ(song.record.facts.title, "Feelings");
  EXPECT_THAT(song.record.facts.artists, ElementsAre("Sectoid"));
  EXPECT_FALSE(song.named_by_file);
  EXPECT_EQ(read_tags(put_music("plain.ogg", "guitar.ogg")).record.facts.title, "guitar");
}

TEST_F(ReadTags, TheNameFillsGapsOnlyWhereItAgrees) {
  const auto read_named = [&](const char* name, const Fields& fields) {
    const TaggedFile song = read_tags(tag(put_music("plain.flac", name), fields));
    return (song.record.facts.artists.empty() ? "" : song.record.facts.artists[0]) + "|" + song.record.facts.title +
           (song.named_by_file ? "|name" : "");
  };
  EXPECT_EQ(read_named("Toto - Africa.flac", {}), "Toto|Africa|name");
  EXPECT_EQ(read_named("Toto - Africa.flac", {{"TITLE", {"Track 01"}}}), "Toto|Africa|name");
  EXPECT_EQ(read_named("Toto - Africa.flac", {{"TITLE", {"AFRICA"}}}), "Toto|AFRICA|name");
  EXPECT_EQ(read_named("Toto - Africa.flac", {{"TITLE", {"Rosanna"}}}), "|Rosanna");
  EXPECT_EQ(read_named("Toto - Africa.flac", {{"ARTIST", {"TOTO"}}}), "TOTO|Africa|name");
  EXPECT_EQ(read_named("Toto - Africa.flac", {{"ARTIST", {"Weezer"}}}), "Weezer|Toto - Africa|name");
  EXPECT_EQ(read_named("   .flac", {}), "|.flac|name");
}

TEST_F(ReadTags, FoldersNameNumberedFiles) {
  put_music("plain.flac", "Pink Floyd/1977 - Animals/CD1/01 Pigs.flac");
  EXPECT_THAT(read_tags(folder_ / "Pink Floyd/1977 - Animals/CD1/01 Pigs.flac").record.facts.artists, IsEmpty())
      << "alone in its folder";
  put_music("plain.flac", "Pink Floyd/1977 - Animals/CD1/02 Dogs.flac");
  const auto facts = read_tags(folder_ / "Pink Floyd/1977 - Animals/CD1/01 Pigs.flac").record.facts;
  EXPECT_EQ(facts.title, "Pigs");
  EXPECT_EQ(facts.album, "Animals");
  EXPECT_THAT(facts.artists, ElementsAre("Pink Floyd"));
  put_music("plain.flac", "Pink Floyd/Animals/Sheep.flac");
  EXPECT_THAT(read_tags(folder_ / "Pink Floyd/Animals/Sheep.flac").record.facts.artists, IsEmpty());
}

TEST_F(ReadTags, WhatTagLibCannotReadIsNamedByTheFile) {
  for (const char* name : {"Toto - Africa.mp3", "Toto - Africa.flac", "Toto - Africa.mka", "Toto - Africa.dsf"}) {
    for (const std::string& bytes : {std::string(), std::string("\0\0\0", 3), data("plain.mka").substr(0, 100)}) {
      const TaggedFile song = read_tags(put(name, bytes));
      EXPECT_EQ(song.record.facts.title, "Africa") << name;
      EXPECT_TRUE(song.named_by_file);
    }
  }
  EXPECT_EQ(read_tags(folder_ / "gone.mp3").record.facts.title, "gone");
}

}  // namespace
}  // namespace segue::sources
