#include "segue/features/imputation.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace segue::features {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Five songs, three columns: values where `known` is 1.
FeatureTable table() {
  FeatureTable result;
  for (int i = 1; i <= 5; ++i) result.songs.push_back(SongId{i});
  result.columns = {{"energy"}, {"tempo"}, {"valence"}};
  result.values = numeric::Matrix(5, 3, {5, 100, 0, 1, 90, 0, 9, 0, 0, 2, 120, 0, 3, 140, 0});
  result.known = numeric::Matrix(5, 3, {1, 1, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 1, 0});
  return result;
}

TEST(Medians, AreOfKnownValuesOnly) {
  // 1 2 3 5 9; 90 100 120 140 (the unknown one, held as 0, does not count); none.
  EXPECT_THAT(medians(table()), ElementsAre(3.0, 110.0, 0.0));
}

TEST(Medians, OfAnEmptyTable) {
  EXPECT_THAT(medians(FeatureTable{}), IsEmpty());
  FeatureTable no_songs;
  no_songs.columns = {{"energy"}};
  no_songs.values = numeric::Matrix(0, 1);
  no_songs.known = numeric::Matrix(0, 1);
  EXPECT_THAT(medians(no_songs), ElementsAre(0.0));
}

TEST(Impute, FillsUnknownValuesAndNoOthers) {
  const FeatureTable from = table();
  const numeric::Matrix filled = impute(from, {-1, 110, 0.5});
  EXPECT_THAT(filled.values(), ElementsAre(5, 100, 0.5F, 1, 90, 0.5F, 9, 110, 0.5F, 2, 120, 0.5F, 3, 140, 0.5F));
}

}  // namespace
}  // namespace segue::features
