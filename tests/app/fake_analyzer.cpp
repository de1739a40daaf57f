// Stands in for segue-analyzer: what it hears follows from the first word of the file.
//   (anything)   a sound; its duration is the size of the file
//   silent       no sound, said politely
//   crash        dies of it        hang         never answers
//   nonsense     answers what is no answer
//   long         gives a sign of life, then hangs
#include <cstdlib>
#include <fstream>
#include <string>

#include "../catalog/invented_sound.h"
#include <unistd.h>

#include "segue/base/child_process.h"
#include "segue/catalog/values/analysis_message.h"

int main() {
  namespace catalog = segue::catalog;
  segue::become_child();
  while (const auto message = segue::receive_from_parent()) {
    const auto request = catalog::request_from(*message);
    std::ifstream file(request.path, std::ios::binary);
    std::string word;
    file >> word;
    if (word == "crash") std::abort();
    if (word == "hang") {
      for (;;) pause();
    }
    if (word == "nonsense") {
      segue::send_to_parent("certainly!");
      continue;
    }
    if (word == "long") {
      segue::send_to_parent(to_message(catalog::AnalysisProgress{1, 1}));
      for (;;) {
        usleep(20'000);
        segue::send_to_parent(to_message(catalog::AnalysisProgress{1, 1}));
      }
    }
    if (word == "silent") {
      segue::send_to_parent(
          to_message(catalog::AnalysisFailure{segue::ErrorKind::kBadData, "nothing to hear", "sing"}));
      continue;
    }
    file.clear();
    file.seekg(0, std::ios::end);
    catalog::AnalysisResult result{segue::test::invented_sound(static_cast<int>(word.size() % 10)), std::nullopt};
    result.sound.duration_s = static_cast<double>(file.tellg());
    if (request.with_curves) result.curves.emplace();
    segue::send_to_parent(to_message(catalog::AnalysisReply{result}));
  }
  return 0;
}
