#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/sources/playlist_file/playlist_file.h"

namespace segue::sources {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Id = catalog::ExternalId;

ListedPlaylist read(std::string_view xml) {
  return read_xspf(xml, "list.xspf", "/music/lists");
}

std::string refusal(std::string_view xml) {
  try {
    read(xml);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadData);
    return error.what();
  }
  return "";
}

std::string document(std::string_view tracks, std::string_view before = "") {
  return std::string(before) + "<playlist version=\"1\" xmlns=\"http://xspf.org/ns/0/\"><title>T</title><trackList>" +
         std::string(tracks) + "</trackList></playlist>";
}

TEST(Xspf, ReadsATrack) {
  const auto list = read(document(R"(<track>
    <extension application="http://example.org"><v:title xmlns:v="http://v.org/">Not this</v:title></extension>
    <location>
      ../ann/%231%20One.flac
    </location><identifier>https://musicbrainz.org/recording/e8f9b188-f819-4e43-ab0f-4bd26ce9ff56</identifier>
    <title>Gold &amp; Silver</title><creator>Ann</creator><album>Metals</album><trackNum>3</trackNum>
    <duration>61000</duration></track>)"));
  EXPECT_EQ(list.name, "T");
  ASSERT_EQ(list.songs.size(), 1u);
  const auto& song = list.songs[0];
  EXPECT_EQ(song.facts.title, "Gold & Silver");
  EXPECT_THAT(song.facts.artists, ElementsAre("Ann"));
  EXPECT_EQ(song.facts.album, "Metals");
  EXPECT_EQ(song.facts.duration_ms, 61000);
  EXPECT_THAT(song.facts.ids, ElementsAre(Id{"musicbrainz", "e8f9b188-f819-4e43-ab0f-4bd26ce9ff56"}));
  EXPECT_THAT(song.paths, Contains("/music/ann/#1 One.flac"));
}

TEST(Xspf, OtherEncodingsAndPrefixes) {
  EXPECT_EQ(read("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + document("<track><title>Caf\xe9</title></track>"))
                .songs[0]
                .facts.title,
            "Café");
  const auto list = read(
      "<x:playlist xmlns:x=\"http://xspf.org/ns/0/\"><x:trackList><x:track><x:title>A</x:title></x:track>"
      "</x:trackList></x:playlist>");
  EXPECT_EQ(list.songs[0].facts.title, "A");
}

TEST(Xspf, EntitiesAreRefused) {
  const std::string_view bomb =
      "<!DOCTYPE p [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]>";
  EXPECT_THAT(refusal(document("<track><title>&c;</title></track>", bomb)), HasSubstr("declares entities"));
  EXPECT_THAT(refusal(document("<track><title>&f;</title></track>",
                               "<!DOCTYPE p [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>")),
              HasSubstr("declares entities"));
  // A document type elsewhere is not fetched.
  EXPECT_EQ(read(document("<track><title>A</title></track>", "<!DOCTYPE playlist SYSTEM \"http://127.0.0.1:1/x.dtd\">"))
                .songs.size(),
            1u);
}

TEST(Xspf, SaysWhatItFound) {
  EXPECT_THAT(refusal(""), HasSubstr("ends too early"));
  EXPECT_THAT(refusal("{}"), HasSubstr("broken XML in line 1"));
  EXPECT_THAT(refusal(document("<track>").substr(0, 86)), HasSubstr("ends too early"));
  EXPECT_THAT(refusal("<html><body/></html>"), HasSubstr("an element 'html'"));
  EXPECT_THAT(refusal("<playlist xmlns=\"http://xspf.org/ns/0/\"/>"), HasSubstr("without a trackList"));
  std::string deep;
  for (int i = 0; i < 1000; ++i) deep += "<a>";
  EXPECT_THAT(refusal("<playlist>" + deep), HasSubstr("nested too deep"));
}

TEST(Xspf, LongTextIsCutAndTheRestIsRead) {
  const auto list =
      read(document("<track><title>" + std::string(100'000, 'x') + "</title><creator>Ann</creator></track>"));
  ASSERT_EQ(list.songs.size(), 1u);
  EXPECT_LE(list.songs[0].facts.title.size(), 1000u);
  EXPECT_THAT(list.songs[0].facts.artists, ElementsAre("Ann"));
}

}  // namespace
}  // namespace segue::sources
