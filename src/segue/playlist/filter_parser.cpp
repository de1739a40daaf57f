// The text of a filter into its tree: words, then recursive descent.
#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "segue/base/title.h"
#include "segue/base/unicode.h"
#include "segue/base/utf8.h"
#include "segue/playlist/filter_fields.h"

namespace segue::playlist {
namespace {

constexpr std::size_t kLongest = 4096;
constexpr int kDeepest = 64;

struct Token {
  enum class Kind : std::uint8_t { kWord, kText, kSign, kEnd };
  Kind kind = Kind::kEnd;
  std::string text;  // of a text: without quotes
  std::size_t begin = 0;
  std::size_t length = 1;
};

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/// What may stand in a word: everything but space, quotes and signs.
bool is_of_word(char c) {
  constexpr std::string_view kSigns = "()<>=!~,&|\"'";
  return !is_space(c) && kSigns.find(c) == std::string_view::npos && static_cast<unsigned char>(c) >= 0x20;
}

std::vector<Token> tokens_of(std::string_view filter) {
  constexpr std::array<std::string_view, 17> kSigns = {"<=", ">=", "==", "!=", "!~", "&&", "||", "..",    "<",
                                                       ">",  "=",  "~",  "!",  "(",  ")",  ",",  "\u2026"};
  std::vector<Token> tokens;
  for (std::size_t at = 0; at < filter.size();) {
    const char c = filter[at];
    if (is_space(c)) {
      ++at;
      continue;
    }
    Token token{Token::Kind::kSign, {}, at, 1};
    if (c == '"' || c == '\'') {
      token.kind = Token::Kind::kText;
      for (++at;; ++at) {
        if (at >= filter.size()) {
          throw FilterError("the text that begins here never ends", filter, token.begin, filter.size() - token.begin,
                            fmt::format("Close it with {}.", c));
        }
        if (filter[at] == c) {
          if (at + 1 >= filter.size() || filter[at + 1] != c) break;
          ++at;
        }
        token.text += filter[at];
      }
      ++at;
    } else if (const auto sign = std::ranges::find_if(
                   kSigns, [&](std::string_view one) { return filter.substr(at).starts_with(one); });
               sign != kSigns.end()) {
      token.text = *sign == "\u2026" ? ".." : *sign;
      at += sign->size();
    } else if (is_of_word(c)) {
      token.kind = Token::Kind::kWord;
      while (at < filter.size() && is_of_word(filter[at]) && !filter.substr(at).starts_with("..") &&
             !filter.substr(at).starts_with("\u2026")) {
        token.text += filter[at++];
      }
    } else {
      throw FilterError("this character means nothing here", filter, at, 1, "'and' and 'or' join conditions.");
    }
    token.length = at - token.begin;
    tokens.push_back(std::move(token));
  }
  tokens.push_back({Token::Kind::kEnd, {}, filter.size(), 1});
  return tokens;
}

}  // namespace

class FilterParser {
 public:
  explicit FilterParser(std::string_view text) : text_(text), tokens_(tokens_of(text)) {}

  Filter parse() {
    if (now().kind == Token::Kind::kEnd) {
      fail(now(), "expected a condition, found nothing", "Write one such as year>=1990.");
    }
    filter_.root_ = any(0);
    if (now().kind != Token::Kind::kEnd) {
      const bool stray = now().text == ")";
      fail(now(),
           stray ? "this bracket was never opened" : fmt::format("expected 'and' or 'or', found {}", shown(now())),
           stray ? "" : "A text of several words stands in quotes: artist=\"The Beatles\".");
    }
    std::ranges::sort(filter_.fields_);
    filter_.fields_.erase(std::ranges::unique(filter_.fields_).begin(), filter_.fields_.end());
    return std::move(filter_);
  }

 private:
  using Node = Filter::Node;

  const Token& now() const { return tokens_[at_]; }
  const Token& take() { return tokens_[at_ == tokens_.size() - 1 ? at_ : at_++]; }

