#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "segue/sources/http/http_client.h"
#include "segue/sources/http/wire.h"

namespace segue::sources {

/// Keeps one answer: status, headers, and of the body at most `limit` bytes; Error(kService) if it is longer (the
/// reason only, the caller says whose it was).
class Receiver : public Incoming {
 public:
  explicit Receiver(std::size_t limit) : limit_(limit) {}

  bool headers(int status, const HttpHeaders& headers) override;
  void body(std::span<const std::byte> bytes) override;

  /// Before each request: forgets the last answer, and adds what this receiver wants to ask for.
  virtual void ask(Outgoing& outgoing);
  /// After the answer is complete: whether it must be asked for again at once, and if so differently.
  virtual bool unsatisfied() { return false; }
  /// Why a complete answer is none, after all; empty if it is one.
  virtual std::string defect() const { return {}; }
  /// Whether considerably more was received than ever before.
  virtual bool advanced() { return false; }

  HttpResponse& response() { return response_; }

 protected:
  bool is_head() const { return head_; }

 private:
  std::size_t limit_;
  bool head_ = false;
  HttpResponse response_;
};

/// Hands the body of a 200 or 206 to a sink, and asks for what is still missing.
class DownloadReceiver final : public Receiver {
 public:
  DownloadReceiver(BodySink& sink, std::uint64_t from, std::uint64_t limit, std::size_t error_limit)
      : Receiver(error_limit), sink_(sink), position_(from), furthest_(from), limit_(limit) {}

  bool headers(int status, const HttpHeaders& headers) override;
  void body(std::span<const std::byte> bytes) override;
  void ask(Outgoing& outgoing) override;
  bool unsatisfied() override;
  std::string defect() const override;
  bool advanced() override;

 private:
  void check_size(std::uint64_t size) const;
  bool begin_part(const HttpHeaders& headers);

  BodySink& sink_;
  std::uint64_t position_;  ///< bytes the sink has
  std::uint64_t furthest_;
  std::uint64_t limit_;
  std::optional<std::uint64_t> total_;
  std::string etag_;  ///< of the body begun in this download, if it is a strong one
  bool streaming_ = false;
  bool wrong_part_ = false;
};

}  // namespace segue::sources
