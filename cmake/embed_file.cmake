# cmake -DINPUT=file -DOUTPUT=file.cpp -DHEADER=path/of/header.h -DNAMESPACE=a::b -DFUNCTION=name
#       -P embed_file.cmake
#
# Writes a .cpp that holds the bytes of INPUT and defines NAMESPACE::FUNCTION(), declared in HEADER, to hand them out.
file(READ "${INPUT}" hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
# Lines of 8 bytes: some tools choke on a line of half a megabyte.
string(REGEX REPLACE "((0x..,)(0x..,)(0x..,)(0x..,)(0x..,)(0x..,)(0x..,)(0x..,))" "\\1\n" bytes "${bytes}")
file(WRITE "${OUTPUT}"
"// Generated from ${INPUT}.
#include \"${HEADER}\"

namespace ${NAMESPACE} {

namespace {

constexpr unsigned char kBytes[] = {
${bytes}};

}  // namespace

std::span<const std::byte> ${FUNCTION}() { return std::as_bytes(std::span(kBytes)); }

}  // namespace ${NAMESPACE}
")
