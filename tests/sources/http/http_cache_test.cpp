#include "segue/sources/http/http_cache.h"

#include <fstream>

#include "stand_in.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/atomic_file.h"
#include "segue/base/error.h"
#include "segue/base/temporary_folder.h"

namespace segue::sources {
namespace {

namespace fs = std::filesystem;
using std::chrono::hours;
using std::chrono::seconds;

class HttpCacheTest : public ::testing::Test {
 protected:
  std::vector<fs::path> files() const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
      if (entry.is_regular_file()) found.push_back(entry.path());
    }
    return found;
  }

  TemporaryFolder temporary_{"http-cache"};
  fs::path folder_ = temporary_.path();
  FakePauses pauses_;
  HttpClient client_{quick_settings(pauses_)};
};

TEST_F(HttpCacheTest, AsksOnceWhileTheAnswerIsGood) {
  std::atomic<int> count{0};
  StandIn server([&](const SeenRequest&) {
    return Reply{.headers = {{"Content-Type", "application/json"}, {"Set-Cookie", "hunter2"}},
                 .body = std::string("{\0}", 3) + std::to_string(count++)};
  });
  HttpCache cache(folder_);
  CachedHttp http(client_, cache);
  const CacheRule rule{"test/1", hours(10), hours(1), ""};
  HttpRequest request = HttpRequest::get(server.url("/a?key=hunter3"));
  request.bearer("hunter4");
  const auto first = http.send(request, rule);
  const auto second = http.send(request, rule);
  ASSERT_TRUE(first && second);
  EXPECT_FALSE(first->from_cache);
  EXPECT_TRUE(second->from_cache);
  EXPECT_EQ(first->response.body, second->response.body);
  EXPECT_EQ(second->response.status, 200);
  EXPECT_EQ(second->response.headers.find("content-type"), "application/json");
  EXPECT_FALSE(second->response.headers.find("Set-Cookie"));
  EXPECT_EQ(second->stored, first->stored);
  EXPECT_EQ(server.count(), 1U);
  for (const auto& file : files()) {
    EXPECT_THAT(file.string() + read_file(file, 100'000), ::testing::Not(::testing::HasSubstr("hunter")));
  }

  pauses_.set_now(pauses_.now() + hours(10) + seconds(1));
  EXPECT_FALSE(http.send(request, rule)->from_cache) << "too old";
  EXPECT_TRUE(http.send(request, rule)->from_cache);
  pauses_.set_now(pauses_.now() - hours(100));
  EXPECT_FALSE(http.send(request, rule)->from_cache) << "stored in the future";
}

TEST_F(HttpCacheTest, KeyIsContractMethodUrlAndBody) {
  StandIn server(
      [](const SeenRequest& request) { return Reply{.body = request.method + request.target + request.body}; });
  HttpCache cache(folder_);
  CachedHttp http(client_, cache);
  const auto asked = [&](const HttpRequest& request, const std::string& contract, const std::string& key = {}) {
    const auto answer = http.send(request, {contract, hours(1), hours(1), key});
    return !answer->from_cache;
  };
  EXPECT_TRUE(asked(HttpRequest::get(server.url("/a")), "x/1"));
  EXPECT_FALSE(asked(HttpRequest::get(server.url("/a")), "x/1"));
  EXPECT_TRUE(asked(HttpRequest::get(server.url("/a")), "x/2"));
  EXPECT_TRUE(asked(HttpRequest::get(server.url("/b")), "x/1"));
  EXPECT_TRUE(asked(HttpRequest::json(HttpMethod::kPost, server.url("/a"), "1"), "x/1"));
  EXPECT_TRUE(asked(HttpRequest::json(HttpMethod::kPost, server.url("/a"), "2"), "x/1"));
  EXPECT_FALSE(asked(HttpRequest::json(HttpMethod::kPost, server.url("/a"), "2"), "x/1"));
  EXPECT_TRUE(asked(HttpRequest::get(server.url("/a?salt=1")), "x/1", "ping"));
  EXPECT_FALSE(asked(HttpRequest::get(server.url("/a?salt=2")), "x/1", "ping"));
}

TEST_F(HttpCacheTest, NegativeAnswersLiveShorterAndRefusalsAreNotKept) {
  int status = 404;
  StandIn server([&](const SeenRequest&) { return Reply{.status = status}; });
  HttpCache cache(folder_);
  CachedHttp http(client_, cache);
  const CacheRule rule{"test/1", hours(10), hours(1), ""};
  const HttpRequest request = HttpRequest::get(server.url("/"));
  EXPECT_FALSE(http.send(request, rule)->from_cache);
  EXPECT_TRUE(http.send(request, rule)->from_cache);
  pauses_.set_now(pauses_.now() + hours(2));
  EXPECT_FALSE(http.send(request, rule)->from_cache);
  for (const int refused : {400, 401, 403, 500, 429}) {
    status = refused;
    const HttpRequest other = HttpRequest::get(server.url("/" + std::to_string(refused)));
    EXPECT_EQ(http.send(other, rule)->response.status, refused);
    EXPECT_FALSE(http.send(other, rule)->from_cache) << refused;
  }
}

TEST_F(HttpCacheTest, OfflineAsksNobody) {
  StandIn server([](const SeenRequest&) { return Reply{.body = "old"}; });
  HttpCache cache(folder_);
  const CacheRule rule{"test/1", hours(1), hours(1), ""};
  const HttpRequest request = HttpRequest::get(server.url("/"));
  CachedHttp(client_, cache).send(request, rule);
  pauses_.set_now(pauses_.now() + hours(1000));
  CachedHttp offline(client_, cache, true);
  const auto answer = offline.send(request, rule);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->response.body, "old");
  EXPECT_FALSE(offline.send(HttpRequest::get(server.url("/other")), rule));
  EXPECT_EQ(server.count(), 1U);
}

TEST_F(HttpCacheTest, ABrokenFileIsAMiss) {
  HttpCache cache(folder_);
  HttpCache::Entry entry{{.status = 200, .body = "the answer"}, pauses_.now()};
  entry.response.headers.add("Content-Type", "text/plain");
  ASSERT_TRUE(cache.store("h", "k", entry));
  ASSERT_TRUE(cache.find("h", "k"));
  ASSERT_EQ(files().size(), 1U);
  const fs::path file = files().at(0);
  const std::string whole = read_file(file, 100'000);
  const auto write = [&](const std::string& bytes) { std::ofstream(file, std::ios::binary) << bytes; };
  for (std::size_t size = 0; size < whole.size(); ++size) {
    write(whole.substr(0, size));
    EXPECT_FALSE(cache.find("h", "k")) << "cut to " << size;
    std::string changed = whole;
    changed[size] = static_cast<char>(changed[size] ^ 1);
    write(changed);
    EXPECT_FALSE(cache.find("h", "k")) << "changed at " << size;
  }
  write(whole + "x");
  EXPECT_FALSE(cache.find("h", "k"));
  write(whole);
  EXPECT_EQ(cache.find("h", "k")->response.body, "the answer");
  fs::remove(file);
  fs::create_directory(file);
  EXPECT_FALSE(cache.find("h", "k"));
  EXPECT_FALSE(cache.store("h", "k", entry));
}

TEST_F(HttpCacheTest, HostsAreNoPaths) {
  HttpCache cache(folder_ / "in");
  for (const char* host : {"..", ".", "", "a/../../b", "[::1]", "/etc"}) {
    EXPECT_TRUE(cache.store(host, "k", {{.status = 200, .body = host}, pauses_.now()})) << host;
    EXPECT_EQ(cache.find(host, "k")->response.body, host);
  }
  for (const auto& file : files()) EXPECT_EQ(file.parent_path().parent_path(), folder_ / "in");
}

TEST_F(HttpCacheTest, OldOnesAreRemoved) {
  HttpCache cache(folder_);
  const HttpCache::Entry entry{{.status = 200}, pauses_.now()};
  cache.store("a", "1", entry);
  cache.store("b", "2", entry);
  for (const auto& file : files()) {
    if (file.parent_path().filename() == "a") fs::last_write_time(file, fs::file_time_type::clock::now() - hours(50));
  }
  EXPECT_EQ(cache.remove_older(std::chrono::system_clock::now() - hours(49)), 1U);
  EXPECT_FALSE(cache.find("a", "1"));
  EXPECT_TRUE(cache.find("b", "2"));
  EXPECT_EQ(HttpCache(folder_ / "none").remove_older(std::chrono::system_clock::now()), 0U);
}

TEST_F(HttpCacheTest, WithoutAFolderNothingIsKept) {
  HttpCache cache(fs::path{});
  EXPECT_FALSE(cache.store("h", "k", {{.status = 200}, pauses_.now()}));
  EXPECT_FALSE(cache.find("h", "k"));
  EXPECT_EQ(cache.remove_older(std::chrono::system_clock::now()), 0U);
}

TEST_F(HttpCacheTest, AFolderThatCannotBeMadeIsNoFailure) {
  std::ofstream(folder_ / "file") << "x";
  HttpCache cache(folder_ / "file");
  EXPECT_FALSE(cache.store("h", "k", {{.status = 200}, pauses_.now()}));
  EXPECT_FALSE(cache.find("h", "k"));
}

}  // namespace
}  // namespace segue::sources
