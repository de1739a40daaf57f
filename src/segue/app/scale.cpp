#include "segue/app/scale.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "segue/app/made_tables.h"
#include "segue/base/error.h"
#include "segue/base/temporary_folder.h"
#include "segue/base/timed_program.h"
#include "segue/base/unicode.h"

namespace segue::app {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, kScaleSteps> kNames = {"make",  "import",   "embed",   "train",
                                                              "index", "playlist", "similar", "evaluate"};
// Measured with 100,000 songs: tables, catalog with its write-ahead log, index.
constexpr std::uint64_t kDiskBytesOfSong = 2000;
constexpr std::uint64_t kDiskBytesAtLeast = 64 << 20;

std::uint64_t bytes_under(const fs::path& folder) {
  std::uint64_t sum = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; at != end; at.increment(error)) {
    if (error) break;
    if (at->is_regular_file(error)) sum += at->file_size(error);
  }
  return sum;
}

/// What a program complained of, on one line.
std::string complaint_of(const TimedEnd& end) {
  constexpr std::size_t kLongest = 400;
  constexpr std::string_view kPrefix = "segue: ";
  std::string text;
  std::string_view left = end.complaint;
  while (!left.empty()) {
    auto line = left.substr(0, left.find('\n'));
    left.remove_prefix(std::min(line.size() + 1, left.size()));
    if (line.starts_with(kPrefix)) line.remove_prefix(kPrefix.size());
    if (!text.empty() && !line.empty()) text += ' ';
    text += line;
  }
  if (text.empty()) text = fmt::format("exit code {}", end.exit_code);
  return printable(text.substr(0, kLongest));
}

/// A folder that was made here and goes with this, unless it is kept.
class MadeFolder {
 public:
  explicit MadeFolder(fs::path path) : path_(std::move(path)) {}
  MadeFolder(const MadeFolder&) = delete;
  MadeFolder& operator=(const MadeFolder&) = delete;
  ~MadeFolder() {
    if (kept_) return;
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  void keep() { kept_ = true; }

 private:
  fs::path path_;
  bool kept_ = false;
};

/// One catalog on its way.
class Way {
 public:
  Way(const ScaleOptions& options, std::uint64_t songs, fs::path folder, ScaleReport& report,
      const std::function<void(const ScaleCost&)>& on_cost, Progress& progress, const Cancellation& cancellation)
      : options_(options),
        songs_(songs),
        folder_(std::move(folder)),
        report_(report),
        on_cost_(on_cost),
        progress_(progress),
        cancellation_(cancellation) {}

  /// False if it failed.
  bool go(ScaleStep step) {
    switch (step) {
      case ScaleStep::kMake:
        return once("make", {"bench", "songs", "--songs", fmt::format("{}", songs_), "--seed",
                             fmt::format("{}", options_.seed), "--folder", tables().string(), "--quiet"});
      case ScaleStep::kImport: {
        const bool good = import();
        std::error_code ignored;
        if (!options_.keep) fs::remove_all(tables(), ignored);
        return good;
      }
      case ScaleStep::kEmbed:
        return once("embed", {"embed", "--redo", "--json"});
      case ScaleStep::kTrain:
        return once("train", {"train", "--json"});
      case ScaleStep::kIndex:
        return once("index", {"index"});
      case ScaleStep::kPlaylist:
        return lists("playlist", {"playlist", "--length", "25", "--json", "--seed"});
      case ScaleStep::kSimilar:
        return lists("similar", {"similar", "--json"});
      case ScaleStep::kEvaluate:
        return once("evaluate", {"evaluate", "--json"});
    }
    return true;
  }

 private:
  fs::path tables() const { return folder_ / "tables"; }

  TimedEnd run(const std::string& step, const std::vector<std::string>& words) {
    std::vector<std::string> all = {options_.program.string()};
    all.insert(all.end(), words.begin(), words.end());
    all.insert(all.end(), {"--catalog", (folder_ / "catalog.db").string()});
    all.insert(all.end(), options_.common.begin(), options_.common.end());
    constexpr double kMegabyte = 1e6;
    progress_.begin(fmt::format("{} songs: {}", songs_, step), std::nullopt, "seconds");
    const auto end = run_timed(all, [&](double seconds, std::uint64_t bytes) {
      cancellation_.check();
      progress_.detail(fmt::format("{:.0f} MB", static_cast<double>(bytes) / kMegabyte));
      progress_.advance(static_cast<std::uint64_t>(seconds));
      return true;
    });
    progress_.end();
    // Ctrl-C in a terminal reaches both: that the step was interrupted is not its failure.
    cancellation_.check();
    return end;
  }

  ScaleCost cost_of(const std::string& step, const TimedEnd& end) const {
    ScaleCost cost{step, songs_, end.use.seconds, end.use.processor_seconds, end.use.peak_bytes, 0, {}, {}};
    if (end.exit_code != 0) cost.problem = complaint_of(end);
    return cost;
  }

