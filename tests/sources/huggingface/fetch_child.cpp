// fetch_child ENDPOINT CACHE REPOSITORY: fetch_model in a process of its own. Exit code as the error says.
#include <cstdio>

#include "segue/base/error.h"
#include "segue/sources/huggingface/hub.h"

int main(int count, char** words) {
  if (count != 4) return 2;
  try {
    segue::sources::HubSettings settings;
    settings.endpoint = words[1];
    settings.cache = words[2];
    segue::sources::HttpClient http;
    const auto model = segue::sources::fetch_model(http, settings, words[3]);
    std::puts(model.folder.c_str());
    return 0;
  } catch (const segue::Error& error) {
    std::fputs(error.what(), stderr);
    return error.exit_code();
  }
}
