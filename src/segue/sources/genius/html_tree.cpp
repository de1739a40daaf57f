#include "segue/sources/genius/html_tree.h"

#include <algorithm>
#include <csetjmp>
#include <cstdlib>
#include <memory>
#include <vector>

#include <gumbo.h>

namespace segue::sources {
namespace {

const GumboNode& node_of(const void* node) {
  return *static_cast<const GumboNode*>(node);
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// At least as many as there are elements written out.
std::size_t tags_in(std::string_view html) {
  std::size_t tags = 0;
  for (std::size_t at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
    if (at + 1 < html.size() && is_letter(html[at + 1])) ++tags;
  }
  return tags;
}

/// Memory for one tree, given back as a whole. Gumbo asks for it in C and takes no for no answer, and misnested marks
/// of emphasis multiply; so when there is no more, the parser is left by longjmp. Nothing of C++ lies between.
class Arena {
 public:
  explicit Arena(std::size_t most) : left_(most) {}

  static void* give(void* self, std::size_t size) {
    auto& arena = *static_cast<Arena*>(self);
    constexpr std::size_t kAlignment = alignof(std::max_align_t);
    size = (std::max<std::size_t>(size, 1) + kAlignment - 1) / kAlignment * kAlignment;
    if (size > arena.block_left_) arena.open_block(size);
    void* memory = arena.block_;
    arena.block_ += size;
    arena.block_left_ -= size;
    return memory;
  }
  static void take(void* /*self*/, void* /*memory*/) {}

  std::jmp_buf& way_out() { return way_out_; }

 private:
  void open_block(std::size_t size) {
    constexpr std::size_t kBlock = 1U << 20;
    const std::size_t wanted = std::max(size, kBlock);
    // NOLINTNEXTLINE(cppcoreguidelines-no-malloc): nothing may be thrown through gumbo's frames
    char* memory = wanted <= left_ ? static_cast<char*>(std::malloc(wanted)) : nullptr;
    // NOLINTNEXTLINE(cert-err52-cpp): see above
    if (memory == nullptr) std::longjmp(way_out_, 1);
    left_ -= wanted;
    blocks_.emplace_back(memory);
    block_ = memory;
    block_left_ = wanted;
  }

  struct Free {
    void operator()(char* memory) const { std::free(memory); }  // NOLINT(cppcoreguidelines-no-malloc): of malloc
  };
  std::jmp_buf way_out_{};
  std::size_t left_;
  char* block_ = nullptr;
  std::size_t block_left_ = 0;
  std::vector<std::unique_ptr<char, Free>> blocks_;
};

/// Null if there is not enough memory.
const GumboOutput* parse(std::string_view html, Arena& arena) {
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = Arena::give;
  options.deallocator = Arena::take;
  options.userdata = &arena;
  options.max_errors = 0;
  // NOLINTNEXTLINE(cert-err52-cpp): see Arena
  if (setjmp(arena.way_out()) != 0) return nullptr;
  return gumbo_parse_with_options(&options, html.data(), html.size());
}

bool has_children(const GumboNode& node) {
  return node.type == GUMBO_NODE_ELEMENT || node.type == GUMBO_NODE_TEMPLATE;
}

/// Without recursion: pages nest as deep as they like.
void walk(const GumboNode& root, HtmlVisitor& visitor) {
  struct Place {
    const GumboNode* node;
    unsigned next = 0;
  };
  std::vector<Place> way;
  const auto enter = [&](const GumboNode& node) {
    if (visitor.enter(HtmlNode(&node)) == HtmlStep::kInto && has_children(node)) way.push_back({&node});
  };
  enter(root);
  while (!way.empty()) {
    Place& place = way.back();
    const GumboVector& children = place.node->v.element.children;
    if (place.next == children.length) {
      visitor.leave(HtmlNode(place.node));
      way.pop_back();
    } else {
      enter(*static_cast<const GumboNode*>(children.data[place.next++]));
    }
  }
}

}  // namespace

bool HtmlNode::is_element() const {
  return has_children(node_of(node_));
}

std::string_view HtmlNode::tag() const {
  return is_element() ? gumbo_normalized_tagname(node_of(node_).v.element.tag) : "";
}

std::optional<std::string_view> HtmlNode::attribute(const char* name) const {
  if (!is_element()) return std::nullopt;
  const GumboAttribute* found = gumbo_get_attribute(&node_of(node_).v.element.attributes, name);
  if (found == nullptr) return std::nullopt;
  return found->value;
}

std::string_view HtmlNode::text() const {
  const GumboNode& node = node_of(node_);
  const bool is_text =
      node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE || node.type == GUMBO_NODE_CDATA;
  return is_text ? node.v.text.text : "";
}

bool visit_html(std::string_view html, std::size_t most_tags, std::size_t most_bytes, HtmlVisitor& visitor) {
  if (tags_in(html) > most_tags) return false;
  Arena arena(most_bytes);
  const GumboOutput* tree = parse(html, arena);
  if (tree == nullptr) return false;
  walk(*tree->root, visitor);
  return true;
}

}  // namespace segue::sources