  bool add(ScaleCost cost) {
    cost.disk_bytes = bytes_under(folder_);
    report_.costs.push_back(cost);
    on_cost_(cost);
    return cost.problem.empty();
  }

  /// A step that is over in a moment is taken again, because a moment may be any; `before` undoes what it did.
  bool once(const std::string& step, const std::vector<std::string>& words, const std::function<void()>& before = {}) {
    constexpr double kMoment = 1;
    std::vector<TimedEnd> ends = {run(step, words)};
    const bool short_one = ends.front().exit_code == 0 && ends.front().use.seconds < kMoment;
    while (short_one && ends.size() < options_.rounds && ends.back().exit_code == 0) {
      if (before) before();
      ends.push_back(run(step, words));
    }
    const auto& end = ends.back().exit_code == 0 ? middle_of(ends) : ends.back();
    auto cost = cost_of(step, end);
    if (ends.size() > 1) cost.remark = fmt::format("median of {}", ends.size());
    if (step == "evaluate" && cost.problem.empty()) cost.remark = precision_in(end.output);
    return add(std::move(cost));
  }

  static const TimedEnd& middle_of(std::vector<TimedEnd>& ends) {
    const auto middle = ends.begin() + static_cast<std::ptrdiff_t>(ends.size() / 2);
    std::ranges::nth_element(ends, middle, {}, [](const TimedEnd& end) { return end.use.seconds; });
    return *middle;
  }

  bool import() {
    std::vector<std::string> words = {"import"};
    std::vector<std::string> files;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(tables(), error)) files.push_back(entry.path().string());
    // Playlists come after the songs they name.
    std::ranges::sort(files, [](const std::string& a, const std::string& b) {
      const auto is_list = [](const std::string& file) { return fs::path(file).filename().string().starts_with("p"); };
      return std::pair(is_list(a), a) < std::pair(is_list(b), b);
    });
    words.insert(words.end(), files.begin(), files.end());
    words.emplace_back("--json");
    return once("import", words, [this] {
      for (const char* file : {"catalog.db", "catalog.db-wal", "catalog.db-shm"}) {
        std::error_code ignored;
        fs::remove(folder_ / file, ignored);
      }
    });
  }

  /// A list from a song, and then from others, when all that is read has been read before.
  bool lists(const std::string& step, const std::vector<std::string>& words) {
    std::vector<TimedEnd> ends;
    for (std::size_t i = 0; i <= options_.repeats; ++i) {
      auto typed = words;
      // Songs all over the catalog; the golden ratio never comes near where it was.
      constexpr double kGolden = 0.61803398874989485;
      const double place = std::fmod(kGolden * static_cast<double>(i + 1), 1.0);
      typed.push_back(made_seed(static_cast<std::uint64_t>(place * static_cast<double>(songs_)), options_.seed));
      ends.push_back(run(step, typed));
      auto cost = cost_of(step, ends.back());
      if (i == 0 || !cost.problem.empty()) {
        if (!add(std::move(cost))) return false;
      }
    }
    if (ends.size() < 2) return true;
    ends.erase(ends.begin());
    auto cost = cost_of(step + " again", middle_of(ends));
    cost.remark = fmt::format("median of {}", ends.size());
    for (const auto& end : ends) cost.peak_bytes = std::max(cost.peak_bytes, end.use.peak_bytes);
    return add(std::move(cost));
  }

  static std::string precision_in(const std::string& output) {
    const auto document = nlohmann::json::parse(output, nullptr, false);
    if (!document.is_object() || !document.contains("rows") || !document["rows"].is_array()) return {};
    double best = 0;
    std::string method;
    for (const auto& row : document["rows"]) {
      if (!row.contains("p_at_10") || !row["p_at_10"].is_number() || !row.contains("method")) continue;
      if (row["p_at_10"].get<double>() <= best || !row["method"].is_string()) continue;
      best = row["p_at_10"].get<double>();
      method = row["method"].get<std::string>();
    }
    return method.empty() ? "" : fmt::format("best P@10 {:.3f} ({})", best, printable(method));
  }

  const ScaleOptions& options_;
  std::uint64_t songs_;
  fs::path folder_;
  ScaleReport& report_;
  const std::function<void(const ScaleCost&)>& on_cost_;
  Progress& progress_;
  const Cancellation& cancellation_;
};

/// True if the program's help lists it.
bool has_command(const fs::path& program, const std::string& command) {
  return run_timed({program.string(), "--help"}).output.find("\n  " + command + " ") != std::string::npos;
}

std::vector<ScaleStep> steps_of(const ScaleOptions& options) {
  auto steps = options.steps;
  if (steps.empty()) {
    for (std::size_t i = 0; i < kScaleSteps; ++i) steps.push_back(static_cast<ScaleStep>(i));
  }
  std::ranges::sort(steps);
  steps.erase(std::ranges::unique(steps).begin(), steps.end());
  if (std::ranges::find(steps, ScaleStep::kIndex) != steps.end() && !has_command(options.program, "index")) {
    std::erase(steps, ScaleStep::kIndex);
  }
  return steps;
}

