#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "segue/app/gnuplot_text.h"
#include "segue/app/scale.h"
#include "segue/base/error.h"

namespace segue::app {
namespace {

/// The steps of a report, each once, in its order.
std::vector<std::string> steps_in(const ScaleReport& report) {
  std::vector<std::string> steps;
  for (const auto& cost : report.costs) {
    if (!cost.problem.empty()) continue;
    if (std::find(steps.begin(), steps.end(), cost.step) == steps.end()) steps.push_back(cost.step);
  }
  return steps;
}

/// Lines of one number of every step; with the time, thin ones of how it would grow as N log N from the fewest songs.
std::string panel(const ScaleReport& report, const std::vector<std::string>& steps, const std::string& block,
                  const std::function<double(const ScaleCost&)>& of, bool with_reference) {
  std::string data;
  std::string references;
  std::string plots;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const ScaleCost* first = nullptr;
    std::uint64_t most = 0;
    data += fmt::format("${}_{} << EOD\n", block, i);
    for (const auto& cost : report.costs) {
      if (cost.step != steps[i] || !cost.problem.empty()) continue;
      data += fmt::format("{} {}\n", cost.songs, of(cost));
      most = std::max(most, cost.songs);
      if (!first || cost.songs < first->songs) first = &cost;
    }
    data += "EOD\n";
    plots += fmt::format(", ${}_{} using 1:2 with linespoints lw 2 pt 7 ps 0.6 lt {} title {}", block, i, i + 1,
                         gnuplot_text(steps[i]));
    if (!with_reference || most <= first->songs) continue;
    constexpr int kPoints = 16;
    const auto fewest = static_cast<double>(first->songs);
    data += fmt::format("${}_{}_law << EOD\n", block, i);
    for (int point = 0; point <= kPoints; ++point) {
      const double songs = fewest * std::pow(static_cast<double>(most) / fewest, static_cast<double>(point) / kPoints);
      data += fmt::format("{} {}\n", songs, of(*first) * songs * std::log(songs) / (fewest * std::log(fewest)));
    }
    data += "EOD\n";
    references += fmt::format(", ${}_{}_law using 1:2 with lines dt 3 lw 1 lc rgb '#999999' {}", block, i,
                              references.empty() ? "title 'N log N'" : "notitle");
  }
  return data + "plot " + (references + plots).substr(2) + "\n";
}

}  // namespace

void check_scale_picture(const std::filesystem::path& picture) {
  const auto ending = picture.extension();
  if (ending == ".svg" || ending == ".png") return;
  throw Error(ErrorKind::kUsage,
              fmt::format("--plot: expected a file that ends in .svg or .png, found {}", picture.string()));
}

void draw_scale(const ScaleReport& report, const std::filesystem::path& picture) {
  check_scale_picture(picture);
  const auto steps = steps_in(report);
  if (steps.empty()) throw Error(ErrorKind::kFailed, "there is nothing to draw: no step was measured");
  const auto [fewest, most] = std::ranges::minmax(report.costs, {}, &ScaleCost::songs);
  constexpr double kMargin = 1.3;
  std::string script = fmt::format(
      "set terminal {} size 1100,520 font 'sans,10'\nset output {}\nset tics nomirror out\nset grid lc rgb '#dddddd'\n"
      "set logscale xy\nset format x '10^{{%T}}'\nset xlabel 'songs'\n"
      "set bmargin 8\nset xrange [{}:{}]\nset multiplot layout 1,2\nset key at screen 0.5, 0.1 center horizontal "
      "maxcols 5\n",
      picture.extension() == ".png" ? "pngcairo" : "svg", gnuplot_text(picture.string()),
      static_cast<double>(fewest.songs) / kMargin, static_cast<double>(most.songs) * kMargin);
  script += "set ylabel 'seconds'\nset format y '%g'\n" +
            panel(
                report, steps, "seconds", [](const ScaleCost& cost) { return std::max(cost.seconds, 1e-3); }, true);
  script += "unset key\nset ylabel 'peak memory, MB'\n" +
            panel(
                report, steps, "memory",
                [](const ScaleCost& cost) { return static_cast<double>(cost.peak_bytes) / 1e6; }, false);
  run_gnuplot(script + "unset multiplot\nunset output\n", picture.string());
}

}  // namespace segue::app
