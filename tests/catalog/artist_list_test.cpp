#include "segue/catalog/artist_list.h"

#include <string>

#include <gtest/gtest.h>

namespace segue::catalog {
namespace {

using List = std::vector<std::string>;

TEST(ArtistLists, ComeBackAsTheyWere) {
  const List lists[] = {{},
                        {"Nova"},
                        {"Nova", "Ben & the Band", "Earth, Wind"},
                        {""},
                        {"", ""},
                        {"quote \" and \\ backslash", "new\nline", "tab\t"},
                        {"Sigur Rós", "Ὀδυσσεύς", "米津玄師", "🎧"},
                        {std::string("zero\0byte", 9)},
                        {"[\"", "\",\"", "]"}};
  for (const List& list : lists) EXPECT_EQ(artists_from_json(artists_to_json(list)), list) << artists_to_json(list);
}

TEST(ArtistLists, AreJsonArrays) {
  EXPECT_EQ(artists_to_json({"A", "B\""}), R"(["A","B\""])");
}

TEST(ArtistLists, ReplaceWhatIsNotUtf8) {
  EXPECT_EQ(artists_from_json(artists_to_json({"caf\xe9"})), (List{"caf\xef\xbf\xbd"}));
}

TEST(ArtistLists, OfAnyJsonSpellingAreRead) {
  EXPECT_EQ(artists_from_json(R"( [ "A" , "B" ] )"), (List{"A", "B"}));
  EXPECT_EQ(artists_from_json(R"(["\u00e9"])"), (List{"é"}));
}

TEST(ArtistLists, ThatAreDamagedGiveWhatIsThere) {
  EXPECT_EQ(artists_from_json(R"(["A", 3, null, ["B"], "C"])"), (List{"A", "C"}));
  for (const char* text :
       {"", "[", "]", "[\"", "[\"]", "[\"A\"", "[\"A\",]", "[\"A\"\"B\"]", "{}", "null", "\"A\"", "[A]", "\xff"}) {
    EXPECT_EQ(artists_from_json(text), List{}) << text;
  }
}

}  // namespace
}  // namespace segue::catalog
