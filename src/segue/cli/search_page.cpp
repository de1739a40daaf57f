#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "segue/base/unicode.h"
#include "segue/cli/search_report.h"

namespace segue::cli {
namespace {

constexpr std::string_view kStyle = R"(
body { font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 80em; padding: 0 1em; color: #222; }
table { border-collapse: collapse; margin: 1em 0; }
th, td { padding: .25em .7em; text-align: right; border-bottom: 1px solid #ddd; white-space: nowrap; }
.words { text-align: left; }
.wide { overflow-x: auto; }
svg { max-width: 100%; height: auto; display: block; margin: 1em 0; }
code { background: #f3f3f3; padding: .1em .3em; }
)";

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : printable(std::string(text))) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string html_of(const SearchTable& table) {
  const auto cell = [&](std::size_t column, std::string_view tag, const std::string& text) {
    const bool words = std::ranges::find(table.left, column) != table.left.end();
    return fmt::format("<{0}{1}>{2}</{0}>", tag, words ? " class=\"words\"" : "", escaped(text));
  };
  std::string html = "<div class=\"wide\"><table>\n<tr>";
  for (std::size_t j = 0; j < table.headers.size(); ++j) html += cell(j, "th", table.headers[j]);
  html += "</tr>\n";
  for (const auto& row : table.rows) {
    html += "<tr>";
    for (std::size_t j = 0; j < row.size(); ++j) html += cell(j, "td", row[j]);
    html += "</tr>\n";
  }
  return html + "</table></div>\n";
}

/// An SVG document as part of a page: without what stands before its element.
std::string_view element_of(std::string_view svg) {
  const auto at = svg.find("<svg");
  return at == std::string_view::npos ? std::string_view() : svg.substr(at);
}

}  // namespace

std::string search_page(const app::SearchReport& report, const std::vector<std::string>& pictures,
                        const std::string& command) {
  const auto words = search_words(report);
  const std::string title = fmt::format("segue search {}: {}", name(report.kind), report.plan);
  std::string page = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n<title>{0}</title>\n<style>{1}</style>\n</head>\n"
      "<body>\n<h1>{0}</h1>\n<p>{2}</p>\n",
      escaped(title), kStyle, escaped(words.summary));
  page += html_of(words.losses) + html_of(words.measures);
  for (const auto& remark : words.remarks) page += fmt::format("<p>{}</p>\n", escaped(remark));
  page += fmt::format(
      "<p>Losses are mean squared errors of reconstruction; PCA loss is that of as many principal components, fitted "
      "to "
      "the same songs. Explained is the share of the variance of songs held out. Trust is the trustworthiness of the "
      "ten "
      "nearest. P@10 is the share of right songs on test playlists, by which nothing was chosen; training P@10 that on "
      "training playlists split once more.</p>\n<p>Made by <code>{}</code></p>\n",
      escaped(command));
  for (const auto& picture : pictures) page += std::string(element_of(picture)) + "\n";
  return page + "</body>\n</html>\n";
}

}  // namespace segue::cli
