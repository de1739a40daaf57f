#include "segue/sources/http/http_url.h"

#include <gtest/gtest.h>

namespace segue::sources {
namespace {

TEST(HttpUrl, Origin) {
  EXPECT_EQ(origin_of("https://Example.ORG/a"), (Origin{"https", "example.org", 443}));
  EXPECT_EQ(origin_of("http://example.org:8080"), (Origin{"http", "example.org", 8080}));
  EXPECT_EQ(origin_of("HTTP://[::1]:80/?x"), (Origin{"http", "[::1]", 80}));
  EXPECT_EQ(origin_of("http://127.1/"), (Origin{"http", "127.0.0.1", 80}));
  for (const char* url :
       {"", "/", "x", "ftp://a/", "file:///a", "http://", "http://u@a/", "http://u:p@a/", "http://:p@a/", "http://a b/",
        "http://a/\n", "http://a:0/", "http://a:65536/", "http://a\\@b/"}) {
    EXPECT_FALSE(origin_of(url)) << url;
  }
}

TEST(HttpUrl, Loopback) {
  for (const char* host : {"localhost", "a.localhost", "127.0.0.1", "127.255.0.9", "[::1]"})
    EXPECT_TRUE(is_loopback(host));
  for (const char* host : {"127.example.org", "localhost.example.org", "128.0.0.1", "[::2]", "", "1127.0.0.1"}) {
    EXPECT_FALSE(is_loopback(host)) << host;
  }
}

// RFC 3986, 5.4, as far as it stays with http.
TEST(HttpUrl, Resolve) {
  const std::string base = "http://a/b/c/d;p?q";
  const std::vector<std::pair<std::string, std::string>> cases = {{"g", "http://a/b/c/g"},
                                                                  {"./g", "http://a/b/c/g"},
                                                                  {"/g", "http://a/g"},
                                                                  {"//g", "http://g/"},
                                                                  {"?y", "http://a/b/c/d;p?y"},
                                                                  {"g?y", "http://a/b/c/g?y"},
                                                                  {"g#s", "http://a/b/c/g"},
                                                                  {"..", "http://a/b/"},
                                                                  {"../g", "http://a/b/g"},
                                                                  {"../../../g", "http://a/g"},
                                                                  {"https://x:1/y", "https://x:1/y"}};
  for (const auto& [reference, expected] : cases) EXPECT_EQ(resolve_url(base, reference), expected) << reference;
  EXPECT_EQ(resolve_url(base, "https://u:p@x/y"), "https://x/y");
  EXPECT_EQ(resolve_url(base, "/a b"), "http://a/a%20b");
  for (const char* reference : {"", "mailto:x", "file:///x", "http://", "/a\r\nb", "ftp://x/"}) {
    EXPECT_FALSE(resolve_url(base, reference)) << reference;
  }
}

TEST(HttpUrl, PublicPartHasNoQuery) {
  EXPECT_EQ(public_url("https://a.b/c?token=x#y"), "https://a.b/c?...");
  EXPECT_EQ(public_url("http://a:8080"), "http://a:8080/");
  EXPECT_EQ(public_url("http://u:secret@a/"), "(not a URL of http or https)");
  EXPECT_LT(public_url("http://a/" + std::string(5000, 'x')).size(), 250U);
}

TEST(HttpUrl, Encoding) {
  EXPECT_EQ(percent_encode("refs/pr/43"), "refs%2Fpr%2F43");
  EXPECT_EQ(percent_encode("a/b c", "/"), "a/b%20c");
  EXPECT_EQ(percent_encode("\xc3\xa9-._~"), "%C3%A9-._~");
  const std::vector<std::pair<std::string, std::string>> pairs = {{"q", "a b&c"}, {"n", "+1"}};
  EXPECT_EQ(query_string(pairs), "q=a%20b%26c&n=%2B1");
  EXPECT_EQ(form_encode(pairs), "q=a+b%26c&n=%2B1");
}

}  // namespace
}  // namespace segue::sources
