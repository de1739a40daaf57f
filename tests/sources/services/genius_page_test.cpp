#include "segue/sources/genius/genius_page.h"

#include <gtest/gtest.h>

namespace segue::sources {
namespace {

using Kind = GeniusPage::Kind;

std::string in_page(const std::string& body) {
  return "<!DOCTYPE html><html><head><title>Invented Lyrics</title><script>var x = '<div>';</script></head><body>" +
         body + "</body></html>";
}

std::string container(const std::string& words) {
  return "<div data-lyrics-container=\"true\" class=\"Lyrics__Container-sc-1\">" + words + "</div>";
}

TEST(GeniusPageReader, ContainersInTheirOrder) {
  const auto page = read_genius_page(in_page(
      "<h1>Invented</h1>" +
      container("<div class=\"LyricsHeader__Container-x\">12 Contributors<div>Invented Lyrics</div></div>"
                "[Verse 1: <i>Somebody</i>]<br/>The <a href=\"/1\"><span>amber lantern\n wanders</span></a><br>"
                "don&#x27;t &amp; won&rsquo;t<br/><br/>(oh, <b>oh</b>)") +
      "<div class=\"Recommended\">You might also like</div>" +
      container("[Chorus]<br/>home<span data-exclude-from-selection=\"true\">Embed</span><script>no()</script>")));
  EXPECT_EQ(page.kind, Kind::kWords);
  EXPECT_EQ(page.words,
            "[Verse 1: Somebody]\nThe amber lantern wanders\ndon't & won\xE2\x80\x99t\n\n(oh, oh)\n[Chorus]\nhome");
}

TEST(GeniusPageReader, OtherLayouts) {
  EXPECT_EQ(read_genius_page(in_page("<div class=\"Lyrics__Container-sc-9 abc\">one<br>two</div>")).words, "one\ntwo");
  EXPECT_EQ(read_genius_page(in_page("<div class=\"lyrics\"><p>one<br>\ntwo</p><p>three</p></div>")).words,
            "one\ntwo\nthree");
  EXPECT_EQ(read_genius_page(in_page(container("new") + "<div class=\"lyrics\">old</div>")).words, "new");
  EXPECT_EQ(read_genius_page(in_page("<div class=\"lyrics_tab\">no</div>")).kind, Kind::kUnknown);
  EXPECT_EQ(read_genius_page(in_page(container("<div>" + container("inner") + "</div>outer"))).words, "inner\nouter");
}

TEST(GeniusPageReader, PagesWithoutWords) {
  EXPECT_EQ(read_genius_page(in_page(container("This song is an instrumental"))).kind, Kind::kInstrumental);
  EXPECT_EQ(read_genius_page(in_page("<div class=\"Placeholder\">This song is an instrumental</div>")).kind,
            Kind::kInstrumental);
  EXPECT_EQ(read_genius_page(in_page("Lyrics for this song have yet to be released. Please check back")).kind,
            Kind::kUnreleased);
  EXPECT_EQ(read_genius_page(in_page("<h1>Before you continue</h1><p>Accept all</p>")).kind, Kind::kWall);
  EXPECT_EQ(read_genius_page("<title>Just a moment...</title>").kind, Kind::kWall);
  EXPECT_EQ(read_genius_page(in_page("<p>all is different now</p>")).kind, Kind::kUnknown);
  EXPECT_EQ(read_genius_page("").kind, Kind::kUnknown);
  EXPECT_EQ(read_genius_page(in_page(container(""))).kind, Kind::kUnknown);
}

TEST(GeniusPageReader, HostilePages) {
  std::string deep;
  for (int i = 0; i < 15'000; ++i) deep += "<b>";
  EXPECT_EQ(read_genius_page(in_page(container("one" + deep))).words, "one") << "no recursion";
  EXPECT_EQ(read_genius_page(in_page(container("one") + deep + deep)).kind, Kind::kUnknown) << "too many tags";
  // Emphasis that is opened anew in every paragraph: would need gigabytes.
  std::string marks = "<p>";
  for (int i = 0; i < 6000; ++i) marks += "<b id=" + std::to_string(i) + ">";
  marks += "</p>";
  for (int i = 0; i < 6000; ++i) marks += "<p>x</p>";
  EXPECT_EQ(read_genius_page(in_page(container(marks))).kind, Kind::kUnknown);
  const std::string binary("\0\xff<div data-lyrics-container=true>\0a\xff", 38);
  EXPECT_NO_THROW(read_genius_page(binary));
}

}  // namespace
}  // namespace segue::sources
