#include "segue/playlist/explanation.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "segue/playlist/duration.h"
#include "segue/playlist/order.h"

namespace segue::playlist {
namespace {

using catalog::Values;
using catalog::Variable;

constexpr std::array<std::string_view, kAspects> kNames = {"rhythm", "loudness", "tonality", "timbre",
                                                           "year",   "duration", "words"};

/// Both numbers, where both are known.
struct Pair {
  double a = 0;
  double b = 0;
  bool known = false;
  bool both_above(double limit) const { return known && a >= limit && b >= limit; }
  bool both_below(double limit) const { return known && a <= limit && b <= limit; }
  double apart() const { return std::abs(a - b); }
};

Pair pair(Variable variable, const Values& a, const Values& b) {
  return {a[variable], b[variable], a.has(variable) && b.has(variable)};
}

std::string joined(const std::vector<std::string>& parts, const char* otherwise) {
  return parts.empty() ? otherwise : fmt::format("{}", fmt::join(parts, ", "));
}

std::string rhythm(const Values& a, const Values& b) {
  std::vector<std::string> parts;
  if (const Pair tempo = pair(Variable::kTempo, a, b); tempo.known && tempo.a > 0 && tempo.b > 0) {
    const double apart = tempo_distance(tempo.a, tempo.b);
    const double plain = std::abs(std::log2(tempo.a / tempo.b));
    const std::string numbers = fmt::format("{:.0f}, {:.0f} BPM", tempo.a, tempo.b);
    if (plain <= 0.12) {
      const char* how = tempo.both_above(130) ? "both fast" : tempo.both_below(90) ? "both slow" : "of one tempo";
      parts.push_back(fmt::format("{} ({})", how, numbers));
    } else if (apart < plain && apart <= 0.37) {
      parts.push_back(fmt::format("at half the tempo ({})", numbers));
    } else {
      parts.push_back(fmt::format("{:.0f} against {:.0f} BPM", tempo.a, tempo.b));
    }
  }
  const Pair dance = pair(Variable::kDanceability, a, b);
  if (dance.both_above(0.7)) parts.emplace_back("both danceable");
  if (dance.known && dance.apart() > 0.3) {
    parts.push_back(fmt::format("danceability {:.2f} against {:.2f}", dance.a, dance.b));
  }
  return joined(parts, "rhythm not known of both");
}

std::string loudness(const Values& a, const Values& b) {
  std::vector<std::string> parts;
  if (const Pair energy = pair(Variable::kEnergy, a, b); energy.known) {
    if (energy.apart() > 0.25) {
      parts.push_back(fmt::format("energy {:.2f} against {:.2f}", energy.a, energy.b));
    } else {
      const char* how = energy.both_above(0.7)   ? "both energetic"
                        : energy.both_below(0.4) ? "both calm"
                                                 : "alike in energy";
      parts.push_back(fmt::format("{} ({:.2f}, {:.2f})", how, energy.a, energy.b));
    }
  }
  const Pair level = pair(Variable::kLoudness, a, b);
  if (level.both_above(-6)) parts.push_back(fmt::format("both loud ({:.1f}, {:.1f} dB)", level.a, level.b));
  if (level.both_below(-12)) parts.push_back(fmt::format("both quiet ({:.1f}, {:.1f} dB)", level.a, level.b));
  if (level.known && level.apart() > 5) parts.push_back(fmt::format("{:.1f} against {:.1f} dB", level.a, level.b));
  return joined(parts, "loudness not known of both");
}

std::string key_name(double key, const Values& values) {
  constexpr std::array<const char*, 12> kKeys = {"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"};
  const auto at = static_cast<std::size_t>(std::clamp(key, 0.0, 11.0));
  if (!values.has(Variable::kMode)) return kKeys[at];
  return fmt::format("{} {}", kKeys[at], values[Variable::kMode] == 0 ? "minor" : "major");
}

std::string tonality(const Values& a, const Values& b) {
  const Pair key = pair(Variable::kKey, a, b);
  if (!key.known) return "key not known of both";
  const OrderSong x{0, key.a, a[Variable::kMode], 0, {}};
  const OrderSong y{0, key.b, b[Variable::kMode], 0, {}};
  const double apart = key_distance(x, y);
  if (apart == 0) return fmt::format("both in {}", key_name(key.a, a));
  return fmt::format("in {} keys ({}, {})",
                     apart <= 1   ? "related"
                     : apart <= 3 ? "near"
                                  : "distant",
                     key_name(key.a, a), key_name(key.b, b));
}

std::string timbre(const Values& a, const Values& b) {
  std::vector<std::string> parts;
  const auto say = [&](Variable variable, double high, const char* both_high, double low, const char* both_low,
                       double apart) {
    const Pair numbers = pair(variable, a, b);
    if (both_high != nullptr && numbers.both_above(high)) parts.emplace_back(both_high);
    if (both_low != nullptr && numbers.both_below(low)) parts.emplace_back(both_low);
    if (numbers.known && numbers.apart() > apart) {
      parts.push_back(fmt::format("{} {:.2f} against {:.2f}", catalog::info(variable).name, numbers.a, numbers.b));
    }
  };
  say(Variable::kAcousticness, 0.6, "both acoustic", 0.1, "neither acoustic", 0.4);
  say(Variable::kInstrumentalness, 0.5, "both instrumental", 0, nullptr, 0.5);
  say(Variable::kSpeechiness, 0.33, "both spoken", 0, nullptr, 0.3);
  say(Variable::kValence, 0.65, "both cheerful", 0.3, "both sad", 0.4);
  say(Variable::kLiveness, 0.8, "both live", 0, nullptr, 0.6);
  return joined(parts, "no marked timbre in common");
}

std::string words(const Values& a, const Values& b) {
  const Pair has = pair(Variable::kHasLyrics, a, b);
  if (has.known && has.a == 0 && has.b == 0) return "no words are known of either";
  if (has.known && has.a != has.b) return "words are known of one only";
  std::vector<std::string> parts;
  const Pair positive = pair(Variable::kSentimentPositive, a, b);
  const Pair negative = pair(Variable::kSentimentNegative, a, b);
  if (positive.both_above(0.5)) parts.emplace_back("words of both are positive");
  if (negative.both_above(0.5)) parts.emplace_back("words of both are negative");
  if (parts.empty() && positive.known && positive.apart() > 0.4) {
    parts.push_back(fmt::format("words {:.2f} against {:.2f} positive", positive.a, positive.b));
  }
  return joined(parts, has.known ? "both have words" : "words not known of both");
}

}  // namespace

std::string_view name(Aspect aspect) {
  return kNames[static_cast<std::size_t>(aspect)];
}

std::string_view group(Aspect aspect) {
  if (aspect == Aspect::kWords) return "words";
  return aspect == Aspect::kYear || aspect == Aspect::kDuration ? "time" : "sound";
}

Aspect aspect_of(std::string_view column) {
  if (column == "year") return Aspect::kYear;
  if (column == "duration") return Aspect::kDuration;
  const auto variable = catalog::variable_named(column);
  if (!variable) return Aspect::kTimbre;
  switch (*variable) {
    case Variable::kTempo:
    case Variable::kTempoConfidence:
    case Variable::kTimeSignature:
    case Variable::kTimeSignatureConfidence:
    case Variable::kDanceability:
      return Aspect::kRhythm;
    case Variable::kEnergy:
    case Variable::kLoudness:
    case Variable::kAnalysisLoudness:
      return Aspect::kLoudness;
    case Variable::kKey:
    case Variable::kKeyConfidence:
    case Variable::kMode:
    case Variable::kModeConfidence:
      return Aspect::kTonality;
    case Variable::kNumSamples:
    case Variable::kEndOfFadeIn:
    case Variable::kStartOfFadeOut:
      return Aspect::kDuration;
    case Variable::kSentimentNegative:
    case Variable::kSentimentNeutral:
    case Variable::kSentimentPositive:
    case Variable::kHasLyrics:
      return Aspect::kWords;
    default:
      return Aspect::kTimbre;
  }
}

std::vector<Aspect> Explanation::ranked() const {
  std::vector<std::size_t> order(kAspects);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return nearer_by[a] > nearer_by[b]; });
  std::vector<Aspect> aspects;
  for (const std::size_t i : order) aspects.push_back(static_cast<Aspect>(i));
  return aspects;
}

