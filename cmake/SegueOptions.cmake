# Flags every target of ours is built with: link to `segue_options`, never set them globally.
add_library(segue_options INTERFACE)
target_compile_features(segue_options INTERFACE cxx_std_20)
target_include_directories(segue_options INTERFACE "${CMAKE_SOURCE_DIR}/src")
target_compile_options(
  segue_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast
                          -Woverloaded-virtual -Wconversion -Wno-sign-conversion -Wimplicit-fallthrough)
if(SEGUE_WERROR)
  target_compile_options(segue_options INTERFACE -Werror)
endif()
if(SEGUE_SANITIZE)
  target_compile_options(segue_options INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all
                                                 -fno-omit-frame-pointer)
  target_link_options(segue_options INTERFACE -fsanitize=address,undefined)
endif()

# Fuzzers steer by coverage of the rooms they call, not only of their own few lines.
if(SEGUE_FUZZ)
  target_compile_options(segue_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# What the files of tests are compiled with besides; to be linked to after segue_options. Most of what they cost with the
# sanitizers is to make quick what is done there once (six of them took 39 s of the processor, and 20 s so), and fuzzers
# learn nothing from them.
add_library(segue_test_options INTERFACE)
if(SEGUE_SANITIZE)
  target_compile_options(segue_test_options INTERFACE -O0)
endif()
if(SEGUE_FUZZ)
  target_compile_options(segue_test_options INTERFACE -fno-sanitize=fuzzer-no-link)
endif()

# A second build of the same source is a cache hit where ccache is installed.
find_program(SEGUE_CCACHE ccache)
if(SEGUE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${SEGUE_CCACHE}")
  if(SEGUE_PRECOMPILE)
    # What ccache asks for before it keeps anything that was compiled with precompiled headers.
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros
                                    "${SEGUE_CCACHE}")
    if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
      target_compile_options(segue_options INTERFACE "SHELL:-Xclang -fno-pch-timestamp")
    endif()
  endif()
endif()

# With SEGUE_PRECOMPILE the headers that most files include are read once, not once a file: with Clang a third of the time
# a test takes, and a tenth of a room's files; with GCC nothing (12 s against 13). A file that forgets one of them goes
# unnoticed there, so other builds go without.
if(SEGUE_PRECOMPILE)
  add_library(segue_precompiled OBJECT "${CMAKE_SOURCE_DIR}/cmake/precompiled.cpp")
  target_link_libraries(segue_precompiled PRIVATE segue_options fmt::fmt)
  target_precompile_headers(
    segue_precompiled PRIVATE <algorithm> <array> <charconv> <chrono> <cmath> <filesystem> <fstream> <functional>
    <map> <memory> <numeric> <optional> <set> <span> <string> <string_view> <thread> <unordered_map> <utility> <vector>
    <fmt/format.h>)
endif()
if(SEGUE_PRECOMPILE AND SEGUE_TESTS)
  add_library(segue_precompiled_tests OBJECT "${CMAKE_SOURCE_DIR}/cmake/precompiled.cpp")
  target_link_libraries(segue_precompiled_tests PRIVATE segue_options segue_test_options fmt::fmt GTest::gmock)
  target_precompile_headers(
    segue_precompiled_tests PRIVATE <algorithm> <array> <chrono> <cmath> <filesystem> <fstream> <functional> <map>
    <memory> <numeric> <optional> <span> <string> <string_view> <thread> <utility> <vector> <fmt/format.h>
    <gmock/gmock.h> <gtest/gtest.h>)
endif()

# segue_precompile(TARGET segue_precompiled|segue_precompiled_tests): the target takes these headers, if they are there.
function(segue_precompile target headers)
  if(TARGET ${headers})
    target_precompile_headers(${target} REUSE_FROM ${headers})
  endif()
endfunction()
