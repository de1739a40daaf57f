#include "hub_stand_in.h"
#include <gmock/gmock.h>
#include <unistd.h>

namespace segue::sources {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

using FetchRefusal = HubTest;

Reply refused(int status, const std::string& code, const std::string& message = {}) {
  Reply reply{.status = status, .body = "{}"};
  if (!code.empty()) reply.headers.emplace_back("X-Error-Code", code);
  if (!message.empty()) reply.headers.emplace_back("X-Error-Message", message);
  return reply;
}

TEST_F(FetchRefusal, SaysWhatTheHubSaidAndWhatToDo) {
  struct Case {
    Reply reply;
    std::string what;
    std::string hint;
  };
  const std::vector<Case> cases = {
      {refused(401, "RepoNotFound", "Repository not found"),
       "no such model, or it is private (the hub says: Repository", "OWNER/NAME"},
      {refused(404, "RepoNotFound"), "there is no such model", "HF_TOKEN"},
      {refused(404, ""), "there is no such model", "HF_TOKEN"},
      {refused(404, "RevisionNotFound"), "there is no such revision", "branch"},
      {refused(403, "GatedRepo", "Access is restricted"), "the model is gated (the hub says: Access",
       "accept its terms"},
      {refused(401, "GatedRepo"), "the model is gated", "HF_TOKEN"},
      {refused(403, "", "This repo was disabled"), "the hub forbids it (the hub says: This repo was disabled)",
       "another model"},
      {refused(500, ""), "out of order (status 500)", "later"},
      {refused(418, ""), "status 418", "HF_ENDPOINT"},
  };
  for (const auto& one : cases) {
    HubStandIn server;
    server.hub_fault = [&](const SeenRequest&) { return one.reply; };
    settings_.endpoint = server.endpoint();
    const Error error = refusal();
    EXPECT_EQ(error.kind(), ErrorKind::kService) << one.what;
    EXPECT_THAT(error.what(), AllOf(HasSubstr("some-body/some-model"), HasSubstr(one.what)));
    EXPECT_THAT(error.hint(), HasSubstr(one.hint)) << one.what;
    EXPECT_TRUE(names_in(settings_.cache).empty()) << "nothing is written for it";
  }
}

TEST_F(FetchRefusal, TokenNotAccepted) {
  settings_.token = "hf_hunter2";
  server_.hub_fault = [](const SeenRequest&) { return refused(401, "", "no good: hf_hunter2 \x1b[31m hf_hunter2"); };
  const Error error = refusal();
  EXPECT_THAT(error.what(),
              AllOf(HasSubstr("does not accept the token"), Not(HasSubstr("hunter2")), Not(HasSubstr("\x1b"))));
}

TEST_F(FetchRefusal, RateLimit) {
  server_.hub_fault = [](const SeenRequest&) {
    Reply reply = refused(429, "");
    reply.headers.emplace_back("RateLimit", "\"resolvers\";r=0;t=290");
    return reply;
  };
  const Error error = refusal();
  EXPECT_EQ(error.kind(), ErrorKind::kService);
  EXPECT_THAT(error.what(), HasSubstr("come back in 5 minutes"));
  EXPECT_THAT(error.hint(), HasSubstr("HF_TOKEN"));
  EXPECT_EQ(server_.hub().count(), 1U);
}

TEST_F(FetchRefusal, ShortRateLimitIsWaitedFor) {
  std::atomic<int> count{0};
  server_.hub_fault = [&](const SeenRequest&) -> std::optional<Reply> {
    if (count++ > 0) return std::nullopt;
    Reply reply = refused(429, "");
    reply.headers.emplace_back("Retry-After", "20");
    return reply;
  };
  fetch();
  EXPECT_THAT(pauses_.waits(), ::testing::ElementsAre(20'000));
}

TEST_F(FetchRefusal, OnlyFormatsThatSegueDoesNotRead) {
  server_.files.erase(HubStandIn::kWeights);
  const Error error = refusal();
  EXPECT_EQ(error.kind(), ErrorKind::kNotFound);
  EXPECT_THAT(error.what(), HasSubstr("has no model.safetensors"));
  EXPECT_THAT(error.hint(), AllOf(HasSubstr("pytorch_model.bin"), HasSubstr("model.safetensors only")));
}

TEST_F(FetchRefusal, NoModelAtAll) {
  server_.files = {{"README.md", "x"}};
  const Error error = refusal();
  EXPECT_EQ(error.kind(), ErrorKind::kNotFound);
  EXPECT_THAT(error.what(), HasSubstr("has no config.json, vocab.txt, model.safetensors"));
}

TEST_F(FetchRefusal, HostileNamesAreOnlyNames) {
  server_.files["../../../evil"] = "x";
  server_.files["/etc/passwd"] = "x";
  fetch();
  EXPECT_EQ(names_in(settings_.cache).size(), 2U);  // .locks and the model
}

TEST_F(FetchRefusal, HostileIndex) {
  server_.files.erase(HubStandIn::kWeights);
  for (const char* part : {"../../x.safetensors", "/x.safetensors", "a/b.safetensors", "x.bin", "..safetensors", ""}) {
    HubStandIn server;
    server.files.erase(HubStandIn::kWeights);
    server.files["model.safetensors.index.json"] = std::string(R"({"weight_map": {"a": ")") + part + "\"}}";
    settings_.endpoint = server.endpoint();
    EXPECT_EQ(refusal().kind(), ErrorKind::kBadData) << part;
    fs::remove_all(model_folder());
  }
}

TEST_F(FetchRefusal, IndexThatNamesWhatIsNotThere) {
  server_.files.erase(HubStandIn::kWeights);
  server_.files["model.safetensors.index.json"] = R"({"weight_map": {"a": "gone.safetensors"}})";
  const Error error = refusal();
  EXPECT_EQ(error.kind(), ErrorKind::kNotFound);
  EXPECT_THAT(error.what(), HasSubstr("gone.safetensors"));
}

TEST_F(FetchRefusal, ListsThatAreNone) {
  for (const char* body :
       {"", "<html>", "[]", "{}", R"({"sha": "main", "siblings": []})", R"({"sha": 5, "siblings": []})",
        R"({"sha": "../../../../../../../../../../../../aaaa", "siblings": []})",
        R"({"sha": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})"}) {
    HubStandIn server;
    server.hub_fault = [&](const SeenRequest&) { return Reply{.body = body}; };
    settings_.endpoint = server.endpoint();
    EXPECT_EQ(refusal().kind(), ErrorKind::kService) << body;
  }
}

TEST_F(FetchRefusal, WrongDigest) {
  server_.store_fault = [](const SeenRequest&, Reply& reply) { reply.body[1000] ^= 1; };
  const Error error = refusal();
  EXPECT_EQ(error.kind(), ErrorKind::kService);
  EXPECT_THAT(error.what(),
              AllOf(HasSubstr("model.safetensors"), HasSubstr("expected the digest"), HasSubstr("found")));
  EXPECT_THAT(error.hint(), HasSubstr("proxy"));
  EXPECT_FALSE(find_cached(settings_, HubStandIn::kRepo)) << "it must not count";
  EXPECT_FALSE(fs::exists(model_folder() / "refs" / "main"));
  server_.store_fault = nullptr;
  EXPECT_EQ(fetch().commit, HubStandIn::kCommit) << "and must not stand in the way";
}

TEST_F(FetchRefusal, WrongDigestOfASmallFile) {
  server_.hub_fault = [](const SeenRequest& request) -> std::optional<Reply> {
    if (request.method != "GET" || !request.target.ends_with("resolve-cache/vocab.txt")) return std::nullopt;
    return Reply{.body = "[PAD]\n[YYY]\n"};
  };
  EXPECT_THAT(refusal().what(), AllOf(HasSubstr("vocab.txt"), HasSubstr("digest")));
}

TEST_F(FetchRefusal, WrongSize) {
  server_.store_fault = [](const SeenRequest&, Reply& reply) { reply.body.resize(reply.body.size() - 1); };
  EXPECT_THAT(refusal().what(), HasSubstr("expected 400000 bytes, found 399999"));
  HubStandIn longer;
  longer.store_fault = [](const SeenRequest&, Reply& reply) { reply.body += "x"; };
  settings_.endpoint = longer.endpoint();
  EXPECT_THAT(refusal().what(), HasSubstr("longer than 400000 bytes"));
}

TEST_F(FetchRefusal, NoDigestToCheckAgainst) {
  server_.hub_fault = [](const SeenRequest& request) -> std::optional<Reply> {
    if (request.method != "HEAD") return std::nullopt;
    return Reply{.headers = {{"ETag", "\"../../evil\""}}};
  };
  EXPECT_THAT(refusal().what(), HasSubstr("does not say its digest"));
}

TEST_F(FetchRefusal, AnotherCommitThanListed) {
  server_.hub_fault = [](const SeenRequest& request) -> std::optional<Reply> {
    if (request.method != "HEAD") return std::nullopt;
    return Reply{.headers = {{"X-Repo-Commit", std::string(40, 'b')}, {"ETag", std::string(40, 'c')}}};
  };
  EXPECT_THAT(refusal().what(), HasSubstr("expected commit"));
}

TEST_F(FetchRefusal, MoreThanTheDiskHolds) {
  server_.hub_fault = [](const SeenRequest& request) -> std::optional<Reply> {
    if (request.method != "HEAD") return std::nullopt;
    return Reply{.status = 302,
                 .headers = {{"X-Linked-Etag", std::string(64, 'c')},
                             {"X-Linked-Size", "60000000000000"},
                             {"Location", "http://localhost:1/"}}};
  };
  const Error error = refusal();
  EXPECT_EQ(error.kind(), ErrorKind::kFailed);
  EXPECT_THAT(error.what(), HasSubstr("60000000000000 bytes are to come"));
  EXPECT_THAT(error.hint(), HasSubstr("make room"));
}

TEST_F(FetchRefusal, FolderThatCannotBeWritten) {
  settings_.cache = "/proc/segue-cache";
  const Error error = refusal();
  EXPECT_EQ(error.kind(), ErrorKind::kFailed);
  EXPECT_THAT(error.what(), HasSubstr("/proc/segue-cache"));
  EXPECT_THAT(error.hint(), HasSubstr("HF_HUB_CACHE"));
}

TEST_F(FetchRefusal, NobodyThere) {
  settings_.endpoint = "http://127.0.0.1:1";
  const Error error = refusal();
  EXPECT_EQ(error.kind(), ErrorKind::kService);
  EXPECT_THAT(error.what(), HasSubstr("127.0.0.1:1"));
  settings_.endpoint = "ftp://example.org";
  EXPECT_EQ(refusal().kind(), ErrorKind::kUsage);
  settings_.endpoint = "https://user:word@example.org";
  EXPECT_THAT(refusal().what(), Not(HasSubstr("word@")));
}

TEST_F(FetchRefusal, IdsAndRevisionsThatAreNone) {
  for (const char* repo :
       {"", "/", "a/", "/a", "a/b/c", "../a", "a/..", "..", ".", "a b", "a--b", "-a", "a-", "a\n", "a/b?c", "a%2fb"}) {
    EXPECT_EQ(refusal(repo).kind(), ErrorKind::kUsage) << repo;
    EXPECT_THROW(find_cached(settings_, repo), Error) << repo;
  }
  for (const char* revision : {"", "..", "a/../b", "/a", "a/", "a//b", "a b", ".git", "a\n", "a\\b"}) {
    EXPECT_EQ(refusal(HubStandIn::kRepo, revision).kind(), ErrorKind::kUsage) << revision;
  }
  EXPECT_EQ(server_.hub().count(), 0U);
}

}  // namespace
}  // namespace segue::sources
