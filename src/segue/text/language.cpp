#include "segue/text/language.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

#include "segue/base/unicode_words.h"
#include "segue/base/utf8.h"

namespace segue::text {
namespace {

using Name = std::pair<std::string_view, std::string_view>;

/// English names of the languages that CLD2 knows, by code.
constexpr std::array<Name, 173> kNames = {{{"aa", "Afar"},
                                           {"ab", "Abkhazian"},
                                           {"af", "Afrikaans"},
                                           {"ak", "Akan"},
                                           {"am", "Amharic"},
                                           {"ar", "Arabic"},
                                           {"as", "Assamese"},
                                           {"ay", "Aymara"},
                                           {"az", "Azerbaijani"},
                                           {"ba", "Bashkir"},
                                           {"be", "Belarusian"},
                                           {"bg", "Bulgarian"},
                                           {"bh", "Bihari"},
                                           {"bi", "Bislama"},
                                           {"bn", "Bengali"},
                                           {"bo", "Tibetan"},
                                           {"br", "Breton"},
                                           {"bs", "Bosnian"},
                                           {"ca", "Catalan"},
                                           {"ceb", "Cebuano"},
                                           {"chr", "Cherokee"},
                                           {"co", "Corsican"},
                                           {"crs", "Seychellois Creole"},
                                           {"cs", "Czech"},
                                           {"cy", "Welsh"},
                                           {"da", "Danish"},
                                           {"de", "German"},
                                           {"dv", "Dhivehi"},
                                           {"dz", "Dzongkha"},
                                           {"ee", "Ewe"},
                                           {"el", "Greek"},
                                           {"en", "English"},
                                           {"eo", "Esperanto"},
                                           {"es", "Spanish"},
                                           {"et", "Estonian"},
                                           {"eu", "Basque"},
                                           {"fa", "Persian"},
                                           {"fi", "Finnish"},
                                           {"fj", "Fijian"},
                                           {"fo", "Faroese"},
                                           {"fr", "French"},
                                           {"fy", "Western Frisian"},
                                           {"ga", "Irish"},
                                           {"gaa", "Ga"},
                                           {"gd", "Scottish Gaelic"},
                                           {"gl", "Galician"},
                                           {"gn", "Guarani"},
                                           {"gu", "Gujarati"},
                                           {"gv", "Manx"},
                                           {"ha", "Hausa"},
                                           {"haw", "Hawaiian"},
                                           {"he", "Hebrew"},
                                           {"hi", "Hindi"},
                                           {"hmn", "Hmong"},
                                           {"hr", "Croatian"},
                                           {"ht", "Haitian Creole"},
                                           {"hu", "Hungarian"},
                                           {"hy", "Armenian"},
                                           {"ia", "Interlingua"},
                                           {"id", "Indonesian"},
                                           {"ie", "Interlingue"},
                                           {"ig", "Igbo"},
                                           {"ik", "Inupiaq"},
                                           {"is", "Icelandic"},
                                           {"it", "Italian"},
                                           {"iu", "Inuktitut"},
                                           {"ja", "Japanese"},
                                           {"jv", "Javanese"},
                                           {"ka", "Georgian"},
                                           {"kha", "Khasi"},
                                           {"kk", "Kazakh"},
                                           {"kl", "Greenlandic"},
                                           {"km", "Khmer"},
                                           {"kn", "Kannada"},
                                           {"ko", "Korean"},
                                           {"kri", "Krio"},
                                           {"ks", "Kashmiri"},
                                           {"ku", "Kurdish"},
                                           {"ky", "Kyrgyz"},
                                           {"la", "Latin"},
                                           {"lb", "Luxembourgish"},
                                           {"lg", "Luganda"},
                                           {"lif", "Limbu"},
                                           {"ln", "Lingala"},
                                           {"lo", "Lao"},
                                           {"loz", "Lozi"},
                                           {"lt", "Lithuanian"},
                                           {"lua", "Luba-Lulua"},
                                           {"luo", "Luo"},
                                           {"lv", "Latvian"},
                                           {"mfe", "Mauritian Creole"},
                                           {"mg", "Malagasy"},
                                           {"mi", "Maori"},
                                           {"mk", "Macedonian"},
                                           {"ml", "Malayalam"},
                                           {"mn", "Mongolian"},
                                           {"mr", "Marathi"},
                                           {"ms", "Malay"},
                                           {"mt", "Maltese"},
                                           {"my", "Burmese"},
                                           {"na", "Nauru"},
                                           {"ne", "Nepali"},
                                           {"new", "Newari"},
                                           {"nl", "Dutch"},
                                           {"nn", "Norwegian Nynorsk"},
                                           {"no", "Norwegian"},
                                           {"nr", "South Ndebele"},
                                           {"nso", "Northern Sotho"},
                                           {"ny", "Chichewa"},
                                           {"oc", "Occitan"},
                                           {"om", "Oromo"},
                                           {"or", "Odia"},
                                           {"os", "Ossetian"},
                                           {"pa", "Punjabi"},
                                           {"pam", "Pampanga"},
                                           {"pl", "Polish"},
                                           {"ps", "Pashto"},
                                           {"pt", "Portuguese"},
                                           {"qu", "Quechua"},
                                           {"raj", "Rajasthani"},
                                           {"rm", "Romansh"},
                                           {"rn", "Rundi"},
                                           {"ro", "Romanian"},
                                           {"ru", "Russian"},
                                           {"rw", "Kinyarwanda"},
                                           {"sa", "Sanskrit"},
                                           {"sco", "Scots"},
                                           {"sd", "Sindhi"},
                                           {"sg", "Sango"},
                                           {"si", "Sinhala"},
                                           {"sk", "Slovak"},
                                           {"sl", "Slovenian"},
                                           {"sm", "Samoan"},
                                           {"sn", "Shona"},
                                           {"so", "Somali"},
                                           {"sq", "Albanian"},
                                           {"sr", "Serbian"},
                                           {"ss", "Swati"},
                                           {"st", "Southern Sotho"},
                                           {"su", "Sundanese"},
                                           {"sv", "Swedish"},
                                           {"sw", "Swahili"},
                                           {"syr", "Syriac"},
                                           {"ta", "Tamil"},
                                           {"te", "Telugu"},
                                           {"tg", "Tajik"},
                                           {"th", "Thai"},
                                           {"ti", "Tigrinya"},
                                           {"tk", "Turkmen"},
                                           {"tl", "Tagalog"},
                                           {"tlh", "Klingon"},
                                           {"tn", "Tswana"},
                                           {"to", "Tongan"},
                                           {"tr", "Turkish"},
                                           {"ts", "Tsonga"},
                                           {"tt", "Tatar"},
                                           {"tum", "Tumbuka"},
                                           {"tw", "Twi"},
                                           {"ug", "Uyghur"},
                                           {"uk", "Ukrainian"},
                                           {"ur", "Urdu"},
                                           {"uz", "Uzbek"},
                                           {"ve", "Venda"},
                                           {"vi", "Vietnamese"},
                                           {"vo", "Volapük"},
                                           {"war", "Waray"},
                                           {"wo", "Wolof"},
                                           {"xh", "Xhosa"},
                                           {"yi", "Yiddish"},
                                           {"yo", "Yoruba"},
                                           {"za", "Zhuang"},
                                           {"zh", "Chinese"},
                                           {"zu", "Zulu"}}};

/// CLD2 has some codes that ISO 639 withdrew, and writes scripts.
std::string_view iso_code(std::string_view code) {
  if (code == "iw") return "he";
  if (code == "jw") return "jv";
  if (code == "mo") return "ro";
  return code.substr(0, code.find('-'));
}

/// The detector refuses text with control characters and what Unicode never assigns.
std::string readable(std::string_view text) {
  constexpr std::size_t kMostBytes = 256U << 10;
  std::string result;
  result.reserve(std::min(text.size(), kMostBytes));
  for (std::size_t at = 0; at < text.size() && result.size() + 4 <= kMostBytes;) {
    const char32_t c = next_code_point(text, at);
    const bool is_seen = c >= 0x80 ? c != kReplacement && word_role(c) != WordRole::kNothing : c > ' ' && c < 0x7f;
    append_utf8(result, is_seen ? c : U' ');
  }
  return result;
}

}  // namespace

std::optional<Language> detect_language(std::string_view text) {
  constexpr std::size_t kMostLanguages = 3;
  const std::string read = readable(text);
  const CLD2::CLDHints no_hints = {nullptr, "", CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
  std::array<CLD2::Language, kMostLanguages> languages{};
  std::array<int, kMostLanguages> percents{};
  std::array<double, kMostLanguages> scores{};
  int text_bytes = 0;
  bool is_reliable = false;
  int valid_bytes = 0;
  const CLD2::Language language = CLD2::ExtDetectLanguageSummaryCheckUTF8(
      read.data(), static_cast<int>(read.size()), true, &no_hints, 0, languages.data(), percents.data(), scores.data(),
      nullptr, &text_bytes, &is_reliable, &valid_bytes);
  if (language == CLD2::UNKNOWN_LANGUAGE || language == CLD2::TG_UNKNOWN_LANGUAGE) return std::nullopt;
  const std::string_view code = iso_code(CLD2::LanguageCode(language));
  if (code == "un" || code.starts_with("xx")) return std::nullopt;
  const auto* const place = std::find(languages.begin(), languages.end(), language);
  const double share =
      place == languages.end() ? 0 : percents[static_cast<std::size_t>(place - languages.begin())] / 100.0;
  return Language{std::string(code), share, is_reliable};
}

std::string language_name(std::string_view code) {
  const auto* const name =
      std::find_if(kNames.begin(), kNames.end(), [code](const Name& one) { return one.first == code; });
  return std::string(name == kNames.end() ? code : name->second);
}

}  // namespace segue::text