/// Of all of `options` before anything is made.
void check(const ScaleOptions& options, const std::vector<std::uint64_t>& sizes, bool makes, const fs::path& parent) {
  for (const auto songs : sizes) {
    const auto folder = parent / fmt::format("songs-{}", songs);
    std::error_code error;
    if (makes && fs::exists(folder, error)) {
      throw Error(ErrorKind::kFailed, fmt::format("{} is there already", folder.string()),
                  "Remove it, name another folder, or measure it again with --steps train,playlist,...");
    }
    if (!makes && !fs::exists(folder / "catalog.db", error)) {
      throw Error(ErrorKind::kNotFound, fmt::format("there is no catalog {}", (folder / "catalog.db").string()),
                  "Steps without 'make' measure a catalog that an earlier run kept (--folder, --keep).");
    }
  }
  if (!makes) return;
  std::uint64_t needed = 0;
  for (const auto songs : sizes) {
    const auto bytes = scale_disk_bytes(songs);
    needed = options.keep ? needed + bytes : std::max(needed, bytes);
  }
  std::error_code error;
  const auto space = fs::space(parent, error);
  if (error) {
    throw Error(ErrorKind::kFailed, fmt::format("cannot ask {} for room: {}", parent.string(), error.message()));
  }
  if (space.available < needed) {
    constexpr double kGigabyte = 1e9;
    throw Error(ErrorKind::kFailed,
                fmt::format("{} songs need about {:.1f} GB of disk, and {} has {:.1f} GB left", sizes.back(),
                            static_cast<double>(needed) / kGigabyte, parent.string(),
                            static_cast<double>(space.available) / kGigabyte),
                "Ask for fewer songs, or name a folder on another disk (--folder).");
  }
}

}  // namespace

std::string_view name(ScaleStep step) {
  return kNames[static_cast<std::size_t>(step)];
}

std::optional<ScaleStep> scale_step_named(std::string_view name) {
  const auto found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<ScaleStep>(found - kNames.begin());
}

bool ScaleReport::failed() const {
  return std::ranges::any_of(costs, [](const ScaleCost& cost) { return !cost.problem.empty(); });
}

std::optional<double> ScaleReport::growth(const ScaleCost& cost, double ScaleCost::*time) const {
  const ScaleCost* fewest = nullptr;
  for (const auto& other : costs) {
    if (other.step != cost.step || !other.problem.empty() || other.songs >= cost.songs) continue;
    if (!fewest || other.songs < fewest->songs) fewest = &other;
  }
  const auto shape = [](std::uint64_t songs) {
    return static_cast<double>(songs) * std::log2(static_cast<double>(songs));
  };
  if (!fewest || fewest->*time <= 0 || !cost.problem.empty()) return std::nullopt;
  return cost.*time / shape(cost.songs) / (fewest->*time / shape(fewest->songs));
}

std::uint64_t scale_disk_bytes(std::uint64_t songs) {
  return kDiskBytesAtLeast + kDiskBytesOfSong * songs;
}

ScaleReport measure_scale(const ScaleOptions& options, const std::function<void(const ScaleCost&)>& on_cost,
                          Progress& progress, const Cancellation& cancellation) {
  auto sizes = options.songs;
  std::ranges::sort(sizes);
  sizes.erase(std::ranges::unique(sizes).begin(), sizes.end());
  const auto steps = steps_of(options);
  const bool makes = !steps.empty() && steps.front() == ScaleStep::kMake;
  if (options.folder.empty() && (options.keep || !makes)) {
    throw Error(ErrorKind::kUsage,
                options.keep ? "--keep needs a folder to keep catalogs in" : "steps without 'make' need a kept catalog",
                "Name the folder with --folder.");
  }
  std::optional<TemporaryFolder> temporary;
  fs::path parent = options.folder;
  if (parent.empty()) {
    temporary.emplace("scale");
    parent = temporary->path();
  } else if (makes) {
    std::error_code error;
    fs::create_directories(parent, error);
    if (error) {
      throw Error(ErrorKind::kFailed, fmt::format("cannot make the folder {}: {}", parent.string(), error.message()),
                  "Choose another folder.");
    }
  }
  check(options, sizes, makes, parent);

  ScaleReport report;
  for (const auto songs : sizes) {
    const auto folder = parent / fmt::format("songs-{}", songs);
    MadeFolder made(folder);
    if (!makes) made.keep();
    if (makes && !fs::create_directory(folder)) {
      throw Error(ErrorKind::kFailed, fmt::format("cannot make the folder {}", folder.string()));
    }
    Way way(options, songs, folder, report, on_cost, progress, cancellation);
    for (const auto step : steps) {
      if (!way.go(step)) break;
      // From here on it can be measured again, whatever becomes of this run.
      if (options.keep && step == ScaleStep::kImport) made.keep();
    }
    if (makes && options.keep) {
      made.keep();
      report.kept.push_back(folder);
    }
  }
  return report;
}

}  // namespace segue::app
