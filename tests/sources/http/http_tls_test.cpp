#include <filesystem>
#include <thread>

#include "stand_in.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include "segue/base/error.h"
#include "segue/base/run_program.h"
#include "segue/base/temporary_folder.h"

namespace segue::sources {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// A server with a certificate that it signed itself, for localhost.
class HttpTls : public ::testing::Test {
 protected:
  void SetUp() override {
    certificate_ = folder_ / "certificate.pem";
    const fs::path key = folder_ / "key.pem";
    const auto end =
        run_program({"openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                     "-addext", "subjectAltName=DNS:localhost", "-keyout", key.string(), "-out", certificate_.string()},
                    "");
    ASSERT_TRUE(end && end->exit_code == 0) << "openssl makes no certificate; scripts/deps.sh test installs it";
    server_ = std::make_unique<httplib::SSLServer>(certificate_.c_str(), key.c_str());
    server_->Get("/", [](const httplib::Request&, httplib::Response& response) {
      response.set_content("secure", "text/plain");
    });
    server_->Get("/to", [](const httplib::Request& request, httplib::Response& response) {
      response.set_redirect(request.get_param_value("where"));
    });
    port_ = server_->bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_->listen_after_bind(); });
    while (!server_->is_running()) std::this_thread::yield();
  }
  void TearDown() override {
    if (server_) server_->stop();
    if (thread_.joinable()) thread_.join();
  }

  std::string url(const std::string& path, const std::string& host = "localhost") const {
    return "https://" + host + ":" + std::to_string(port_) + path;
  }
  HttpSettings trusting() {
    HttpSettings settings = quick_settings(pauses_);
    settings.certificates = certificate_;
    return settings;
  }
  static std::string refusal(HttpClient& client, const std::string& url) {
    try {
      return "status " + std::to_string(client.send(HttpRequest::get(url)).status);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kService);
      EXPECT_NE(error.hint(), "");
      return error.what();
    }
  }

  FakePauses pauses_;
  TemporaryFolder temporary_{"tls"};
  fs::path folder_ = temporary_.path();
  fs::path certificate_;
  std::unique_ptr<httplib::SSLServer> server_;
  std::thread thread_;
  int port_ = 0;
};

TEST_F(HttpTls, StrangersAreNotTrusted) {
  HttpClient client(quick_settings(pauses_));
  EXPECT_THAT(refusal(client, url("/")), HasSubstr("certificate is not to be trusted"));
  EXPECT_TRUE(pauses_.waits().empty()) << "asking again would not help";
}

TEST_F(HttpTls, TheCertificateMustBeForTheHost) {
  HttpClient client(trusting());
  EXPECT_EQ(client.send(HttpRequest::get(url("/"))).body, "secure");
  EXPECT_THAT(refusal(client, url("/", "127.0.0.1")), HasSubstr("certificate is not to be trusted"));
}

TEST_F(HttpTls, NoWayBackToHttpButOnLoopback) {
  StandIn plain([](const SeenRequest&) { return Reply{.body = "open"}; });
  HttpClient client(trusting());
  HttpRequest request =
      HttpRequest::get(url("/to?where=http%3A%2F%2Flocalhost%3A" + std::to_string(plain.port()) + "%2F"));
  request.bearer("hunter2");
  EXPECT_EQ(client.send(request).body, "open");
  EXPECT_FALSE(plain.seen().at(0).header("Authorization"));
  EXPECT_THAT(refusal(client, url("/to?where=http%3A%2F%2Fexample.org%2F")), HasSubstr("from https to http"));
}

TEST_F(HttpTls, APlainServerOnTheOtherEnd) {
  StandIn plain([](const SeenRequest&) { return Reply{.body = "open"}; });
  HttpClient client(trusting());
  EXPECT_THAT(refusal(client, "https://localhost:" + std::to_string(plain.port()) + "/"),
              HasSubstr("no TLS connection"));
}

TEST_F(HttpTls, AFileOfCertificatesThatIsNone) {
  HttpSettings settings = trusting();
  settings.certificates = folder_ / "none.pem";
  HttpClient client(settings);
  EXPECT_THAT(refusal(client, url("/")), HasSubstr("certificates cannot be read"));
}

}  // namespace
}  // namespace segue::sources
