#include "segue/catalog/values/analysis_message.h"

#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace segue::catalog {
namespace {

using nlohmann::json;

// The first byte says what a message is.
constexpr char kListen = 'l';
constexpr char kListenAndDraw = 'd';
constexpr char kProgress = 'p';
constexpr char kFailure = 'f';
constexpr char kResult = 'r';

[[noreturn]] void refuse(const std::string& where) {
  throw Error(ErrorKind::kBadData, fmt::format("{}: the analyzer answered what is no answer", where),
              "segue and segue-analyzer must be of the same build; build or install both again.");
}

json curves_json(const SoundCurves& curves) {
  return {{"seconds", curves.seconds},   {"lowest", curves.lowest}, {"highest", curves.highest},
          {"loudness", curves.loudness}, {"beats", curves.beats},   {"chroma_seconds", curves.chroma_seconds},
          {"chroma", curves.chroma}};
}

SoundCurves curves_from(const json& document) {
  SoundCurves curves;
  document.at("seconds").get_to(curves.seconds);
  document.at("lowest").get_to(curves.lowest);
  document.at("highest").get_to(curves.highest);
  document.at("loudness").get_to(curves.loudness);
  document.at("beats").get_to(curves.beats);
  document.at("chroma_seconds").get_to(curves.chroma_seconds);
  document.at("chroma").get_to(curves.chroma);
  return curves;
}

std::string message_of(char what, const json& document) {
  return what + document.dump(-1, ' ', false, json::error_handler_t::replace);
}

AnalysisReply read_reply(char what, const json& document, const std::string& where) {
  if (what == kProgress) {
    const AnalysisProgress progress{document.at("heard").get<double>(), document.at("stated").get<double>()};
    if (!std::isfinite(progress.heard_s) || !std::isfinite(progress.stated_s)) refuse(where);
    return progress;
  }
  if (what == kFailure) {
    const bool bad_data = document.at("kind") == static_cast<int>(ErrorKind::kBadData);
    return AnalysisFailure{bad_data ? ErrorKind::kBadData : ErrorKind::kFailed,
                           document.at("message").get<std::string>(), document.at("hint").get<std::string>()};
  }
  if (what != kResult) refuse(where);
  AnalysisResult result{sound_from_json(document.at("sound").get<std::string>(), where), std::nullopt};
  if (document.contains("curves")) result.curves = curves_from(document.at("curves"));
  return result;
}

struct Writer {
  std::string operator()(const AnalysisProgress& progress) const {
    return message_of(kProgress, {{"heard", progress.heard_s}, {"stated", progress.stated_s}});
  }
  std::string operator()(const AnalysisFailure& failure) const {
    return message_of(kFailure,
                      {{"kind", static_cast<int>(failure.kind)}, {"message", failure.message}, {"hint", failure.hint}});
  }
  std::string operator()(const AnalysisResult& result) const {
    json document = {{"sound", to_json(result.sound)}};
    if (result.curves) document["curves"] = curves_json(*result.curves);
    return message_of(kResult, document);
  }
};

}  // namespace

std::string to_message(const AnalysisRequest& request) {
  return (request.with_curves ? kListenAndDraw : kListen) + request.path;
}

AnalysisRequest request_from(std::string_view message) {
  if (message.empty() || (message.front() != kListen && message.front() != kListenAndDraw)) {
    throw Error(ErrorKind::kBadData, "expected a request of segue on standard input");
  }
  return {std::string(message.substr(1)), message.front() == kListenAndDraw};
}

std::string to_message(const AnalysisReply& reply) {
  return std::visit(Writer{}, reply);
}

AnalysisReply reply_from(std::string_view message, const std::string& where) {
  if (message.empty()) refuse(where);
  try {
    const json document = json::parse(message.substr(1));
    return read_reply(message.front(), document, where);
  } catch (const json::exception&) {
    refuse(where);
  }
}

}  // namespace segue::catalog