  bool is_word(std::string_view word) const { return now().kind == Token::Kind::kWord && lower(now().text) == word; }
  bool is_sign(std::string_view sign) const { return now().kind == Token::Kind::kSign && now().text == sign; }
  bool took_word(std::string_view word) {
    if (!is_word(word)) return false;
    take();
    return true;
  }
  bool took_sign(std::string_view sign) {
    if (!is_sign(sign)) return false;
    take();
    return true;
  }

  static std::string shown(const Token& token) {
    if (token.kind == Token::Kind::kEnd) return "the end";
    return fmt::format("'{}'", token.text);
  }
  [[noreturn]] void fail(const Token& token, const std::string& what, std::string hint) const {
    throw FilterError(what, text_, token.begin, token.length, std::move(hint));
  }

  std::size_t add(Node node) {
    filter_.nodes_.push_back(std::move(node));
    return filter_.nodes_.size() - 1;
  }
  std::size_t join(Node::Kind kind, std::size_t left, std::size_t right) {
    Node node;
    node.kind = kind;
    node.left = left;
    node.right = right;
    return add(std::move(node));
  }

  std::size_t any(int depth) {
    std::size_t left = all(depth);
    while (took_word("or") || took_sign("||")) left = join(Node::Kind::kOr, left, all(depth));
    return left;
  }

  std::size_t all(int depth) {
    std::size_t left = one(depth);
    while (took_word("and") || took_sign("&&")) left = join(Node::Kind::kAnd, left, one(depth));
    return left;
  }

  std::size_t one(int depth) {
    if (depth >= kDeepest) fail(now(), fmt::format("more than {} brackets and nots inside each other", kDeepest), "");
    if (is_word("not") || is_sign("!")) {
      take();
      const std::size_t inner = one(depth + 1);
      return join(Node::Kind::kNot, inner, inner);
    }
    if (is_sign("(")) {
      const Token open = take();
      const std::size_t inner = any(depth + 1);
      if (!took_sign(")")) {
        if (now().kind == Token::Kind::kEnd) fail(open, "this bracket is never closed", "Close it with ).");
        fail(now(), fmt::format("expected 'and', 'or' or ), found {}", shown(now())), "");
      }
      return inner;
    }
    return test();
  }

  std::size_t field() {
    const Token name = take();
    if (name.kind != Token::Kind::kWord) {
      fail(name, fmt::format("expected the name of a field, found {}", shown(name)),
           "A condition reads FIELD OPERATOR VALUE: year>=1990.");
    }
    const auto found = filter_field_named(name.text);
    if (!found) {
      const auto near = field_like(name.text);
      const bool number = filter_value(FieldKind::kDuration, name.text).has_value();
      fail(name, number ? "expected the name of a field, found a number" : fmt::format("unknown field '{}'", name.text),
           near     ? fmt::format("Did you mean '{}'?", *near)
           : number ? "The field stands on the left: year>=1990."
                    : "'segue playlist --filter-fields' lists those there are.");
    }
    filter_.fields_.push_back(*found);
    return *found;
  }

