#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "segue/sources/csv/byte_source.h"

namespace segue::sources {

/// What a reader holds in memory at most. Bytes as they stand in the file, quotes included.
struct CsvLimits {
  std::size_t cell = std::size_t{1} << 20;
  std::size_t record = std::size_t{4} << 20;
  std::size_t cells = std::size_t{1} << 18;  ///< of one record
};

struct CsvRecord {
  std::uint64_t line = 0;               ///< where it begins; 1 is the file's first line
  std::vector<std::string_view> cells;  ///< UTF-8, at least one; valid until the reader's next step
};

/// A record that could not be read.
struct CsvDefect {
  enum class Kind : std::uint8_t {
    kUnclosedQuote,  ///< no closing quote before the end of the file or a limit
    kTooLong,        ///< beyond a limit of CsvLimits
    kNul,            ///< a NUL byte in it
  };
  Kind kind = Kind::kTooLong;
  std::uint64_t line = 0;  ///< where the quote opens (kUnclosedQuote), else where the record begins
  std::string found;       ///< its first bytes
};

/// Reads CSV as RFC 4180 has it, and as it is met with: one record at a time, in memory that does not grow with the
/// file.
///
/// - Separator `,`, `;` or tab, whichever the first record has most of. A UTF-8 byte order mark is skipped.
/// - Records end with LF, CRLF or CR. Lines without a byte are skipped, here and there.
/// - A cell that begins with `"` is quoted: separators and line breaks are text, `""` is one quote. Text behind the
///   closing quote is taken as it stands. A quote elsewhere is text; so is every space.
/// - A quote that never closes is a defect, and reading resumes at the line after the one it opened on, so that a stray
///   quote costs one record and not the file. A record that is too long is a defect, and reading resumes at the next
///   line.
/// - A cell that is not UTF-8 is read as Windows-1252. That is decided cell by cell: text of Windows-1252 that happens
///   to be UTF-8 is all but unheard of, while files pasted together from both are met.
///
/// The same records whatever pieces the bytes come in. Every byte is looked at a bounded number of times, also in
/// files made to annoy: a cell that stays open for long holds doubled quotes only, so nothing in it opens another.
class CsvReader {
 public:
  enum class Step : std::uint8_t { kRecord, kDefect, kEnd };

  /// Reads the head: throws Error(kBadData) if it is no text (see csv_dialect). `bytes` must outlive the reader; `name`
  /// stands for the file in messages.
  CsvReader(ByteSource& bytes, const std::string& name, CsvLimits limits = {});

  /// Goes to the next record. Throws what the bytes throw.
  Step next();
  /// After Step::kRecord.
  const CsvRecord& record() const { return record_; }
  /// After Step::kDefect.
  const CsvDefect& defect() const { return defect_; }

  char separator() const { return separator_; }
  /// Some cell so far was not UTF-8.
  bool latin1() const { return latin1_; }

 private:
  bool more();
  bool at_hand(std::size_t i) { return i < end_ || more(); }
  void drop_consumed();
  std::size_t after_line_break(std::size_t i);
  void skip_line();

  Step scan_record();
  bool scan_quoted(std::size_t& i, std::size_t limit);
  bool scan_plain(std::size_t& i, std::size_t limit);
  Step finish(std::size_t end);
  Step broken_quote(std::size_t quote, std::uint64_t breaks_before, std::size_t i, bool at_limit);
  Step too_long(std::size_t i);
  void decode_cells();
  std::string excerpt(std::size_t from, std::size_t to) const;

  ByteSource& bytes_;
  CsvLimits limits_;
  char separator_ = ',';
  bool latin1_ = false;
  bool at_end_ = false;

  std::string buffer_;      // bytes of the file not yet done with, and room behind them
  std::size_t pos_ = 0;     // in buffer_: where the next record begins
  std::size_t end_ = 0;     // in buffer_: where the bytes end
  std::uint64_t line_ = 1;  // of pos_

  std::uint64_t breaks_ = 0;           // line breaks inside the record so far
  std::string text_;                   // its cells without quotes, one behind the other
  std::vector<std::size_t> cell_end_;  // in text_
  CsvRecord record_;
  CsvDefect defect_;
};

}  // namespace segue::sources
