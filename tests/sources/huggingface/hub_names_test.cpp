#include "segue/sources/huggingface/hub_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/sources/huggingface/hub.h"

namespace segue::sources {
namespace {

using ::testing::ElementsAre;

TEST(HubNames, ShortOnes) {
  EXPECT_EQ(repository_of("bert-base-uncased"), "google-bert/bert-base-uncased");
  EXPECT_EQ(repository_of("all-MiniLM-L6-v2"), "sentence-transformers/all-MiniLM-L6-v2");
  EXPECT_EQ(repository_of("distilbert-base-uncased-finetuned-sst-2-english"),
            "distilbert/distilbert-base-uncased-finetuned-sst-2-english");
  EXPECT_EQ(repository_of("some-body/some-model"), "some-body/some-model");
  EXPECT_THAT(names_of("google-bert/bert-base-uncased"),
              ElementsAre("google-bert/bert-base-uncased", "bert-base-uncased"));
  EXPECT_THAT(names_of("bert-base-uncased"), ElementsAre("bert-base-uncased", "google-bert/bert-base-uncased"));
  EXPECT_THAT(names_of("a/b"), ElementsAre("a/b"));
}

TEST(HubNames, FoldersThereAndBack) {
  for (const char* repo : {"bert", "a/b", "a-b/c-d", "a_b.c/d.e"}) EXPECT_EQ(repository_in(folder_of(repo)), repo);
  EXPECT_EQ(folder_of("google-bert/bert-base-uncased"), "models--google-bert--bert-base-uncased");
  for (const char* folder : {"datasets--a--b", "models--", "models--..", "models--a--b--c", "version.txt", ".locks"}) {
    EXPECT_EQ(repository_in(folder), "") << folder;
  }
}

TEST(HubNames, GoodRevisions) {
  for (const char* revision : {"main", "refs/pr/43", "v1.0", "0123456789012345678901234567890123456789"}) {
    EXPECT_NO_THROW(check_revision(revision)) << revision;
  }
}

TEST(HubNames, Index) {
  EXPECT_THAT(
      parts_in_index(
          R"({"metadata": {}, "weight_map": {"x": "b.safetensors", "y": "a.safetensors", "z": "b.safetensors"}})", "w"),
      ElementsAre("a.safetensors", "b.safetensors"));
  for (const char* json : {"", "[]", "{}", R"({"weight_map": []})", R"({"weight_map": {}})",
                           R"({"weight_map": {"a": 1}})", R"({"weight_map": {"a": "../a.safetensors"}})"}) {
    EXPECT_THROW(parts_in_index(json, "w"), Error) << json;
  }
  std::string many = R"({"weight_map": {)";
  for (int i = 0; i < 1001; ++i)
    many += (i > 0 ? ",\"" : "\"") + std::to_string(i) + "\":\"" + std::to_string(i) + ".safetensors\"";
  EXPECT_THROW(parts_in_index(many + "}}", "w"), Error);
}

}  // namespace
}  // namespace segue::sources