  std::size_t test() {
    const Token name = now();
    Node node;
    node.field = field();
    const FilterField& asked = filter_fields()[node.field];
    if (took_word("is")) {
      const bool negated = took_word("not");
      if (!is_word("known") && !is_word("unknown")) {
        fail(now(), fmt::format("expected 'known' or 'unknown', found {}", shown(now())), "");
      }
      node.inverted = negated != (lower(take().text) == "unknown");
      return add(std::move(node));
    }
    const Token sign = now();
    const bool text = asked.kind == FieldKind::kText;
    node.kind = text ? Node::Kind::kEquals : Node::Kind::kNumber;
    if (is_word("in") || is_word("not")) {
      node.inverted = took_word("not");
      if (!took_word("in")) fail(now(), fmt::format("expected 'in', found {}", shown(now())), "");
      if (took_sign("(")) {
        do values(node, asked);
        while (took_sign(","));
        if (!took_sign(")")) fail(now(), fmt::format("expected , or ), found {}", shown(now())), "");
      } else {
        values(node, asked);
      }
    } else if (sign.kind == Token::Kind::kSign && (sign.text == "=" || sign.text == "==" || sign.text == "!=")) {
      node.inverted = take().text == "!=";
      values(node, asked);
    } else if (sign.kind == Token::Kind::kSign && (sign.text == "~" || sign.text == "!~")) {
      if (!text) fail(sign, fmt::format("{} is no text: {} asks what a text contains", asked.name, sign.text), "");
      node.inverted = take().text == "!~";
      node.kind = Node::Kind::kContains;
      node.texts.push_back(needle(asked, true));
    } else if (sign.kind == Token::Kind::kSign && (sign.text[0] == '<' || sign.text[0] == '>')) {
      take();
      compare(node, asked, sign);
    } else if (asked.kind == FieldKind::kFlag) {
      node.intervals.push_back({1, 1, false, false});
    } else {
      fail(sign, fmt::format("expected an operator behind '{}', found {}", name.text, shown(sign)),
           text ? "Texts are compared by = != ~ (contains) !~ in." : "Numbers are compared by = != < <= > >= in.");
    }
    return add(std::move(node));
  }

  void compare(Node& node, const FilterField& asked, const Token& sign) {
    if (asked.kind != FieldKind::kNumber && asked.kind != FieldKind::kDuration) {
      fail(sign, fmt::format("{} has no order", asked.name), "It is compared by = and !=.");
    }
    const double value = number(asked);
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    const bool open = sign.text.size() == 1;
    if (sign.text[0] == '<') {
      node.intervals.push_back({-kInfinity, value, false, open});
    } else {
      node.intervals.push_back({value, kInfinity, open, false});
    }
  }

  void values(Node& node, const FilterField& asked) {
    if (asked.kind == FieldKind::kText) {
      node.texts.push_back(needle(asked, false));
      return;
    }
    const Token first = now();
    const double low = number(asked);
    double high = low;
    if (took_sign("..")) {
      if (asked.kind != FieldKind::kNumber && asked.kind != FieldKind::kDuration) {
        fail(first, fmt::format("{} has no order, so no ranges", asked.name), "");
      }
      const Token second = now();
      high = number(asked);
      if (high < low) fail(second, fmt::format("this range ends before it begins: {}..{}", low, high), "");
    }
    node.intervals.push_back({low, high, false, false});
  }

  double number(const FilterField& asked) {
    const Token token = take();
    const bool written = token.kind == Token::Kind::kWord || token.kind == Token::Kind::kText;
    const auto value = written ? filter_value(asked.kind, token.text) : std::nullopt;
    if (!value) {
      fail(token, fmt::format("expected {} behind '{}', found {}", values_of(asked), asked.name, shown(token)), "");
    }
    if (*value < asked.min || *value > asked.max) {
      fail(token, fmt::format("{} is {}, found {}", asked.name, values_of(asked), token.text), "");
    }
    return *value;
  }

  std::string needle(const FilterField& asked, bool part) {
    const Token token = take();
    if (token.kind != Token::Kind::kWord && token.kind != Token::Kind::kText) {
      fail(token, fmt::format("expected a text behind '{}', found {}", asked.name, shown(token)), "");
    }
    std::string folded = asked.name == "artist" && !part ? artist_key(token.text) : fold_words(token.text);
    if (folded.empty()) fail(token, fmt::format("expected a text behind '{}', found none", asked.name), "");
    return folded;
  }

  std::string_view text_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  Filter filter_;
};

Filter Filter::parse(std::string_view text) {
  if (text.size() > kLongest) {
    throw Error(ErrorKind::kUsage, fmt::format("a filter may have {} bytes, this one has {}", kLongest, text.size()));
  }
  if (!is_valid_utf8(text)) throw Error(ErrorKind::kUsage, "the filter is no UTF-8 text");
  return FilterParser(text).parse();
}

}  // namespace segue::playlist
