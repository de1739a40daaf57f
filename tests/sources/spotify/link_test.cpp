#include "segue/sources/spotify/link.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"

namespace segue::sources {
namespace {

using ::testing::HasSubstr;

constexpr const char* kId = "0aB1cD2eF3gH4iJ5kL6mN7";

TEST(SpotifyLink, ReadsEveryWrittenForm) {
  const std::string id = kId;
  const std::vector<std::string> forms = {
      "https://open.spotify.com/playlist/" + id,
      "http://open.spotify.com/playlist/" + id + "/",
      "open.spotify.com/playlist/" + id,
      "HTTPS://Open.Spotify.com/playlist/" + id,
      "https://open.spotify.com/playlist/" + id + "?si=0123456789abcdef&pt=xyz",
      "https://open.spotify.com/playlist/" + id + "#_=_",
      "https://open.spotify.com/playlist/" + id + "/?si=1#x",
      "https://open.spotify.com/intl-de/playlist/" + id,
      "https://open.spotify.com/intl-pt/playlist/" + id + "?si=1",
      "https://open.spotify.com/embed/playlist/" + id + "?utm_source=generator",
      "https://open.spotify.com/intl-fr/embed/playlist/" + id,
      "https://open.spotify.com/user/some.one/playlist/" + id,
      "https://open.spotify.com/user/%C3%A9va/playlist/" + id + "?si=1",
      "https://play.spotify.com/user/x/playlist/" + id,
      "spotify:playlist:" + id,
      "spotify:user:some.one:playlist:" + id,
      "spotify://playlist/" + id,
      " \t" + id + "\n",
      "  spotify:playlist:" + id + "  ",
  };
  for (const auto& form : forms) {
    EXPECT_EQ(spotify_id_of(form, SpotifyType::kPlaylist), id) << form;
    const auto link = read_spotify_link(form);
    ASSERT_TRUE(link) << form;
    EXPECT_EQ(link->id, id) << form;
    EXPECT_EQ(speaks_of_spotify(form), link->type.has_value()) << form;
  }
}

TEST(SpotifyLink, KnowsEveryType) {
  for (const auto type : {SpotifyType::kTrack, SpotifyType::kAlbum, SpotifyType::kArtist, SpotifyType::kPlaylist,
                          SpotifyType::kShow, SpotifyType::kEpisode, SpotifyType::kAudiobook}) {
    for (const auto& text : {spotify_url(type, kId), spotify_uri(type, kId)}) {
      const auto link = read_spotify_link(text);
      ASSERT_TRUE(link) << text;
      EXPECT_EQ(link->type, type) << text;
      EXPECT_EQ(spotify_id_of(text, type), kId);
    }
  }
}

std::string refusal(const std::string& text, SpotifyType wanted = SpotifyType::kPlaylist) {
  try {
    return "taken: " + spotify_id_of(text, wanted);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kUsage);
    return std::string(error.what()) + " | " + error.hint();
  }
}

TEST(SpotifyLink, TheWrongTypeNamesBoth) {
  EXPECT_THAT(refusal(spotify_url(SpotifyType::kAlbum, kId)), HasSubstr("expected a playlist, found an album"));
  EXPECT_THAT(refusal(spotify_uri(SpotifyType::kTrack, kId)), HasSubstr("expected a playlist, found a track"));
  EXPECT_THAT(refusal(spotify_url(SpotifyType::kPlaylist, kId), SpotifyType::kTrack),
              HasSubstr("expected a track, found a playlist"));
  EXPECT_THAT(refusal("https://open.spotify.com/user/some.one"), HasSubstr("expected a playlist, found a user"));
}

TEST(SpotifyLink, ExplainsWhatCannotBeRead) {
  EXPECT_THAT(refusal("https://spotify.link/AbCdEf"), HasSubstr("short link"));
  EXPECT_THAT(refusal("spotify.app.link/x?y=z"), HasSubstr("copy the address"));
  EXPECT_THAT(refusal("https://open.spotify.com/collection/tracks"), HasSubstr("Liked Songs"));
  EXPECT_THAT(refusal("https://open.spotify.com/playlist/0aB1cD2eF3"), HasSubstr("is not whole"));
  EXPECT_THAT(refusal("https://open.spotify.com/playlist/"), HasSubstr("is not whole"));
  EXPECT_THAT(refusal("https://open.spotify.com/playlist/" + std::string(kId) + "/tracks"), HasSubstr("is not whole"));
  for (const std::string text : {"https://example.org/playlist/0aB1cD2eF3gH4iJ5kL6mN7", "", "songs.csv",
                                 "https://open.spotify.com.evil.example/playlist/0aB1cD2eF3gH4iJ5kL6mN7",
                                 "https://open.spotify.com/", "spotify:", "0aB1cD2eF3gH4iJ5kL6mN"}) {
    EXPECT_THAT(refusal(text), HasSubstr("expected a playlist of Spotify")) << text;
    EXPECT_FALSE(read_spotify_link(text)) << text;
  }
}

TEST(SpotifyLink, TellsItsOwnFromFiles) {
  for (const std::string text : {"https://spotify.link/AbCdEf", "https://open.spotify.com/", "spotify:playlist:x",
                                 "https://open.spotify.com/collection/tracks", "https://open.spotify.com/album/x"}) {
    EXPECT_TRUE(speaks_of_spotify(text)) << text;
  }
  for (const std::string text : {"songs.csv", "-", "0aB1cD2eF3gH4iJ5kL6mN7", "spotify_songs.csv",
                                 "spotify.linked/songs.csv", "/home/me/open.spotify.com/x", "https://example.org/x"}) {
    EXPECT_FALSE(speaks_of_spotify(text)) << text;
  }
}

TEST(SpotifyLink, MessagesHoldNoControlCharacters) {
  EXPECT_EQ(refusal("https://open.spotify.com/playlist/\x1b[31mred").find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace segue::sources
