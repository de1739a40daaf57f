#include "segue/base/program_file.h"

#include <cerrno>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

#include "segue/base/error.h"

namespace segue {

ProgramFile::ProgramFile() : file_(std::tmpfile(), &std::fclose) {
  if (!file_) {
    throw Error(ErrorKind::kFailed,
                fmt::format("cannot make a temporary file: {}", std::generic_category().message(errno)));
  }
}

int ProgramFile::number() const {
  return fileno(file_.get());
}

void ProgramFile::write(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), file_.get());
  std::fflush(file_.get());
  std::rewind(file_.get());
  ::lseek(number(), 0, SEEK_SET);
}

std::string ProgramFile::read(std::size_t most) const {
  std::string text(most, '\0');
  const ssize_t got = ::pread(number(), text.data(), text.size(), 0);
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return text;
}

}  // namespace segue
