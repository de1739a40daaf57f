#include "segue/playlist/seed_forms.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "segue/base/rng.h"
#include "segue/base/unicode.h"

namespace segue::playlist {
namespace {

// match_seed passes over candidates whose letters lack some of the seed's: no folding may make that wrong.
TEST(LettersOf, HoldsAllThatAnyFoldingLeaves) {
  const std::vector<std::string> pieces = {"a",  "B", "z", "0", "9", " ",  "'",  "`", "&", "+",  "$",         "!",
                                           "@",  "#", "*", "%", "~", "-",  ".",  "(", ")", "_",  "=",         "<",
                                           "é",  "Ø", "ß", "Æ", "ł", "か", "゙",   "İ", "ﬁ", "Ａ", "＄",        "①",
                                           "\t", "™", "€", "К", "и", "한", "ᄒ", "ᅡ", "—", "’",  "e\xcc\x81", "\xff"};
  Rng rng(2);
  CharacterFolds folds;
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    const std::uint64_t count = rng.below(7);
    for (std::uint64_t k = 0; k < count; ++k) text += pieces[rng.below(pieces.size())];
    const std::uint64_t held = letters_of(text, folds);
    for (const std::string& key : {fold_words(text), name_key(text), artist_key(text), ArtistForms(text).key()}) {
      EXPECT_EQ(letters_in_key(key) & ~held, 0U) << "'" << text << "' folds to '" << key << "'";
    }
  }
}

TEST(LettersOf, TellsNamesApart) {
  CharacterFolds folds;
  EXPECT_EQ(letters_of("Hello, (World)", folds), letters_in_key("dehlorw"));
  EXPECT_NE(letters_in_key("x") & ~letters_of("Hello", folds), 0U);
  EXPECT_NE(letters_in_key("夜") & ~letters_of("Hello", folds), 0U);
  EXPECT_EQ(letters_of("Beyoncé", folds), letters_of("beyonce", folds));
  EXPECT_EQ(letters_in_key("!!!"), 0U);
}

TEST(ArtistForms, Levels) {
  const auto level = [](const char* a, const char* b) { return ArtistForms::level(ArtistForms(a), ArtistForms(b)); };
  EXPECT_EQ(level("The Weeknd ", "The Weeknd"), MatchLevel::kExact);
  EXPECT_EQ(level("the weeknd", "The Weeknd"), MatchLevel::kCase);
  EXPECT_EQ(level("AC-DC", "AC/DC"), MatchLevel::kAccents);
  EXPECT_EQ(level("Weeknd", "The Weeknd"), MatchLevel::kGuests);
  EXPECT_EQ(level("Simon, Garfunkel", "Simon & Garfunkel"), MatchLevel::kGuests);
  EXPECT_EQ(level("Tyler, The Creator feat. X", "Tyler, The Creator"), MatchLevel::kGuests);
  EXPECT_EQ(level("Feat", "Feat"), MatchLevel::kExact);
  EXPECT_EQ(level("And", "And So"), std::nullopt);
  EXPECT_EQ(level("Tyler", "Tyler, The Creator"), std::nullopt);
}

}  // namespace
}  // namespace segue::playlist
