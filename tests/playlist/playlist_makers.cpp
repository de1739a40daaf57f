#include "playlist_makers.h"

#include <unordered_set>
#include <utility>

#include "segue/base/title.h"

namespace segue::playlist::test {
namespace {

std::string invented_word(Rng& rng) {
  static const std::vector<std::string> kParts = {"ba", "lo", "mi",  "re", "tun", "sha", "vel", "or",  "dra", "ky",
                                                  "no", "fi", "gus", "pe", "wa",  "zi",  "hul", "cer", "é",   "ño"};
  std::string word;
  const std::uint64_t parts = 2 + rng.below(3);
  for (std::uint64_t i = 0; i < parts; ++i) word += kParts[rng.below(kParts.size())];
  if (rng.below(2) == 0 && word[0] >= 'a' && word[0] <= 'z') word[0] = static_cast<char>(word[0] - 'a' + 'A');
  return word;
}

std::string invented_name(Rng& rng, std::uint64_t most_words) {
  std::string name = invented_word(rng);
  const std::uint64_t more = rng.below(most_words);
  for (std::uint64_t i = 0; i < more; ++i) {
    static const std::vector<std::string> kBetween = {" ", " ", " ", " ", ", ", ",", " & ", "'s ", " - "};
    name += kBetween[rng.below(kBetween.size())] + invented_word(rng);
  }
  return rng.below(15) == 0 ? "(" + name + ") " + invented_word(rng) : name;
}

}  // namespace

SeedCandidate candidate(std::int64_t id, std::string title, std::vector<std::string> artists, int popularity) {
  return {SongId{id}, std::move(title), std::move(artists), popularity};
}

catalog::Song song(std::int64_t id, std::string title, std::vector<std::string> artists) {
  catalog::Song made;
  made.id = SongId{id};
  made.facts.title = std::move(title);
  made.facts.artists = std::move(artists);
  return made;
}

std::vector<SeedCandidate> invented_catalog(Rng& rng, std::size_t count) {
  std::vector<SeedCandidate> songs;
  std::unordered_set<std::string> seen;
  while (songs.size() < count) {
    std::string title = invented_name(rng, 4);
    std::string artist = invented_name(rng, 3);
    if (!seen.insert(title_key(title)).second || !seen.insert(artist_key(artist)).second) continue;
    std::vector<std::string> artists{std::move(artist)};
    if (rng.below(10) == 0) artists.push_back(invented_name(rng, 2));
    const auto id = static_cast<std::int64_t>(songs.size() + 1);
    songs.push_back(candidate(id, std::move(title), std::move(artists), static_cast<int>(rng.below(101))));
  }
  return songs;
}

MadePlaylist ordinary_playlist() {
  MadePlaylist playlist;
  playlist.title = "Morning Walk — The Invented";
  catalog::Song seed = song(1, "Morning Walk", {"The Invented"});
  seed.facts.album = "Steps";
  seed.facts.released = catalog::ReleaseDate{2020, 3, 20};
  seed.facts.duration_ms = 200040;
  seed.facts.ids = {{"isrc", "XXA001900001"}, {"spotify", "0000000000000000000001"}};
  seed.facts.path = "/music/invented/steps/01 Morning Walk.flac";
  playlist.seeds.push_back(seed);

  catalog::Song near = song(2, "Hello, Goodbye \"Again\"", {"Tyler, The Maker", "Zoë & Søn"});
  near.facts.released = catalog::ReleaseDate{1999, 0, 0};
  near.facts.duration_ms = 61499;
  near.facts.path = "/music/lists/#1/ä b.opus";
  playlist.songs.push_back({near, 0.1F});

  catalog::Song outside = song(3, "Far Away", {"Nobody"});
  outside.facts.duration_ms = 61500;
  outside.facts.path = "/elsewhere/far.mp3";
  playlist.songs.push_back({outside, 0.25F});

  catalog::Song online = song(4, "Only Online", {"Cloud"});
  online.facts.album = "Air";
  online.facts.released = catalog::ReleaseDate{2001, 7, 0};
  online.facts.ids = {{"spotify", "0000000000000000000004"}, {"musicbrainz", "b1a9c0e9-d987-4042-ae91-78d6a3267d69"}};
  playlist.songs.push_back({online, 3e-05F});

  playlist.songs.push_back({song(5, "Nowhere to Be Found", {"Ghost", "Shadow"}), 12.0F});

  catalog::Song sibling = song(6, "音楽 🎵", {"バンド"});
  sibling.facts.path = "/music/lists/#loud.flac";
  sibling.facts.duration_ms = 0;
  playlist.songs.push_back({sibling, 1.0F / 3});
  return playlist;
}

MadePlaylist hostile_playlist() {
  MadePlaylist playlist;
  playlist.title = "a\nb <&> \"c\" ]]>";
  catalog::Song seed = song(1, "line\nbreak\r\nand\ttab", {"<b>&amp;</b>"});
  seed.facts.album = "\x01\x1b[31mred\x7f";
  seed.facts.path = "/music/new\nline.mp3";
  playlist.seeds.push_back(seed);

  catalog::Song second = song(2, "#EXTINF:-1,not a tag", {"a;b", "c,d", "\"e\""});
  second.facts.path = "rel/100% #1?.mp3";
  second.facts.duration_ms = -5;
  playlist.songs.push_back({second, 1.5F});

  catalog::Song third = song(3, "bad \xff\xfe utf-8 \xe2\x82", {"\xc3\x28"});
  third.facts.path = "/music/\xff.mp3";
  third.facts.ids = {{"spotify", "x\ny z"}, {"isrc", "<&>"}};
  playlist.songs.push_back({third, 2.0F});

  catalog::Song fourth = song(4, "", {});
  fourth.facts.path = "#hash.mp3";
  playlist.songs.push_back({fourth, 2.5F});

  playlist.songs.push_back({song(5, "=1+1 \xef\xbf\xbe ]]>\xe2\x80\xa8!", {""}), 3.0F});

  catalog::Song sixth = song(6, "👩‍👩‍👧 \xe2\x80\xae", {"@"});
  sixth.facts.path = "https://example.org/a b.mp3?x=%20#t";
  sixth.facts.duration_ms = 9007199254740993;
  playlist.songs.push_back({sixth, 3.5F});
  return playlist;
}

}  // namespace segue::playlist::test
