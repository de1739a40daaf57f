#include "segue/app/text_models.h"

#include "model_places_fixture.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"

namespace segue::app {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class TextModels : public ModelPlacesTest {
 protected:
  Error error_of(std::string_view name) const {
    try {
      find_text_model(name, places());
    } catch (const Error& error) {
      return error;
    }
    ADD_FAILURE() << "found " << name;
    return Error(ErrorKind::kFailed, "");
  }
};

TEST_F(TextModels, AreFoundByNameAndByFolder) {
  copy_model(folder_ / "models" / "words");
  copy_model(folder_ / "elsewhere" / "mine");
  const auto words = find_text_model("words", places());
  EXPECT_EQ(words.name, "words");
  EXPECT_EQ(words.folder, folder_ / "models" / "words");
  EXPECT_EQ(words.language, "en");
  EXPECT_FALSE(words.from_cache);
  EXPECT_EQ(words.bytes, fs::file_size(tiny_bert() / "config.json") + fs::file_size(tiny_bert() / "vocab.txt") +
                             fs::file_size(tiny_bert() / "model.safetensors"));
  for (const char* ending : {"", "/", "/."}) {
    EXPECT_EQ(find_text_model((folder_ / "elsewhere" / "mine").string() + ending, places()).name, "mine");
  }
}

TEST_F(TextModels, ANameMeansTheSameWhereverOneIs) {
  copy_model(folder_ / "models" / "words");
  copy_model(folder_ / "here" / "words");
  const auto before = fs::current_path();
  fs::current_path(folder_ / "here");
  EXPECT_EQ(find_text_model("words", places()).folder, folder_ / "models" / "words");
  EXPECT_EQ(find_text_model("./words", places()).folder, "./words");
  fs::current_path(before);
}

TEST_F(TextModels, AreFoundInTheCacheByTheirShortNamesToo) {
  cache_model("models--google-bert--bert-base-uncased", "{}");
  cache_model("models--nlptown--bert-base-multilingual-uncased-sentiment", "{}");
  const auto model = find_text_model("bert-base-uncased", places());
  EXPECT_EQ(model.name, "google-bert/bert-base-uncased");
  EXPECT_TRUE(model.from_cache);
  EXPECT_EQ(model.language, "en") << "known of its name";
  EXPECT_EQ(find_text_model("google-bert/bert-base-uncased", places()).folder, model.folder);
  EXPECT_EQ(find_text_model("nlptown/bert-base-multilingual-uncased-sentiment", places()).language, "");
}

TEST_F(TextModels, SayTheirLanguageInTheirConfig) {
  copy_model(folder_ / "models" / "de", R"({"language": "de"})");
  copy_model(folder_ / "models" / "all", R"({"language": ["de", "en"]})");
  copy_model(folder_ / "models" / "none", R"({})");
  copy_model(folder_ / "models" / "broken", "{\"language\": \"de");
  EXPECT_EQ(find_text_model("de", places()).language, "de");
  for (const char* name : {"all", "none", "broken"}) EXPECT_EQ(find_text_model(name, places()).language, "") << name;
}

TEST_F(TextModels, ThatAreNotThereAreSaidToBe) {
  Error error = error_of("all-MiniLM-L6-v2");
  EXPECT_EQ(error.kind(), ErrorKind::kNotFound);
  EXPECT_THAT(error.what(), HasSubstr((folder_ / "models").string()));
  EXPECT_THAT(error.what(), HasSubstr((folder_ / "hub").string()));
  EXPECT_THAT(error.hint(), HasSubstr("segue models fetch all-MiniLM-L6-v2"));
  EXPECT_THAT(error_of("words").hint(), HasSubstr("ships with segue"));
  fs::create_directories(folder_ / "half");
  fs::copy_file(tiny_bert() / "config.json", folder_ / "half" / "config.json");
  error = error_of((folder_ / "half").string());
  EXPECT_THAT(error.what(), HasSubstr("it lacks vocab.txt, model.safetensors"));
  for (const char* odd : {"", ".", "..", "../words", "/", "a/../b"}) {
    EXPECT_EQ(error_of(odd).kind(), ErrorKind::kNotFound) << odd;
  }
  EXPECT_EQ(error_of("\xff").kind(), ErrorKind::kUsage) << "no repository can be called so";
}

TEST_F(TextModels, NamesDoNotClimbOutOfTheirFolder) {
  copy_model(folder_ / "secret");
  EXPECT_EQ(error_of("words/../../secret").kind(), ErrorKind::kNotFound);
}

TEST_F(TextModels, AreListedFoldersFirst) {
  fs::create_directories(folder_ / "models" / "sound");
  copy_model(folder_ / "models" / "words");
  copy_model(folder_ / "models" / "better");
  copy_model(folder_ / "more" / "words");
  copy_model(folder_ / "more" / "zeta");
  cache_model("models--google-bert--bert-base-uncased", "{}");
  auto everywhere = places();
  everywhere.folders.push_back(folder_ / "more");
  everywhere.folders.push_back(folder_ / "nowhere");
  std::vector<std::string> names;
  for (const auto& model : text_models(everywhere)) names.push_back(model.name);
  EXPECT_THAT(names, ElementsAre("better", "words", "zeta", "google-bert/bert-base-uncased"));
}

TEST_F(TextModels, PlacesBeginWithTheFolderChosen) {
  fs::create_directories(folder_ / "models");
  EXPECT_EQ(model_places(folder_ / "models").folders.front(), folder_ / "models");
  EXPECT_THROW(model_places(folder_ / "nowhere"), Error);
  EXPECT_NO_THROW(model_places({}));
}

}  // namespace
}  // namespace segue::app
