#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>

namespace segue::sources {

/// A place in the tree of a page.
class HtmlNode {
 public:
  explicit HtmlNode(const void* node) : node_(node) {}

  bool is_element() const;
  /// Of an element, as it stands in the page, "br"; empty for elements HTML does not know.
  std::string_view tag() const;
  /// The value of an element's attribute.
  std::optional<std::string_view> attribute(const char* name) const;
  /// What a text holds, entities decoded; empty for other nodes.
  std::string_view text() const;

 private:
  const void* node_;
};

/// What is to be done with what stands in a node.
enum class HtmlStep { kInto, kOver };

/// Sees the nodes of a tree in the order of the page. Neither may throw.
class HtmlVisitor {
 public:
  virtual ~HtmlVisitor() = default;
  virtual HtmlStep enter(const HtmlNode& node) noexcept = 0;
  /// After the last node within an element that was gone into.
  virtual void leave(const HtmlNode& node) noexcept = 0;
};

/// Parses a page as browsers do and walks it. False, and the visitor saw nothing, if the page has more than `most_tags`
/// tags or needs more than `most_bytes` of memory.
bool visit_html(std::string_view html, std::size_t most_tags, std::size_t most_bytes, HtmlVisitor& visitor);

}  // namespace segue::sources
