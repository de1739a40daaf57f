#include "segue/app/search_pictures.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <system_error>

#include <fmt/format.h>

#include "segue/app/gnuplot_text.h"
#include "segue/base/error.h"
#include "segue/embedding/kmeans.h"

namespace segue::app {
namespace {

constexpr std::size_t kMostLatentPictures = 12;
constexpr std::size_t kMostPairs = 6;
constexpr std::size_t kPictureColumns = 3;

/// What gnuplot is told between `set output` and the end; sizes are those of a picture of one panel.
struct Picture {
  std::string name;
  std::string body;
  std::size_t panels = 1;
};

std::size_t rows_of(std::size_t panels) {
  return (panels + kPictureColumns - 1) / kPictureColumns;
}

std::string layout(std::size_t panels) {
  return panels == 1 ? ""
                     : fmt::format("set multiplot layout {},{}\n", rows_of(panels), std::min(panels, kPictureColumns));
}

std::string title_of(const SearchReport& report, std::size_t row) {
  return fmt::format("set title {} noenhanced\n",
                     gnuplot_text(fmt::format("{}: {}", row + 1, report.rows[row].architecture.shape.text())));
}

Picture losses(const SearchReport& report) {
  Picture picture{"losses", "", report.rows.size()};
  std::string data;
  std::string plots;
  for (std::size_t i = 0; i < report.rows.size(); ++i) {
    std::string lines;
    for (const auto& [trial, latents, found] : report.rows[i].trials) {
      const auto& history = trial.history;
      if (!trial.problem.empty() || history.training.empty()) continue;
      const std::string block = fmt::format("$losses_{}_{}", i, trial.training.seed);
      data += block + " << EOD\n";
      for (std::size_t epoch = 0; epoch < history.training.size(); ++epoch) {
        data += fmt::format("{} {} {}\n", epoch + 1, history.training[epoch],
                            epoch < history.validation.size() ? fmt::format("{}", history.validation[epoch]) : "NaN");
      }
      data += "EOD\n";
      lines +=
          fmt::format("{}{} using 1:2 with lines dt 2 lc rgb '#88aacc' {}, {} using 1:3 with lines lc rgb '#cc6677' {}",
                      lines.empty() ? "" : ", ", block, lines.empty() ? "title 'training'" : "notitle", block,
                      lines.empty() ? "title 'validation'" : "notitle");
    }
    plots += title_of(report, i);
    plots += lines.empty() ? "plot [0:1][1:2] NaN notitle\n" : "plot " + lines + "\n";
  }
  picture.body = data + "set logscale y\nset xlabel 'epoch'\nset ylabel 'loss'\nset key top right\n" +
                 layout(picture.panels) + plots;
  return picture;
}

/// The cell of each sampled song, for colours.
std::vector<std::int32_t> cells_of(const numeric::Matrix& latents) {
  constexpr std::size_t kMostCells = 8;
  try {
    return embedding::choose_clusters(latents, std::min<std::size_t>(2, latents.rows()), kMostCells, {})
        .clusters.assignment;
  } catch (const Error&) {  // numbers too large to cluster: no colours
    return std::vector<std::int32_t>(latents.rows(), 0);
  }
}

std::optional<Picture> latents_of(const SearchReport& report, std::size_t row) {
  const auto& trials = report.rows[row].trials;
  const auto run = std::ranges::find_if(trials, [](const FinishedTrial& trial) { return !trial.latents.empty(); });
  if (run == trials.end()) return std::nullopt;
  const std::size_t width = run->trial.shape.latent;
  const numeric::Matrix latents(run->latents.size() / width, width, run->latents);
  const auto cells = cells_of(latents);
  Picture picture{fmt::format("latents-{}", row + 1), "$songs << EOD\n",
                  std::clamp<std::size_t>(width / 2, 1, kMostPairs)};
  for (std::size_t i = 0; i < latents.rows(); ++i) {
    picture.body += fmt::format("{} {}", i, cells[i]);
    for (const float value : latents.row(i)) picture.body += fmt::format(" {}", value);
    picture.body += "\n";
  }
  picture.body +=
      "EOD\nunset key\nunset colorbox\nset palette defined (0 '#4477aa', 1 '#ee6677', 2 '#228833', 3 '#ccbb44', "
      "4 '#66ccee', 5 '#aa3377', 6 '#bbbbbb', 7 '#222222')\nset cbrange [0:7]\n" +
      layout(picture.panels) + title_of(report, row);
  for (std::size_t pair = 0; pair < picture.panels; ++pair) {
    const std::size_t x = 2 * pair;
    // A single latent is drawn over the songs.
    const bool alone = x + 1 >= width;
    picture.body += fmt::format("set xlabel 'latent {}'\nset ylabel '{}'\n", x + 1,
                                alone ? std::string("song") : fmt::format("latent {}", x + 2));
    picture.body += fmt::format("plot $songs using {}:{}:2 with points pt 7 ps 0.4 palette\nunset title\n", x + 3,
                                alone ? std::size_t{1} : x + 4);
  }
  return picture;
}

std::optional<Picture> loss_and_precision(const SearchReport& report) {
  std::string points;
  std::string names;
  for (std::size_t i = 0; i < report.rows.size(); ++i) {
    const auto loss = report.rows[i].mean_validation_loss();
    const auto precision = report.rows[i].spread([](const Trial& trial) -> std::optional<double> {
      return trial.measures.p_at_10 ? std::optional(trial.measures.p_at_10->value) : std::nullopt;
    });
    if (!loss || !precision) continue;
    names += fmt::format("{} {} {}\n", *loss, precision->mean, i + 1);
    for (const auto& [trial, latents, found] : report.rows[i].trials) {
      if (trial.measures.p_at_10)
        points += fmt::format("{} {}\n", *trial.validation_loss(), trial.measures.p_at_10->value);
    }
  }
  if (names.empty()) return std::nullopt;
  return Picture{"loss-and-precision",
                 "$points << EOD\n" + points + "EOD\n$names << EOD\n" + names +
                     "EOD\nset logscale x\nset offsets graph 0.1, graph 0.1, graph 0.1, graph 0.1\nunset key\n"
                     "set xlabel 'validation loss'\nset ylabel 'P\\@10'\n"
                     "plot $points using 1:2 with points pt 7 ps 0.6 lc rgb '#88aacc', "
                     "$names using 1:2:3 with labels offset char 0,0.8\n",
                 1};
}

void draw(const Picture& picture, const std::filesystem::path& folder) {
  const std::size_t width = picture.panels == 1 ? 800 : 420 * std::min(picture.panels, kPictureColumns);
  const std::size_t height = picture.panels == 1 ? 560 : 300 * rows_of(picture.panels);
  std::string script;
  for (const auto& [terminal, ending] : {std::pair("pngcairo", ".png"), std::pair("svg", ".svg")}) {
    script +=
        fmt::format("reset\nset terminal {} size {},{} font 'sans,10'\nset output {}\nset tics nomirror out\n{}",
                    terminal, width, height, gnuplot_text((folder / (picture.name + ending)).string()), picture.body);
    script += picture.panels == 1 ? "unset output\n" : "unset multiplot\nunset output\n";
  }
  run_gnuplot(script, picture.name);
}

}  // namespace

std::vector<std::string> draw_search(const SearchReport& report, const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    throw Error(ErrorKind::kFailed, fmt::format("cannot make the folder {}: {}", folder.string(), error.message()),
                "Choose another folder.");
  }
  std::vector<Picture> pictures;
  if (!report.rows.empty()) pictures.push_back(losses(report));
  if (auto picture = loss_and_precision(report)) pictures.push_back(std::move(*picture));
  for (std::size_t i = 0; i < std::min(report.rows.size(), kMostLatentPictures); ++i) {
    if (auto picture = latents_of(report, i)) pictures.push_back(std::move(*picture));
  }
  std::vector<std::string> names;
  for (const auto& picture : pictures) {
    draw(picture, folder);
    names.push_back(picture.name);
  }
  return names;
}

}  // namespace segue::app
