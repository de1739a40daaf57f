#include <cassert>

#include <fmt/format.h>

#include "segue/app/analyze.h"
#include "segue/app/gnuplot_text.h"
#include "segue/base/error.h"

namespace segue::app {
namespace {

std::string terminal_for(const std::filesystem::path& picture) {
  const std::string ending = picture.extension().string();
  if (ending == ".png" || ending == ".PNG") return "pngcairo size 1200,900 font 'sans,10'";
  if (ending == ".svg" || ending == ".SVG") return "svg size 1200,900 font 'sans,12'";
  throw Error(ErrorKind::kUsage, fmt::format("a picture is written as .png or .svg, found '{}'", picture.string()));
}

/// Named data blocks: gnuplot reads them from the script itself.
std::string data_of(const catalog::SoundCurves& curves) {
  std::string data = "$waveform << EOD\n";
  const std::size_t slices = std::min(curves.lowest.size(), curves.highest.size());
  for (std::size_t i = 0; i < slices; ++i) {
    const double time = curves.seconds * (static_cast<double>(i) + 0.5) / static_cast<double>(slices);
    data += fmt::format("{:.3f} {:.4f} {:.4f}\n", time, curves.lowest[i], curves.highest[i]);
  }
  data += "EOD\n$beats << EOD\n";
  for (const double beat : curves.beats) data += fmt::format("{:.3f} 0\n", beat);
  data += "EOD\n$chroma << EOD\n";
  for (std::size_t i = 0; i < curves.chroma.size(); ++i) {
    for (std::size_t note = 0; note < 12; ++note) {
      data += fmt::format("{:.3f} {} {:.4f}\n", static_cast<double>(i) * curves.chroma_seconds, note,
                          curves.chroma[i][note]);
    }
    data += "\n";
  }
  data += "EOD\n$loudness << EOD\n";
  for (std::size_t i = 0; i < curves.loudness.size(); ++i) {
    data += fmt::format("{:.2f} {:.2f}\n", static_cast<double>(i) / 10 + 0.2, curves.loudness[i]);
  }
  return data + "EOD\n";
}

std::string script_for(const catalog::AnalysisResult& analysis, const std::string& title,
                       const std::filesystem::path& picture) {
  const catalog::SoundCurves& curves = *analysis.curves;
  const auto& sound = analysis.sound;
  const auto known = [&](catalog::Variable variable) { return sound[variable].known() ? sound[variable].value : 0; };
  std::string script =
      fmt::format("set terminal {}\nset output {}\n", terminal_for(picture), gnuplot_text(picture.string()));
  script += data_of(curves);
  script += fmt::format(
      "set multiplot layout 3,1 title {} noenhanced\n"
      "set xrange [0:{}]\nset lmargin 9\nset rmargin 9\nunset key\nset tics nomirror out\n"
      "set yrange [-1:1]\nset ylabel 'waveform, beats'\n",
      gnuplot_text(title), std::max(curves.seconds, 0.001));
  // A slice of a short sound is a single sample: a line shows it where a filled band would not.
  if (!curves.lowest.empty()) {
    script +=
        "plot $waveform using 1:2:3 with filledcurves lc rgb '#4477aa', $waveform using 1:3 with lines lc rgb "
        "'#4477aa'";
    if (!curves.beats.empty()) {
      script += ", $beats using 1:(-1):(0):(0.25) with vectors nohead lc rgb '#cc6677'";
    }
    script += "\n";
  }
  script +=
      "set yrange [-0.5:11.5]\nset ylabel 'chroma'\nset cbrange [0:*]\n"
      "set ytics ('C' 0, 'D' 2, 'E' 4, 'F' 5, 'G' 7, 'A' 9, 'B' 11)\n"
      "set palette defined (0 '#ffffff', 0.3 '#ddcc77', 1 '#332288')\n";
  if (!curves.chroma.empty()) script += "plot $chroma using 1:2:3 with image\n";
  script += fmt::format(
      "set yrange [{}:0]\nset ytics autofreq\nset ylabel 'loudness (LUFS)'\nset xlabel 'seconds'\n"
      "set arrow 1 from graph 0, first {} to graph 1, first {} nohead dt 2 lc rgb '#888888'\n",
      std::min(-40.0, known(catalog::Variable::kLoudness) - 20), known(catalog::Variable::kLoudness),
      known(catalog::Variable::kLoudness));
  int arrow = 2;
  for (const auto variable : {catalog::Variable::kEndOfFadeIn, catalog::Variable::kStartOfFadeOut}) {
    script += fmt::format("set arrow {} from {}, graph 0 to {}, graph 1 nohead dt 3 lc rgb '#117733'\n", arrow++,
                          known(variable), known(variable));
  }
  if (!curves.loudness.empty()) script += "plot $loudness using 1:2 with lines lc rgb '#4477aa'\n";
  return script + "unset multiplot\n";
}

}  // namespace

void draw_sound(const catalog::AnalysisResult& analysis, const std::filesystem::path& file,
                const std::filesystem::path& picture) {
  assert(analysis.curves);
  run_gnuplot(script_for(analysis, file.filename().string(), picture), picture.string());
}

}  // namespace segue::app
