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

# A second build of the same source is a cache hit where ccache is installed.
find_program(SEGUE_CCACHE ccache)
if(SEGUE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${SEGUE_CCACHE}")
endif()
