#include "segue/text/language.h"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace segue::text {
namespace {

TEST(DetectLanguage, KnowsPlainSentences) {
  const std::vector<std::pair<std::string, std::string>> texts = {
      {"en", "The rain is falling on the roof and nobody knows where the children are playing tonight."},
      {"es", "La lluvia cae sobre el tejado y nadie sabe dónde están jugando los niños esta noche."},
      {"fr", "La pluie tombe sur le toit et personne ne sait où les enfants jouent ce soir."},
      {"de", "Der Regen fällt auf das Dach und niemand weiß, wo die Kinder heute Abend spielen."},
      {"pt", "A chuva cai sobre o telhado e ninguém sabe onde as crianças estão brincando esta noite."},
      {"tr", "Yağmur çatıya yağıyor ve çocukların bu gece nerede oynadığını kimse bilmiyor."},
      {"ru", "Дождь падает на крышу, и никто не знает, где сегодня вечером играют дети."},
      {"ko", "지붕 위로 비가 내리고 아이들이 오늘 밤 어디에서 노는지 아무도 모른다."},
      {"ja", "屋根に雨が降っていて、子供たちが今夜どこで遊んでいるのか誰も知りません。"},
      {"zh", "雨落在屋顶上，没有人知道孩子们今晚在哪里玩耍，我们还在这里等着你们回来，直到天亮。"},
      {"he", "הגשם יורד על הגג ואף אחד לא יודע איפה הילדים משחקים הלילה."},
      {"ar", "المطر يهطل على السطح ولا أحد يعرف أين يلعب الأطفال هذه الليلة."},
      {"th", "ฝนตกลงบนหลังคาและไม่มีใครรู้ว่าคืนนี้เด็ก ๆ เล่นอยู่ที่ไหน"}};
  for (const auto& [code, text] : texts) {
    const auto language = detect_language(text);
    ASSERT_TRUE(language) << code;
    EXPECT_EQ(language->code, code);
    EXPECT_GT(language->share, 0.9) << code;
    EXPECT_LE(language->share, 1.0) << code;
    EXPECT_TRUE(language->reliable) << code;
  }
}

TEST(DetectLanguage, TraditionalChineseIsChinese) {
  const auto language = detect_language("雨落在屋頂上，沒有人知道孩子們今晚在哪裡玩耍，我們還在這裡等著你們回來。");
  ASSERT_TRUE(language);
  EXPECT_EQ(language->code, "zh");
}

TEST(DetectLanguage, NothingToSay) {
  for (const std::string text : {"", " \n", "la", "1 2 3", "♪♫", "\xff\xfe\xfd", "🎵🎶"})
    EXPECT_FALSE(detect_language(text)) << text;
}

TEST(DetectLanguage, ShareOfAMixedText) {
  const std::string english = "I will be waiting here for you until the morning comes again, my love. ";
  const std::string spanish = "Te estaré esperando aquí hasta que vuelva la mañana, amor mío, y siempre. ";
  const auto language = detect_language(english + english + english + spanish);
  ASSERT_TRUE(language);
  EXPECT_EQ(language->code, "en");
  EXPECT_GT(language->share, 0.5);
  EXPECT_LT(language->share, 1.0);
}

TEST(DetectLanguage, BrokenBytesAndControlsDoNotStopIt) {
  std::string text =
      "The rain is falling \xff\xed\xa0\x80 on the roof and \x01 nobody knows \ufffe where the children are \ue000 "
      "playing.";
  text += '\0';
  const auto language = detect_language(text);
  ASSERT_TRUE(language);
  EXPECT_EQ(language->code, "en");
}

TEST(DetectLanguage, VeryLongTexts) {
  std::string text;
  while (text.size() < 3'000'000) text += "El amor que yo siento por ti no se puede olvidar — nunca, mi corazón. ";
  const auto language = detect_language(text);
  ASSERT_TRUE(language);
  EXPECT_EQ(language->code, "es");
}

TEST(LanguageName, ByCode) {
  EXPECT_EQ(language_name("es"), "Spanish");
  EXPECT_EQ(language_name("zh"), "Chinese");
  EXPECT_EQ(language_name("aa"), "Afar");
  EXPECT_EQ(language_name("zu"), "Zulu");
  EXPECT_EQ(language_name("qqq"), "qqq");
  EXPECT_EQ(language_name(""), "");
}

}  // namespace
}  // namespace segue::text
