// CsvReader on any bytes: it ends, keeps its promises about lines and UTF-8, and reads the same records whatever pieces
// the bytes come in. The first byte chooses the size of the pieces and small limits, so that limits are met often.
#include "segue/sources/csv/csv_reader.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "segue/base/error.h"
#include "segue/base/unicode.h"

namespace {

using segue::sources::CsvReader;

class Pieces : public segue::sources::ByteSource {
 public:
  Pieces(std::string_view bytes, std::size_t piece) : bytes_(bytes), piece_(piece) {}
  std::size_t read(char* buffer, std::size_t size) override {
    const std::size_t count = std::min({size, piece_, bytes_.size() - at_});
    if (count > 0) std::memcpy(buffer, bytes_.data() + at_, count);
    at_ += count;
    return count;
  }
  std::uint64_t consumed() const override { return at_; }
  std::optional<std::uint64_t> total() const override { return bytes_.size(); }

 private:
  std::string_view bytes_;
  std::size_t piece_;
  std::size_t at_ = 0;
};

void expect(bool promise) {
  if (!promise) std::abort();
}

/// Everything the reader told, as one string.
std::string told(std::string_view bytes, std::size_t piece, segue::sources::CsvLimits limits) {
  Pieces pieces(bytes, piece);
  std::string all;
  try {
    CsvReader csv(pieces, "fuzz", limits);
    all += csv.separator();
    std::uint64_t line = 0;
    for (;;) {
      const CsvReader::Step step = csv.next();
      if (step == CsvReader::Step::kEnd) break;
      if (step == CsvReader::Step::kDefect) {
        expect(csv.defect().line > line);
        line = csv.defect().line;
        all += "\x01" + std::to_string(line) + "\x02" + csv.defect().found;
        continue;
      }
      expect(csv.record().line > line && !csv.record().cells.empty());
      line = csv.record().line;
      all += "\x03" + std::to_string(line);
      for (const std::string_view cell : csv.record().cells) {
        expect(segue::is_valid_utf8(cell) && cell.find('\0') == std::string_view::npos);
        all += "\x04";
        all += cell;
      }
    }
    all += csv.latin1() ? "\x05" : "\x06";
  } catch (const segue::Error& error) {
    expect(error.kind() == segue::ErrorKind::kBadData);
    all += error.what();
  }
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  segue::sources::CsvLimits limits;
  if (data[0] & 0x80) limits = {.cell = 24, .record = 60, .cells = 9};
  expect(told(bytes, 1 + (data[0] & 0x1fU), limits) == told(bytes, std::string_view::npos, limits));
  return 0;
}
