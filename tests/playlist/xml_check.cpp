#include "xml_check.h"

#include <cstddef>
#include <vector>

#include "segue/base/unicode.h"
#include "segue/base/utf8.h"

namespace segue::playlist::test {
namespace {

std::string forbidden_character(std::string_view xml) {
  if (!is_valid_utf8(xml)) return "not UTF-8";
  for (std::size_t at = 0; at < xml.size();) {
    const char32_t c = next_code_point(xml, at);
    const bool allowed = c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c != 0xfffe && c != 0xffff);
    if (!allowed) return "forbidden character before byte " + std::to_string(at);
  }
  return {};
}

std::string bad_text(std::string_view text) {
  if (text.find("]]>") != std::string_view::npos) return "]]> in text";
  for (std::size_t at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
    bool known = false;
    for (const std::string_view entity : {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"}) {
      known = known || text.substr(at).starts_with(entity);
    }
    if (!known) return "bare & in '" + std::string(text) + "'";
  }
  return {};
}

}  // namespace

std::string xml_problem(std::string_view xml) {
  if (std::string problem = forbidden_character(xml); !problem.empty()) return problem;
  constexpr std::string_view kDeclaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  if (!xml.starts_with(kDeclaration)) return "no declaration";
  std::string_view rest = xml.substr(kDeclaration.size());
  std::vector<std::string> open;
  bool root_seen = false;
  while (!rest.empty()) {
    const std::size_t tag = rest.find('<');
    const std::string_view text = rest.substr(0, tag);
    if (open.empty() && text.find_first_not_of("\n ") != std::string_view::npos) return "text outside the root";
    if (std::string problem = bad_text(text); !problem.empty()) return problem;
    if (tag == std::string_view::npos) break;
    const std::size_t end = rest.find('>', tag);
    if (end == std::string_view::npos) return "open tag at the end";
    const std::string name(rest.substr(tag + 1, end - tag - 1));
    rest = rest.substr(end + 1);
    if (name.starts_with('/')) {
      if (open.empty() || open.back() != name.substr(1)) return "<" + name + "> closes nothing";
      open.pop_back();
      continue;
    }
    if (open.empty() && root_seen) return "two roots";
    root_seen = true;
    open.push_back(name.substr(0, name.find(' ')));
  }
  if (!open.empty()) return "<" + open.back() + "> is not closed";
  return root_seen ? "" : "no root";
}

}  // namespace segue::playlist::test
