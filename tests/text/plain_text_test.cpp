#include "segue/text/plain_text.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace segue::text {
namespace {

TEST(PlainCharacters, UnseenOnesGo) {
  EXPECT_EQ(plain_characters("a\u200bb\ufeffc\u200ed\u202ee\u2060f\u00adg\x01h\x7fi\u0080j\xffk\ufffdl"),
            "abcdefghijkl");
  EXPECT_EQ(plain_characters(std::string_view("a\0b", 3)), "ab");
}

TEST(PlainCharacters, JoinersStay) {
  EXPECT_EQ(plain_characters("می\u200cخواهم 👨\u200d👩"), "می\u200cخواهم 👨\u200d👩");
}

TEST(PlainCharacters, LineBreaksAndSpaces) {
  EXPECT_EQ(plain_characters("a\r\nb\rc\nd\x0b"
                             "e\x0c"
                             "f\u0085g\u2028h\u2029i"),
            "a\nb\nc\nd\ne\nf\ng\nh\ni");
  EXPECT_EQ(plain_characters("a\tb\u00a0c\u3000d\u2003e"), "a b c d e");
  EXPECT_EQ(plain_characters("\n\r\n\r"), "\n\n\n");
}

TEST(WithoutHtml, EntitiesBecomeWhatTheyMean) {
  EXPECT_EQ(without_html("rock &amp; roll &lt;3 &quot;yeah&quot; don&#x27;t don&#39;t &apos;til"),
            "rock & roll <3 \"yeah\" don't don't 'til");
  EXPECT_EQ(without_html("caf&eacute; &Ntilde; &nbsp;&yuml;&szlig; &hellip;&mdash;&rsquo;&OElig;"),
            "café Ñ \u00a0ÿß …—’Œ");
  EXPECT_EQ(without_html("&#8217;&#x1F3B5;&#X41;&#146;"), "’🎵A’");
  EXPECT_EQ(without_html("&#0;&#xD800;&#x110000;&#999999999;"), "\ufffd\ufffd\ufffd\ufffd");
}

TEST(WithoutHtml, EscapedMoreThanOnce) {
  EXPECT_EQ(without_html("R&amp;amp;B &amp;amp;amp;quot;x&amp;#38;#39;"), "R&B \"x'");
  EXPECT_EQ(without_html("&amp;&amp; &amp;x;"), "&& &x;");
}

TEST(WithoutHtml, WhatOnlyLooksLikeItStays) {
  for (const std::string text : {"A&R; R&B &; &#; &#x; &#12a; &unknown; &amp", "I <3 you > me", "a < b and b > c",
                                 "<heart>", "5<6>4", "<", "&", "<b", "</", "<>"}) {
    EXPECT_EQ(without_html(text), text);
  }
}

TEST(WithoutHtml, TagsGo) {
  EXPECT_EQ(without_html("<i>Oh</i>, <b class=\"x\">yeah</b><SPAN>!</SPAN>"), "Oh, yeah!");
  EXPECT_EQ(without_html("one<br>two<br/>three<BR />four<p>five</p>"), "one\ntwo\nthree\nfour\nfive\n");
  EXPECT_EQ(without_html("a<!-- note -->b<a href='http://x/?a=1&amp;b=2'>c</a>"), "abc");
  EXPECT_EQ(without_html("&lt;i&gt;x&lt;/i&gt;"), "x");
}

}  // namespace
}  // namespace segue::text
