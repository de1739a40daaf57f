#include "segue/app/analyzer_pool.h"

#include <map>

#include "app_fixture.h"
#include <gmock/gmock.h>

#include "segue/app/analyze.h"
#include "segue/base/error.h"

namespace segue::app {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

class AnalyzerPool : public AppTest {
 protected:
  AnalyzerOptions options(std::size_t workers) const {
    return {SEGUE_FAKE_ANALYZER, workers, milliseconds(1500), milliseconds(700)};
  }
  /// Outcome of each job as text: "200.1 s" of music, or the failure.
  std::vector<std::string> outcomes(const std::vector<std::string>& contents, const AnalyzerOptions& options) {
    std::vector<AnalysisJob> jobs;
    for (std::size_t i = 0; i < contents.size(); ++i) {
      const auto path = file("f" + std::to_string(i) + ".mp3", contents[i]);
      jobs.push_back({path.string(), 0, static_cast<std::int64_t>(contents[i].size()), false});
    }
    std::vector<std::string> ends(contents.size());
    analyze_files(jobs, options, [&](std::size_t job, AnalysisOutcome&& outcome) {
      EXPECT_EQ(ends[job], "") << "told twice";
      const auto* failure = std::get_if<catalog::AnalysisFailure>(&outcome);
      ends[job] = failure != nullptr ? failure->message
                                     : std::to_string(std::get<catalog::AnalysisResult>(outcome).sound.duration_s);
    });
    return ends;
  }
};

TEST_F(AnalyzerPool, HearsEveryFileWithAnyNumberOfWorkers) {
  std::vector<std::string> contents;
  for (int i = 0; i < 30; ++i) contents.push_back("music" + std::string(static_cast<std::size_t>(i), '.'));
  const auto one = outcomes(contents, options(1));
  EXPECT_EQ(one[7], std::to_string(12.0));
  EXPECT_EQ(outcomes(contents, options(4)), one);
  // Thirty processes that start at once may take longer than a file that hangs is given elsewhere.
  EXPECT_EQ(outcomes(contents, {SEGUE_FAKE_ANALYZER, 100}), one);
}

TEST_F(AnalyzerPool, NoFilesAreHeardAtOnce) {
  EXPECT_TRUE(outcomes({}, options(2)).empty());
}

TEST_F(AnalyzerPool, FilesThatHarmTheirWorkerHarmNothingElse) {
  for (const std::size_t workers : {1, 3}) {
    const auto ends =
        outcomes({"crash", "music", "hang", "nonsense", "music", "silent", "crash", "music"}, options(workers));
    EXPECT_THAT(ends[0], HasSubstr("crashed on it: killed by signal 6"));
    EXPECT_THAT(ends[2], HasSubstr("hung on it: no sign of life"));
    EXPECT_THAT(ends[3], HasSubstr("no answer"));
    EXPECT_EQ(ends[5], "nothing to hear");
    EXPECT_THAT(ends[6], HasSubstr("crashed"));
    for (const std::size_t i : {1, 4, 7}) EXPECT_EQ(ends[i], std::to_string(5.0));
  }
}

TEST_F(AnalyzerPool, AFileThatTakesTooLongForItsLengthIsStopped) {
  const auto ends = outcomes({"long"}, options(1));
  EXPECT_THAT(ends[0], HasSubstr("took longer than"));
}

TEST_F(AnalyzerPool, StopsWhenAskedTo) {
  Cancellation cancellation;
  const auto path = file("a.mp3", "music");
  const std::vector<AnalysisJob> jobs(50, {path.string(), 0, 5, false});
  int done = 0;
  try {
    analyze_files(
        jobs, options(2),
        [&](std::size_t, AnalysisOutcome&&) {
          if (++done == 3) cancellation.request();
        },
        Progress::none(), cancellation);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kInterrupted);
  }
  EXPECT_LT(done, 50);
}

TEST_F(AnalyzerPool, AMissingAnalyzerIsAnErrorThatSaysSo) {
  AnalyzerOptions missing = options(1);
  missing.program = folder_ / "segue-analyzer";
  EXPECT_THROW(outcomes({"music"}, missing), Error);
  missing.program = "/bin/false";
  EXPECT_NO_THROW(outcomes({"music"}, missing)) << "a worker that dies at once fails its file and no more";
}

TEST_F(AnalyzerPool, OneFileByItself) {
  EXPECT_EQ(analyze_file(file("a.mp3", "music"), true, options(1)).sound.duration_s, 5);
  const auto kind_of = [&](const std::filesystem::path& path) {
    try {
      analyze_file(path, false, options(1));
    } catch (const Error& error) {
      return error.kind();
    }
    return ErrorKind::kInterrupted;
  };
  EXPECT_EQ(kind_of(file("b.mp3", "silent")), ErrorKind::kBadData);
  EXPECT_EQ(kind_of(folder_ / "none.mp3"), ErrorKind::kNotFound);
  EXPECT_EQ(kind_of(folder_), ErrorKind::kUsage);
}

}  // namespace
}  // namespace segue::app
