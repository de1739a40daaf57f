#include "segue/catalog/merging.h"

#include "segue/base/unicode.h"

namespace segue::catalog {
namespace {

constexpr char kUnitSeparator = '\x1f';

bool is_known(const std::string& text) {
  return !text.empty();
}
bool is_known(const std::vector<std::string>& list) {
  return !list.empty();
}
template <class T>
bool is_known(const std::optional<T>& value) {
  return value.has_value();
}

template <class T>
bool merge(T& known, const T& told, bool update) {
  if (!is_known(told) || known == told) return false;
  if (is_known(known) && !update) return false;
  known = told;
  return true;
}

/// `exact` says the same as `rough`, and more.
bool refines(const ReleaseDate& exact, const ReleaseDate& rough) {
  if (exact.year != rough.year || exact == rough) return false;
  if (rough.month == 0) return exact.month != 0;
  return exact.month == rough.month && rough.day == 0 && exact.day != 0;
}

bool merge_date(std::optional<ReleaseDate>& known, const std::optional<ReleaseDate>& told, bool update) {
  if (known && told) {
    if (refines(*known, *told)) return false;
    if (refines(*told, *known)) update = true;
  }
  return merge(known, told, update);
}

bool merge_artists(std::vector<std::string>& known, const std::vector<std::string>& told, bool update) {
  const bool longer = !known.empty() && told.size() > known.size() && lower(told.front()) == lower(known.front());
  return merge(known, told, update || longer);
}

}  // namespace

std::string merge_key(const SongFacts& facts) {
  std::string key = lower(facts.title);
  key += kUnitSeparator;
  if (!facts.artists.empty()) key += lower(facts.artists.front());
  return key;
}

bool merge_facts(SongFacts& known, const SongFacts& told, bool update) {
  bool changed = merge(known.title, told.title, update);
  changed |= merge_artists(known.artists, told.artists, update);
  changed |= merge(known.album, told.album, update);
  changed |= merge_date(known.released, told.released, update);
  changed |= merge(known.duration_ms, told.duration_ms, update);
  changed |= merge(known.popularity, told.popularity, update);
  changed |= merge(known.explicit_words, told.explicit_words, update);
  changed |= merge(known.path, told.path, update);
  return changed;
}

bool merge_values(Values& known, const Values& told, bool update) {
  bool changed = false;
  for (std::size_t i = 0; i < kVariableCount; ++i) {
    const auto variable = static_cast<Variable>(i);
    if (!told.has(variable) || known[variable] == told[variable]) continue;
    if (known.has(variable) && !update) continue;
    known[variable] = told[variable];
    changed = true;
  }
  return changed;
}

}  // namespace segue::catalog
