#include "segue/features/input_scaler.h"

#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "segue/base/error.h"

namespace segue::features {
namespace {

using catalog::Variable;
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

SongNumbers song(std::int64_t id, double energy, double key, double year, double duration) {
  SongNumbers numbers{SongId{id}, {}, year, duration};
  numbers.values[Variable::kEnergy] = energy;
  numbers.values[Variable::kKey] = key;
  return numbers;
}

std::vector<Column> all_columns() {
  auto columns = audio_feature_columns();
  for (auto& column : context_columns()) columns.push_back(std::move(column));
  return columns;
}

FeatureTable table_of(const std::vector<SongNumbers>& songs) {
  return make_table(songs, all_columns());
}

TEST(NormalScore, TiesLieInTheMiddleOfTheirShare) {
  const std::vector<float> quantiles{0, 0, 0, 1, 2};
  EXPECT_NEAR(normal_score(quantiles, 0), -0.6745, 1e-3);  // a quarter
  EXPECT_NEAR(normal_score(quantiles, 1), 0.6745, 1e-3);
  EXPECT_NEAR(normal_score(quantiles, 0.5), 0.3186, 1e-3);  // between: 5/8
  const std::vector<float> even{0, 1};
  EXPECT_NEAR(normal_score(even, 0.5), 0, 1e-12);
}

TEST(NormalScore, EndsAreClippedAndNothingIsTheMiddle) {
  const std::vector<float> quantiles{0, 1, 2};
  EXPECT_DOUBLE_EQ(normal_score(quantiles, -100), -3);
  EXPECT_DOUBLE_EQ(normal_score(quantiles, 100), 3);
  EXPECT_DOUBLE_EQ(normal_score({}, 5), 0);
  EXPECT_DOUBLE_EQ(normal_score(std::vector<float>{4}, 5), 0);
  EXPECT_DOUBLE_EQ(normal_score(std::vector<float>{4, 4, 4}, 4), 0);
}

TEST(InputScaler, WavesFollowTheShare) {
  const auto table =
      table_of({song(1, 0.1, 0, 1990, 180000), song(2, 0.3, 6, 2000, 240000), song(3, 0.9, 6, 2020, 2e5)});
  const auto scaler = InputScaler::fit(table);
  const auto inputs = scaler.transform(table);
  const auto& columns = scaler.groups()[0].columns;
  for (std::size_t j = 0; j < columns.size(); ++j) {
    if (columns[j].form != InputForm::kWave || columns[j].column != "energy") continue;
    const double phase = M_PI * std::abs(columns[j].order) * 0.5;  // the middle of three
    EXPECT_NEAR(inputs(1, j), 0.5 * (columns[j].order > 0 ? std::sin(phase) : std::cos(phase)), 1e-6);
  }
  EXPECT_EQ(columns.size(), 12U + 9 * 8 + 1);
}

TEST(InputScaler, MasksWhatIsNotKnown) {
  const auto table = table_of(
      {song(1, 0.1, 0, 1990, 180000), song(2, 0.9, 6, 2020, 240000), song(3, kUnknown, kUnknown, kUnknown, kUnknown)});
  const auto scaler = InputScaler::fit(table);
  ASSERT_EQ(scaler.groups().size(), 3U);  // nothing is known of timbre and sentiment
  const auto ranges = scaler.ranges();
  const auto inputs = scaler.transform(table);
  ASSERT_EQ(inputs.cols(), scaler.inputs());
  for (const auto& [first, last] : ranges) {
    EXPECT_EQ(inputs(0, last - 1), 1) << "presence";
    for (std::size_t j = first; j < last; ++j) EXPECT_EQ(inputs(2, j), 0) << j;
  }
  EXPECT_LT(inputs(0, 1), 0) << "energy";
  EXPECT_GT(inputs(1, 1), 0);
  EXPECT_EQ(inputs(0, 0), 0) << "danceability, known of none";
  EXPECT_FLOAT_EQ(inputs(0, 9), 0.5F) << "C on the circle";
  EXPECT_FLOAT_EQ(inputs(1, 9), -0.5F) << "F sharp lies opposite";
  EXPECT_TRUE(scaler.knows(table, 0));
  EXPECT_FALSE(scaler.knows(table, 2));
}

TEST(InputScaler, AdaptsToWhoMeasuredButNotToTheYear) {
  const auto here =
      table_of({song(1, 0.1, 0, 1990, 180000), song(2, 0.2, 6, 2020, 240000), song(3, 0.3, 1, 2010, 2e5)});
  const auto there =
      table_of({song(1, 0.7, 0, 1950, 180000), song(2, 0.8, 6, 1960, 240000), song(3, 0.9, 1, 1970, 2e5)});
  auto scaler = InputScaler::fit(here);
  const auto before = scaler.transform(there);
  EXPECT_EQ(before(0, 1), 3);
  scaler.adapt(there);
  const auto after = scaler.transform(there);
  EXPECT_NEAR(after(1, 1), 0, 1e-6);
  const auto year = scaler.ranges()[1].first;
  EXPECT_EQ(after(0, year), before(0, year));
  EXPECT_EQ(after(0, year + 1), -3) << "older than all it was made of";
  scaler.adapt(make_table({}, all_columns()));
  EXPECT_EQ(scaler.transform(there).values(), after.values()) << "nothing known changes nothing";
}

TEST(InputScaler, PlainHasNoPresence) {
  const auto table = table_of({song(1, 0.1, 0, 1990, 180000), song(2, 0.9, 6, 2020, 240000)});
  const auto scaler = InputScaler::fit_plain(table);
  EXPECT_EQ(scaler.inputs(), 14U);
}

TEST(InputScaler, ComesBackFromItsDocument) {
  const auto table = table_of({song(1, 0.1, 0, 1990, 180000), song(2, 0.9, 6, 2020, 240000)});
  const auto scaler = InputScaler::fit(table);
  const auto back = InputScaler::from_tensors(numeric::TensorFile::parse(scaler.to_tensors(), "x"));
  EXPECT_EQ(back.transform(table).values(), scaler.transform(table).values());
  EXPECT_EQ(back.to_tensors(), scaler.to_tensors());
}

TEST(InputScaler, RefusesDocumentsThatMakeNoSense) {
  const auto document = [](const char* kind, const char* columns, std::vector<float> values) {
    numeric::TensorFileWriter writer;
    writer.set_metadata("kind", kind);
    writer.set_metadata("version", "1");
    writer.set_metadata("columns", columns);
    const std::size_t shape[] = {values.size()};
    writer.add("0.0", shape, values);
    return numeric::TensorFile::parse(writer.bytes(), "x");
  };
  const char* kind = "segue inputs";
  EXPECT_NO_THROW(InputScaler::from_tensors(document(kind, "sound/energy/quantile", {0, 1})));
  EXPECT_THROW(InputScaler::from_tensors(document("other", "sound/energy/quantile", {0, 1})), Error);
  EXPECT_THROW(InputScaler::from_tensors(document(kind, "sound/energy/quantile", {1, 0})), Error);
  EXPECT_THROW(InputScaler::from_tensors(document(kind, "sound/energy/quantile", {NAN})), Error);
  EXPECT_THROW(InputScaler::from_tensors(document(kind, "sound/nonsense/quantile", {0, 1})), Error);
  EXPECT_THROW(InputScaler::from_tensors(document(kind, "sound/energy/cubic", {0, 1})), Error);
  EXPECT_THROW(InputScaler::from_tensors(document(kind, "year/year/linear", {0, 0})), Error);
  EXPECT_THROW(InputScaler::from_tensors(document(kind, "a/energy/half,b/energy/quantile", {0, 1})), Error);
  EXPECT_THROW(InputScaler::from_tensors(document(kind, "sound/energy/wave/0", {0, 1})), Error);
  EXPECT_THROW(InputScaler::from_tensors(document(kind, "sound/energy/wave/x", {0, 1})), Error);
  EXPECT_THROW(InputScaler::from_tensors(document(kind, "sound/energy/half/2", {0, 1})), Error);
  EXPECT_THROW(InputScaler::from_tensors(document(kind, "", {0, 1})), Error);
}

}  // namespace
}  // namespace segue::features
