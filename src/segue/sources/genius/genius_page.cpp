#include "segue/sources/genius/genius_page.h"

#include <algorithm>
#include <array>
#include <span>

#include "segue/sources/folder/file_text.h"
#include "segue/sources/genius/html_tree.h"

namespace segue::sources {
namespace {

constexpr std::size_t kMostTags = 20'000;  // a page of today has a thousand
constexpr std::size_t kMostMemory = 64U << 20;

bool is_one_of(std::string_view tag, std::span<const std::string_view> tags) {
  return std::ranges::find(tags, tag) != tags.end();
}

/// Whether any of the classes of an element begins with `beginning`.
bool has_class(const HtmlNode& node, std::string_view beginning, bool whole = false) {
  auto classes = node.attribute("class").value_or("");
  while (!classes.empty()) {
    const auto end = std::min(classes.find_first_of(" \t\n\r\f"), classes.size());
    const auto one = classes.substr(0, end);
    if (whole ? one == beginning : one.starts_with(beginning)) return true;
    classes.remove_prefix(std::min(end + 1, classes.size()));
  }
  return false;
}

/// Gathers the words of a page, and whatever else can be read on it.
class Gatherer final : public HtmlVisitor {
 public:
  HtmlStep enter(const HtmlNode& node) noexcept override {
    static constexpr std::array<std::string_view, 8> kUnseen = {"script",   "style", "noscript", "iframe",
                                                                "template", "svg",   "button",   "textarea"};
    static constexpr std::array<std::string_view, 8> kLines = {"p", "div", "section", "li", "h1", "h2", "h3", "tr"};
    if (!node.is_element()) {
      add(node.text());
      return HtmlStep::kOver;
    }
    const auto tag = node.tag();
    if (is_one_of(tag, kUnseen) || node.attribute("data-exclude-from-selection") == "true") return HtmlStep::kOver;
    if (has_class(node, "LyricsHeader")) return HtmlStep::kOver;
    if (into_ == nullptr) {
      if (std::string* found = container(node)) {
        into_ = found;
        depth_ = 0;
        end_line(false);
      }
    }
    if (into_ != nullptr) ++depth_;
    if (tag == "br" || is_one_of(tag, kLines)) end_line(tag == "br");
    return HtmlStep::kInto;
  }

  void leave(const HtmlNode& node) noexcept override {
    if (into_ == nullptr) return;
    if (node.tag() == "p" || node.tag() == "div") end_line(false);
    if (--depth_ == 0) into_ = nullptr;
  }

  /// The words, of the best kind of container there was.
  std::string words() const {
    for (const auto* found : {&now_, &by_class_, &old_}) {
      if (auto words = clean_lyrics(*found); !words.empty()) return words;
    }
    return {};
  }
  const std::string& page() const { return page_; }

 private:
  std::string* container(const HtmlNode& node) {
    if (node.attribute("data-lyrics-container") == "true") return &now_;
    if (has_class(node, "Lyrics__Container")) return &by_class_;
    if (node.tag() == "div" && has_class(node, "lyrics", true)) return &old_;
    return nullptr;
  }

  /// In HTML a line break of the text is a space, and so are several.
  void add(std::string_view text) {
    std::string& to = into_ == nullptr ? page_ : *into_;
    if (to.size() + text.size() > kMaxLyricsBytes) return;
    for (const char c : text) {
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f') {
        to += c;
      } else if (!to.empty() && to.back() != ' ' && to.back() != '\n') {
        to += ' ';
      }
    }
  }

  /// `always`: even if the line is empty so far.
  void end_line(bool always) {
    std::string& to = into_ == nullptr ? page_ : *into_;
    if (to.size() >= kMaxLyricsBytes) return;
    if (always || (!to.empty() && to.back() != '\n')) to += '\n';
  }

  std::string now_;
  std::string by_class_;
  std::string old_;
  std::string page_;             ///< what stands outside of containers
  std::string* into_ = nullptr;  ///< the container that the walk is in
  int depth_ = 0;                ///< elements it is in there, the container counted
};

bool says(std::string_view text, std::span<const std::string_view> phrases) {
  const std::string lowered = ascii_lower(text);
  return std::ranges::any_of(phrases,
                             [&](std::string_view phrase) { return lowered.find(phrase) != std::string::npos; });
}

}  // namespace

GeniusPage read_genius_page(std::string_view html) {
  static constexpr std::array<std::string_view, 1> kInstrumental = {"this song is an instrumental"};
  static constexpr std::array<std::string_view, 2> kUnreleased = {"lyrics for this song have yet to be released",
                                                                  "lyrics for this song have yet to be transcribed"};
  static constexpr std::array<std::string_view, 7> kWall = {"before you continue",          "accept all",
                                                            "we value your privacy",        "just a moment",
                                                            "verify you are human",         "checking your browser",
                                                            "enable javascript and cookies"};
  constexpr std::size_t kLongestNotice = 300;

  Gatherer gatherer;
  if (!visit_html(html, kMostTags, kMostMemory, gatherer)) return {};
  GeniusPage page;
  page.words = gatherer.words();
  if (!page.words.empty()) {
    page.kind = GeniusPage::Kind::kWords;
    if (page.words.size() > kLongestNotice) return page;
    if (says(page.words, kInstrumental)) return {GeniusPage::Kind::kInstrumental, {}};
    if (says(page.words, kUnreleased)) return {GeniusPage::Kind::kUnreleased, {}};
    return page;
  }
  if (says(gatherer.page(), kInstrumental)) return {GeniusPage::Kind::kInstrumental, {}};
  if (says(gatherer.page(), kUnreleased)) return {GeniusPage::Kind::kUnreleased, {}};
  if (says(gatherer.page(), kWall)) page.kind = GeniusPage::Kind::kWall;
  return page;
}

}  // namespace segue::sources
