#include "invented.h"
#include "temp_folder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/sha1.h"
#include "segue/catalog/catalog.h"
#include "segue/catalog/database.h"

namespace segue::catalog {
namespace {

using test::error_of;
using test::record;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr ReadingNeeds kEmbedding{true, false};
constexpr ReadingNeeds kSentiment{false, true};
constexpr ReadingNeeds kBoth{true, true};

class Readings : public testing::Test {
 protected:
  SongId add(const std::string& title, const std::string& words = {}) {
    SongRecord told = record(title, {"X"});
    told.lyrics = words;
    return catalog_.write(told, {.add_songs = true}).song;
  }
  void change_words(SongId song, const std::string& words) {
    SongRecord told = record(catalog_.songs(std::span(&song, 1)).front().facts.title, {"X"});
    told.lyrics = words;
    catalog_.write_to(song, told, {.update = true});
  }
  /// A reading of the song's words as they are now.
  SongReading reading(SongId song, std::vector<float> embedding, bool feels = true) const {
    SongReading made;
    made.song = song;
    made.digest = sha1_hex(*catalog_.lyrics(song));
    made.reader = 1;
    made.language = "en";
    made.language_share = 0.75;
    made.precision = "bfloat16";
    made.tokens = 7;
    made.unknown = 2;
    made.windows = 1;
    if (feels) made.sentiment = {0.5, 0.125, 0.375};
    made.embedding = std::move(embedding);
    return made;
  }
  void write(const TextModelName& model, const SongReading& reading) {
    EXPECT_EQ(catalog_.write_readings(model, std::span(&reading, 1)), 1U);
  }
  std::vector<SongId> to_read(const TextModelName& model, const ReadingNeeds& needs, int reader = 1) const {
    std::vector<SongId> songs;
    for (const SongWords& words : catalog_.songs_to_read(model.fingerprint, needs, reader)) songs.push_back(words.song);
    return songs;
  }
  std::vector<std::pair<SongId, std::vector<float>>> embeddings(const TextModelName& model) const {
    std::vector<std::pair<SongId, std::vector<float>>> all;
    catalog_.for_each_embedding(model.fingerprint, [&](SongId song, std::span<const float> embedding) {
      all.emplace_back(song, std::vector<float>(embedding.begin(), embedding.end()));
    });
    return all;
  }
  /// What another program does to the file.
  void execute(const std::string& sql) {
    Database(catalog_.path(), Database::Access::kReadWrite, std::chrono::seconds(1)).execute(sql);
  }
  double positive(SongId song) const { return catalog_.values(song)->values[Variable::kSentimentPositive]; }

