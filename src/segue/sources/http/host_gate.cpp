#include "segue/sources/http/host_gate.h"

#include <algorithm>

namespace segue::sources {
namespace {

std::string key_of(const Origin& origin) {
  return origin.scheme + "://" + authority(origin);
}

const HostPolicy& policy_of(const HttpSettings& settings, const Origin& origin) {
  for (const auto& name : {authority(origin), origin.host}) {
    if (const auto found = settings.hosts.find(name); found != settings.hosts.end()) return found->second;
  }
  return settings.host;
}

}  // namespace

HostGate::Pass HostGate::enter(const Origin& origin, const Cancellation& cancellation) {
  constexpr std::chrono::milliseconds kSlice{50};
  const HostPolicy& policy = policy_of(settings_, origin);
  const std::string key = key_of(origin);

  std::unique_lock lock(mutex_);
  Host& host = hosts_[key];  // nodes of a map stay where they are
  while (host.under_way >= std::max(1, policy.concurrency)) {
    left_.wait_for(lock, kSlice);
    cancellation.check();
  }
  ++host.under_way;
  lock.unlock();
  // Built in place of the return value: whoever waits below in vain leaves again.
  struct Leave {
    HostGate* gate;
    const std::string* key;
    ~Leave() {
      if (gate != nullptr) gate->leave(*key);
    }
  } leave{this, &key};

  while (true) {
    lock.lock();
    const auto now = settings_.pauses->ticks();
    const auto start = std::max(now, host.next);
    // Whoever need not wait takes the place; whoever must asks again then, since the host may have said to wait longer.
    if (start <= now) {
      host.next = now + policy.spacing;
      ++host.passed;
      lock.unlock();
      break;
    }
    lock.unlock();
    settings_.pauses->pause(std::chrono::ceil<std::chrono::milliseconds>(start - now), cancellation);
  }
  leave.gate = nullptr;
  return {*this, key};
}

void HostGate::leave(const std::string& key) {
  {
    const std::lock_guard lock(mutex_);
    --hosts_[key].under_way;
  }
  left_.notify_all();
}

std::int64_t HostGate::passed(const Origin& origin) const {
  const std::lock_guard lock(mutex_);
  const auto found = hosts_.find(key_of(origin));
  return found == hosts_.end() ? 0 : found->second.passed;
}

void HostGate::hold(const Origin& origin, std::chrono::milliseconds time) {
  const std::lock_guard lock(mutex_);
  Host& host = hosts_[key_of(origin)];
  host.next = std::max(host.next, settings_.pauses->ticks() + time);
}

void HostGate::shut(const Origin& origin, const HttpResponse& answer) {
  const std::lock_guard lock(mutex_);
  hosts_[key_of(origin)].answer = answer;
}

std::optional<HttpResponse> HostGate::shut_answer(const Origin& origin) {
  const std::lock_guard lock(mutex_);
  const auto found = hosts_.find(key_of(origin));
  if (found == hosts_.end() || !found->second.answer) return std::nullopt;
  if (settings_.pauses->now() >= *found->second.answer->come_back) {
    found->second.answer.reset();
    return std::nullopt;
  }
  HttpResponse answer = *found->second.answer;
  answer.requests = 0;
  return answer;
}

}  // namespace segue::sources
