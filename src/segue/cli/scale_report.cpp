#include "segue/cli/scale_report.h"

#include <optional>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "segue/cli/text.h"

namespace segue::cli {
namespace {

std::string microseconds(double seconds_of_song) {
  constexpr double kMicroseconds = 1e6;
  return fmt::format("{:.1f}", seconds_of_song * kMicroseconds);
}

std::string ratio(std::optional<double> growth) {
  return growth ? fmt::format("{:.2f}", *growth) : "";
}

std::vector<std::string> steps_in(const app::ScaleReport& report) {
  std::vector<std::string> steps;
  std::set<std::string> seen;
  for (const auto& cost : report.costs) {
    if (seen.insert(cost.step).second) steps.push_back(cost.step);
  }
  return steps;
}

}  // namespace

std::string scale_line(const app::ScaleCost& cost) {
  const auto of = fmt::format("{}, {}", cost.step, count(static_cast<std::int64_t>(cost.songs), "song", "songs"));
  if (!cost.problem.empty()) return fmt::format("{}: failed: {}", of, cost.problem);
  return fmt::format("{}: {}, {}", of, seconds(cost.seconds), bytes(cost.peak_bytes));
}

std::string scale_text(const app::ScaleReport& report, std::size_t width) {
  using enum Table::Align;
  Table table({{"Step", kLeft},
               {"Songs", kRight},
               {"Time", kRight},
               {"÷ N log N", kRight},
               {"Processor", kRight},
               {"÷ N log N", kRight},
               {"µs a song", kRight},
               {"Memory", kRight},
               {"Disk", kRight},
               {"", kLeft, 60}});
  for (const auto& step : steps_in(report)) {
    for (const auto& cost : report.costs) {
      if (cost.step != step) continue;
      const auto songs = count(static_cast<std::int64_t>(cost.songs));
      if (!cost.problem.empty()) {
        table.add(
            {step, songs, "failed", "", "", "", "", bytes(cost.peak_bytes), bytes(cost.disk_bytes), cost.problem});
        continue;
      }
      table.add({step, songs, seconds(cost.seconds), ratio(report.growth(cost)), seconds(cost.processor_seconds),
                 ratio(report.growth(cost, &app::ScaleCost::processor_seconds)),
                 microseconds(cost.seconds / static_cast<double>(cost.songs)), bytes(cost.peak_bytes),
                 bytes(cost.disk_bytes), cost.remark});
    }
  }
  return table.text(width) +
         "\n÷ N log N: the time before it / (N log N), in relation to the fewest songs; 1 or less grows no faster.\n"
         "Memory is the most a step held at once; disk is the catalog and what lies beside it.\n";
}

nlohmann::ordered_json scale_json(const app::ScaleReport& report) {
  nlohmann::ordered_json document{{"version", 1}, {"steps", nlohmann::ordered_json::array()}};
  for (const auto& cost : report.costs) {
    const auto growth = report.growth(cost);
    nlohmann::ordered_json row{{"step", cost.step},
                               {"songs", cost.songs},
                               {"seconds", cost.seconds},
                               {"processor_seconds", cost.processor_seconds},
                               {"peak_bytes", cost.peak_bytes},
                               {"disk_bytes", cost.disk_bytes}};
    const auto processor_growth = report.growth(cost, &app::ScaleCost::processor_seconds);
    row["growth"] = growth ? nlohmann::ordered_json(*growth) : nlohmann::ordered_json(nullptr);
    row["processor_growth"] =
        processor_growth ? nlohmann::ordered_json(*processor_growth) : nlohmann::ordered_json(nullptr);
    row["remark"] = cost.remark;
    row["problem"] = cost.problem.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(cost.problem);
    document["steps"].push_back(std::move(row));
  }
  document["kept"] = nlohmann::ordered_json::array();
  for (const auto& folder : report.kept) document["kept"].push_back(folder.string());
  return document;
}

}  // namespace segue::cli