  test::TempFolder folder_;
  Catalog catalog_ = Catalog::open(folder_ / "catalog.db");
  const TextModelName words_{"0123456789abcdef", "words", "en"};
  const TextModelName other_{"fedcba9876543210", "somebody/other", ""};
};

TEST_F(Readings, OfAnEmptyCatalogAreNone) {
  EXPECT_THAT(catalog_.songs_with_lyrics(), IsEmpty());
  EXPECT_THAT(to_read(words_, kBoth), IsEmpty());
  EXPECT_THAT(embeddings(words_), IsEmpty());
  EXPECT_THAT(catalog_.text_models(), IsEmpty());
  EXPECT_THAT(catalog_.languages(), IsEmpty());
  EXPECT_FALSE(catalog_.embedding_model());
  EXPECT_FALSE(catalog_.reading({1}, "x"));
  EXPECT_EQ(catalog_.write_readings(words_, {}), 0U);
}

TEST_F(Readings, ComeBackAsTheyWere) {
  const SongId song = add("A", "la la");
  const SongReading told = reading(song, {0.6F, -0.8F});
  write(words_, told);
  const auto read = catalog_.reading(song, words_.fingerprint);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->song, song);
  EXPECT_EQ(read->digest, told.digest);
  EXPECT_EQ(read->reader, 1);
  EXPECT_EQ(read->language, "en");
  EXPECT_EQ(read->language_share, 0.75);
  EXPECT_EQ(read->precision, "bfloat16");
  EXPECT_EQ(read->tokens, 7U);
  EXPECT_EQ(read->unknown, 2U);
  EXPECT_EQ(read->windows, 1U);
  EXPECT_EQ(read->sentiment, told.sentiment);
  EXPECT_EQ(read->embedding, told.embedding);
  EXPECT_FALSE(catalog_.reading(song, other_.fingerprint));
}

TEST_F(Readings, AreWantedOfSongsWithWordsThatLackThem) {
  const SongId a = add("A", "la la");
  add("B");
  const SongId c = add("C", "äöü");
  EXPECT_THAT(catalog_.songs_with_lyrics(), ElementsAre(SongWords{a, 5}, SongWords{c, 6}));
  EXPECT_THAT(catalog_.songs_to_read(words_.fingerprint, kEmbedding, 1), ElementsAre(SongWords{a, 5}, SongWords{c, 6}));
  write(words_, reading(a, {1, 0}, false));
  EXPECT_THAT(to_read(words_, kEmbedding), ElementsAre(c));
  EXPECT_THAT(to_read(words_, kSentiment), ElementsAre(a, c));
  EXPECT_THAT(to_read(words_, kBoth), ElementsAre(a, c));
  EXPECT_THAT(to_read(other_, kEmbedding), ElementsAre(a, c));
  write(words_, reading(c, {}, true));
  EXPECT_THAT(to_read(words_, kEmbedding), ElementsAre(c));
  EXPECT_THAT(to_read(words_, kSentiment), ElementsAre(a));
  EXPECT_THAT(to_read(words_, kBoth), ElementsAre(a, c));
  EXPECT_THAT(to_read(words_, kBoth, 2), ElementsAre(a, c)) << "read by an older reader";
}

TEST_F(Readings, AnswerOneNeedAfterTheOther) {
  const SongId song = add("A", "la la");
  write(words_, reading(song, {}, true));
  write(words_, reading(song, {1, 0}, false));
  EXPECT_THAT(to_read(words_, kBoth), IsEmpty());
  EXPECT_TRUE(catalog_.reading(song, words_.fingerprint)->sentiment);
  // A newer reader's reading takes nothing over from the older one's.
  SongReading newer = reading(song, {0, 1}, false);
  newer.reader = 2;
  write(words_, newer);
  EXPECT_FALSE(catalog_.reading(song, words_.fingerprint)->sentiment);
  EXPECT_THAT(embeddings(words_), ElementsAre(std::pair(song, std::vector<float>{0, 1})));
}

TEST_F(Readings, OfATextWithoutWordsLackNothing) {
  const SongId song = add("A", "[Instrumental]");
  SongReading empty = reading(song, {}, false);
  empty.tokens = 0;
  empty.language.clear();
  write(words_, empty);
  EXPECT_THAT(to_read(words_, kBoth), IsEmpty());
  EXPECT_THAT(embeddings(words_), IsEmpty());
  EXPECT_THAT(catalog_.languages(), ElementsAre(LanguageCount{"", 1}));
  EXPECT_EQ(catalog_.values(song)->values[Variable::kHasLyrics], 1) << "nobody's readings are in use";
  catalog_.use_text_models(words_, std::nullopt);
  EXPECT_EQ(catalog_.values(song)->values[Variable::kHasLyrics], 0);
}

TEST_F(Readings, EndWithTheWordsTheyAreOf) {
  const SongId a = add("A", "la la");
  const SongId b = add("B", "do re mi");
  for (const SongId song : {a, b}) {
    write(words_, reading(song, {1, 0}));
    write(other_, reading(song, {0, 0, 1}));
  }
  change_words(a, "la la");
  EXPECT_THAT(to_read(words_, kBoth), IsEmpty()) << "the same words";
  change_words(a, "other words");
  EXPECT_THAT(to_read(words_, kBoth), ElementsAre(a));
  EXPECT_THAT(to_read(other_, kBoth), ElementsAre(a));
  EXPECT_THAT(embeddings(words_), ElementsAre(std::pair(b, std::vector<float>{1, 0})));
  EXPECT_THAT(catalog_.languages(), ElementsAre(LanguageCount{"en", 1}));
  // Words changed by another program's hand are noticed when it comes to reading.
  execute("UPDATE lyrics SET text = 'mi re do' WHERE song_id = " + std::to_string(b.value));
  EXPECT_THAT(to_read(words_, kBoth), ElementsAre(a, b));
  SongReading again = reading(b, {0, 1}, false);
  write(words_, again);
  EXPECT_FALSE(catalog_.reading(b, words_.fingerprint)->sentiment) << "that of the old words";
  execute("PRAGMA foreign_keys = ON; DELETE FROM lyrics");
  EXPECT_THAT(embeddings(other_), IsEmpty());
  change_words(b, "do re mi");
  EXPECT_THAT(to_read(words_, kEmbedding), ElementsAre(b));
}

TEST_F(Readings, OfWordsThatChangedMeanwhileAreNotStored) {
  const SongId a = add("A", "la la");
  const SongId b = add("B", "do re mi");
  const std::vector<SongReading> read = {reading(a, {1, 0}), reading(b, {0, 1})};
  change_words(a, "other words");
  EXPECT_EQ(catalog_.write_readings(words_, read), 1U);
  EXPECT_THAT(to_read(words_, kBoth), ElementsAre(a));
}

TEST_F(Readings, GiveTheSentimentInUseAsAValueOfSegue) {
  const SongId a = add("A", "la la");
  const SongId b = add("B", "do re mi");
  write(words_, reading(a, {1, 0}));
  SongReading angry = reading(a, {});
  angry.sentiment = {0.75, 0, 0.25};
  write(other_, angry);
  EXPECT_FALSE(catalog_.values(a)->values.has(Variable::kSentimentPositive)) << "nobody's is in use";
  catalog_.use_text_models(words_, words_);
  EXPECT_EQ(positive(a), 0.375);
  catalog_.use_text_models(words_, other_);
  EXPECT_EQ(positive(a), 0.25);
  EXPECT_EQ(catalog_.values(a)->provenance[static_cast<std::size_t>(Variable::kSentimentPositive)], Provenance::kSegue);
  EXPECT_FALSE(catalog_.values(b)->values.has(Variable::kSentimentPositive));
  std::vector<double> all;
  catalog_.for_each_values([&](SongId, const KnownValues& known) {
    all.push_back(known.values[Variable::kSentimentNegative]);
    EXPECT_EQ(known.values[Variable::kHasLyrics], 1);
  });
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0], 0.75);
  EXPECT_NE(all[1], all[1]);
  EXPECT_EQ(catalog_.summary().values[static_cast<std::size_t>(Variable::kSentimentNeutral)]
                                     [static_cast<std::size_t>(Provenance::kSegue)],
            1);
  // What a table told goes behind, and is back when nobody's is in use.
  SongRecord told = record("A", {"X"});
  told.values[Variable::kSentimentPositive] = 1;
  catalog_.write_to(a, told, {});
  EXPECT_EQ(positive(a), 0.25);
  catalog_.use_text_models(words_, std::nullopt);
  EXPECT_EQ(positive(a), 1);
}

