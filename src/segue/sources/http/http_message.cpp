#include "segue/sources/http/http_message.h"

#include <algorithm>
#include <array>
#include <utility>

#include "segue/sources/http/http_client.h"

namespace segue::sources {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

std::string lower_case(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), lower);
  return result;
}

/// Rather one header too many than a token at a stranger's.
bool names_a_secret(std::string_view name) {
  constexpr std::array<std::string_view, 8> kWords = {"authorization", "cookie", "token",    "secret",
                                                      "api-key",       "apikey", "password", "signature"};
  const std::string name_lower = lower_case(name);
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return name_lower.find(word) != std::string::npos; });
}

}  // namespace

std::string_view method_name(HttpMethod method) {
  switch (method) {
    case HttpMethod::kGet:
      return "GET";
    case HttpMethod::kHead:
      return "HEAD";
    case HttpMethod::kPost:
      return "POST";
    case HttpMethod::kPut:
      return "PUT";
    case HttpMethod::kDelete:
      return "DELETE";
  }
  return "GET";
}

void HttpHeaders::add(std::string_view name, std::string_view value) {
  fields_.push_back({std::string(name), std::string(value), names_a_secret(name)});
}

void HttpHeaders::add_secret(std::string_view name, std::string_view value) {
  fields_.push_back({std::string(name), std::string(value), true});
}

std::optional<std::string_view> HttpHeaders::find(std::string_view name) const {
  const auto same = [name](const Field& field) {
    return std::equal(name.begin(), name.end(), field.name.begin(), field.name.end(),
                      [](char a, char b) { return lower(a) == lower(b); });
  };
  const auto found = std::find_if(fields_.begin(), fields_.end(), same);
  if (found == fields_.end()) return std::nullopt;
  return found->value;
}

HttpRequest HttpRequest::get(std::string url) {
  HttpRequest request;
  request.url = std::move(url);
  return request;
}

HttpRequest HttpRequest::head(std::string url) {
  HttpRequest request = get(std::move(url));
  request.method = HttpMethod::kHead;
  return request;
}

HttpRequest HttpRequest::json(HttpMethod method, std::string url, std::string body) {
  HttpRequest request = get(std::move(url));
  request.method = method;
  request.body = std::move(body);
  request.content_type = "application/json";
  request.headers.add("Accept", "application/json");
  return request;
}

HttpRequest HttpRequest::form(HttpMethod method, std::string url, std::string body) {
  HttpRequest request = get(std::move(url));
  request.method = method;
  request.body = std::move(body);
  request.content_type = "application/x-www-form-urlencoded";
  return request;
}

HttpRequest& HttpRequest::bearer(std::string_view token) {
  if (!token.empty()) headers.add_secret("Authorization", "Bearer " + std::string(token));
  return *this;
}

std::string user_agent(std::string_view contact) {
  std::string agent = "segue/" SEGUE_VERSION;
  if (!contact.empty()) agent += " (+" + std::string(contact) + ")";
  return agent;
}

}  // namespace segue::sources
