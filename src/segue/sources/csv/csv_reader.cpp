#include "segue/sources/csv/csv_reader.h"

#include <algorithm>
#include <cstring>

#include "segue/base/unicode.h"
#include "segue/sources/csv/csv_dialect.h"

namespace segue::sources {
namespace {

constexpr std::size_t kChunk = std::size_t{64} << 10;
constexpr std::size_t kExcerpt = 120;  // bytes

bool is_line_break(char c) {
  return c == '\n' || c == '\r';
}

bool is_ascii(std::string_view text) {
  unsigned char all = 0;
  for (const char c : text) all |= static_cast<unsigned char>(c);
  return all < 0x80;
}

}  // namespace

CsvReader::CsvReader(ByteSource& bytes, const std::string& name, CsvLimits limits) : bytes_(bytes), limits_(limits) {
  while (end_ < kChunk && more()) {
  }
  // No more than a chunk is looked at, so that the dialect does not depend on the pieces the bytes come in.
  const CsvDialect dialect = csv_dialect(std::string_view(buffer_).substr(0, std::min(end_, kChunk)), name);
  pos_ = dialect.bom;
  separator_ = dialect.separator;
}

/// Appends what comes next; false at the end.
bool CsvReader::more() {
  if (at_end_) return false;
  // Room is made in chunks whatever the pieces that come: a pipe may give few bytes at a time.
  if (buffer_.size() - end_ < kChunk / 4) buffer_.resize(end_ + kChunk);
  const std::size_t count = bytes_.read(buffer_.data() + end_, buffer_.size() - end_);
  end_ += count;
  at_end_ = count == 0;
  return count > 0;
}

/// Moves only when at least half of the bytes are done with: every byte is moved a bounded number of times.
void CsvReader::drop_consumed() {
  if (pos_ < kChunk || pos_ * 2 < end_) return;
  buffer_.erase(0, pos_);
  end_ -= pos_;
  pos_ = 0;
}

std::size_t CsvReader::after_line_break(std::size_t i) {
  if (buffer_[i] == '\r' && at_hand(i + 1) && buffer_[i + 1] == '\n') return i + 2;
  return i + 1;
}

/// Goes from anywhere in a line to the beginning of the next, keeping nothing.
void CsvReader::skip_line() {
  for (;;) {
    while (pos_ < end_ && !is_line_break(buffer_[pos_])) ++pos_;
    if (pos_ < end_) {
      pos_ = after_line_break(pos_);
      ++line_;
      return;
    }
    pos_ = end_ = 0;
    if (!more()) return;
  }
}

CsvReader::Step CsvReader::next() {
  for (;;) {
    drop_consumed();
    if (!at_hand(pos_)) return Step::kEnd;
    if (!is_line_break(buffer_[pos_])) return scan_record();
    pos_ = after_line_break(pos_);
    ++line_;
  }
}

CsvReader::Step CsvReader::scan_record() {
  text_.clear();
  cell_end_.clear();
  breaks_ = 0;
  std::size_t i = pos_;
  for (;;) {
    if (cell_end_.size() == limits_.cells) return too_long(i);
    const std::size_t limit = std::min(pos_ + limits_.record, i + limits_.cell);
    if (at_hand(i) && buffer_[i] == '"') {
      const std::size_t quote = i;
      const std::uint64_t breaks_before = breaks_;
      if (!scan_quoted(++i, limit)) return broken_quote(quote, breaks_before, i, i >= limit);
    }
    if (!scan_plain(i, limit)) return too_long(i);
    cell_end_.push_back(text_.size());
    if (i == end_ || is_line_break(buffer_[i])) return finish(i);
    ++i;  // the separator
  }
}

/// From behind an opening quote to behind the closing one; false if there is none before `limit`.
bool CsvReader::scan_quoted(std::size_t& i, std::size_t limit) {
  for (;;) {
    const std::size_t stop = std::min(end_, limit);
    std::size_t j = i;
    while (j < stop && buffer_[j] != '"' && !is_line_break(buffer_[j])) ++j;
    text_.append(buffer_, i, j - i);
    i = j;
    if (i >= limit) return false;
    if (i == end_) {
      if (!more()) return false;
      continue;
    }
    if (buffer_[i] == '"') {
      ++i;
      if (!at_hand(i) || buffer_[i] != '"') return true;
    } else if (buffer_[i] == '\r' || buffer_[i - 1] != '\r') {
      ++breaks_;
    }
    text_ += buffer_[i++];
  }
}

/// To the separator, line break or end of the file that ends the cell; false if none comes up to `limit`.
bool CsvReader::scan_plain(std::size_t& i, std::size_t limit) {
  for (;;) {
    const std::size_t stop = std::min(end_, limit);
    std::size_t j = i;
    while (j < stop && buffer_[j] != separator_ && !is_line_break(buffer_[j])) ++j;
    text_.append(buffer_, i, j - i);
    i = j;
    if (!at_hand(i)) return true;
    if (buffer_[i] == separator_ || is_line_break(buffer_[i])) return true;
    if (i >= limit) return false;
  }
}

CsvReader::Step CsvReader::finish(std::size_t end) {
  const bool nul = std::memchr(buffer_.data() + pos_, '\0', end - pos_) != nullptr;
  if (nul) {
    defect_ = {CsvDefect::Kind::kNul, line_, excerpt(pos_, end)};
  } else {
    record_.line = line_;
    decode_cells();
  }
  line_ += breaks_;
  pos_ = end;
  if (pos_ < end_) {
    pos_ = after_line_break(pos_);
    ++line_;
  }
  return nul ? Step::kDefect : Step::kRecord;
}

/// Where a quote runs into a limit on its own line, it is the line that is too long and not the quote that is stray.
CsvReader::Step CsvReader::broken_quote(std::size_t quote, std::uint64_t breaks_before, std::size_t i, bool at_limit) {
  if (at_limit && breaks_ == breaks_before) {
    defect_ = {CsvDefect::Kind::kTooLong, line_, excerpt(pos_, i)};
  } else {
    defect_ = {CsvDefect::Kind::kUnclosedQuote, line_ + breaks_before, excerpt(quote, i)};
  }
  line_ += breaks_before;
  pos_ = quote;
  skip_line();
  return Step::kDefect;
}

CsvReader::Step CsvReader::too_long(std::size_t i) {
  defect_ = {CsvDefect::Kind::kTooLong, line_, excerpt(pos_, i)};
  line_ += breaks_;
  pos_ = i;
  skip_line();
  return Step::kDefect;
}

/// Makes the cells of `text_` the record's, as UTF-8.
void CsvReader::decode_cells() {
  const auto cell = [&](std::size_t c) {
    const std::size_t begin = c == 0 ? 0 : cell_end_[c - 1];
    return std::string_view(text_).substr(begin, cell_end_[c] - begin);
  };
  if (!is_ascii(text_)) {
    bool all_utf8 = true;
    for (std::size_t c = 0; c < cell_end_.size() && all_utf8; ++c) all_utf8 = is_valid_utf8(cell(c));
    if (!all_utf8) {
      latin1_ = true;
      std::string decoded;
      std::vector<std::size_t> decoded_end;
      decoded_end.reserve(cell_end_.size());
      for (std::size_t c = 0; c < cell_end_.size(); ++c) {
        if (is_valid_utf8(cell(c))) {
          decoded += cell(c);
        } else {
          decoded += utf8_from_windows_1252(cell(c));
        }
        decoded_end.push_back(decoded.size());
      }
      text_ = std::move(decoded);
      cell_end_ = std::move(decoded_end);
    }
  }
  record_.cells.clear();
  for (std::size_t c = 0; c < cell_end_.size(); ++c) record_.cells.push_back(cell(c));
}

std::string CsvReader::excerpt(std::size_t from, std::size_t to) const {
  return buffer_.substr(from, std::min(kExcerpt, to - from));
}

}  // namespace segue::sources