std::string Explanation::in_short() const {
  std::string text;
  for (const Aspect aspect : ranked()) {
    const auto i = static_cast<std::size_t>(aspect);
    if (nearer_by[i] <= 0) break;
    if (!text.empty()) return text + "; " + words[i];
    text = words[i];
  }
  return text;
}

std::string compare_in_words(Aspect aspect, const catalog::SongFacts& a, const Values& a_values,
                             const catalog::SongFacts& b, const Values& b_values) {
  switch (aspect) {
    case Aspect::kRhythm:
      return rhythm(a_values, b_values);
    case Aspect::kLoudness:
      return loudness(a_values, b_values);
    case Aspect::kTonality:
      return tonality(a_values, b_values);
    case Aspect::kTimbre:
      return timbre(a_values, b_values);
    case Aspect::kYear:
      if (!a.released || !b.released) return "year not known of both";
      if (a.released->year == b.released->year) return fmt::format("both of {}", a.released->year);
      return fmt::format("{} against {}", a.released->year, b.released->year);
    case Aspect::kDuration: {
      if (!a.duration_ms || !b.duration_ms) return "length not known of both";
      const double x = static_cast<double>(*a.duration_ms) / 1000;
      const double y = static_cast<double>(*b.duration_ms) / 1000;
      if (std::abs(x - y) < 5) return fmt::format("both last {}", duration_text(x));
      return fmt::format("{} against {}", duration_text(x), duration_text(y));
    }
    case Aspect::kWords:
      break;
  }
  return words(a_values, b_values);
}

}  // namespace segue::playlist