TEST_F(Readings, WhatATableSaysOfLyricsWins) {
  const SongId a = add("A", "la la");
  SongRecord told = record("A", {"X"});
  told.values[Variable::kHasLyrics] = 0;
  catalog_.write_to(a, told, {});
  EXPECT_EQ(catalog_.values(a)->values[Variable::kHasLyrics], 0);
}

TEST_F(Readings, AreCountedByModel) {
  const SongId a = add("A", "la la");
  const SongId b = add("B", "do re mi");
  write(words_, reading(a, {1, 0}));
  write(words_, reading(b, {1, 0}, false));
  write(other_, reading(b, {}));
  catalog_.use_text_models(words_, other_);
  const auto models = catalog_.text_models();
  ASSERT_EQ(models.size(), 2U);
  EXPECT_EQ(models[0].model, other_);
  EXPECT_EQ(models[0].readings, 1);
  EXPECT_EQ(models[0].embeddings, 0);
  EXPECT_EQ(models[0].sentiments, 1);
  EXPECT_EQ(models[0].dimension, 0U);
  EXPECT_TRUE(models[0].feels && !models[0].embeds);
  EXPECT_EQ(models[1].model, words_);
  EXPECT_EQ(models[1].readings, 2);
  EXPECT_EQ(models[1].embeddings, 2);
  EXPECT_EQ(models[1].sentiments, 1);
  EXPECT_EQ(models[1].dimension, 2U);
  EXPECT_TRUE(models[1].embeds && !models[1].feels);
  EXPECT_EQ(catalog_.embedding_model()->model, words_);
}

TEST_F(Readings, KnowAModelByItsFingerprintWhateverItIsCalled) {
  const SongId a = add("A", "la la");
  write(words_, reading(a, {1, 0}));
  const TextModelName renamed{words_.fingerprint, "my-folder", ""};
  catalog_.use_text_models(renamed, std::nullopt);
  const auto models = catalog_.text_models();
  ASSERT_EQ(models.size(), 1U);
  EXPECT_EQ(models[0].model, renamed);
  EXPECT_EQ(models[0].readings, 1);
}

TEST_F(Readings, CountLanguagesTheMostFrequentFirst) {
  for (const std::string code : {"es", "en", "es", "", "de"}) {
    SongReading made = reading(add("Song " + std::to_string(catalog_.song_count()), "words " + code), {1, 0});
    made.language = code;
    write(words_, made);
  }
  add("not read", "la");
  EXPECT_THAT(catalog_.languages(), ElementsAre(LanguageCount{"es", 2}, LanguageCount{"", 1}, LanguageCount{"de", 1},
                                                LanguageCount{"en", 1}));
}

TEST_F(Readings, OfAnotherSizeAreRefusedWhole) {
  const SongId a = add("A", "la la");
  const SongId b = add("B", "do re mi");
  write(words_, reading(a, {1, 0}));
  const std::vector<SongReading> read = {reading(a, {0, 1}), reading(b, {0, 1, 0})};
  const Error error = error_of([&] { catalog_.write_readings(words_, read); });
  EXPECT_EQ(error.kind(), ErrorKind::kBadData);
  EXPECT_THAT(error.what(), HasSubstr("words"));
  EXPECT_THAT(embeddings(words_), ElementsAre(std::pair(a, std::vector<float>{1, 0})));
}

TEST_F(Readings, ADamagedEmbeddingIsSaidToBe) {
  write(words_, reading(add("A", "la la"), {1, 0}));
  execute("UPDATE readings SET embedding = x'0000'");
  const Error error = error_of([&] { embeddings(words_); });
  EXPECT_EQ(error.kind(), ErrorKind::kBadData);
  EXPECT_THAT(error.what(), HasSubstr(catalog_.path().string()));
}

}  // namespace
}  // namespace segue::catalog
