#pragma once

#include <functional>
#include <string>

#include "stand_in.h"
#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/base/temporary_folder.h"
#include "segue/catalog/values/song.h"
#include "segue/sources/http/http_cache.h"

namespace segue::sources {

/// A client that never really waits, and a cache of its own.
class ServiceTest : public ::testing::Test {
 protected:
  static catalog::SongFacts song(std::string title, std::string artist, std::optional<std::int64_t> ms = std::nullopt) {
    catalog::SongFacts facts;
    facts.title = std::move(title);
    facts.artists = {std::move(artist)};
    facts.duration_ms = ms;
    return facts;
  }

  /// The Error(kService) that `call` ends with.
  static std::string given_up(const std::function<void()>& call) {
    try {
      call();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kService) << error.what();
      return error.what();
    }
    ADD_FAILURE() << "it was not given up";
    return {};
  }

  TemporaryFolder folder_{"service"};
  FakePauses pauses_;
  HttpClient client_{quick_settings(pauses_)};
  HttpCache cache_{folder_.path()};
  CachedHttp http_{client_, cache_};
  CachedHttp offline_{client_, cache_, true};
};

}  // namespace segue::sources
