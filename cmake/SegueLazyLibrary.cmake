# segue_lazy_library(TARGET LIBRARY FUNCTION...)
#
# Links TARGET to a shared library that is loaded when one of its functions is first called, instead of whenever a
# program starts: libcurl brings thirty others with it, oneDNN a thousand kernels, and most commands need neither. Each
# of the functions becomes a few instructions that jump to the real one; calls, headers and types stay as they are. A
# function that is not named here is an error of the linker. Elsewhere than on x86-64, and under the sanitizers, which
# have to see a library's calls, it is linked as any other.
#
# Measured: `segue --version` took 36 ms when everything was loaded at the start, and takes 16 so.
function(segue_lazy_library target library)
  if(NOT CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64" OR NOT CMAKE_SYSTEM_NAME STREQUAL "Linux" OR SEGUE_SANITIZE)
    target_link_libraries(${target} PRIVATE "${library}")
    return()
  endif()
  get_filename_component(real "${library}" REALPATH)
  execute_process(COMMAND ${CMAKE_OBJDUMP} -p "${real}" OUTPUT_VARIABLE headers RESULT_VARIABLE failed)
  if(failed OR NOT headers MATCHES "SONAME +([^ \n]+)")
    message(FATAL_ERROR "${library} does not say its SONAME")
  endif()
  set(soname "${CMAKE_MATCH_1}")
  string(REGEX REPLACE "^lib([a-z0-9]+).*$" "\\1" name "${soname}")
  set(names "")
  set(stubs "")
  set(index 0)
  foreach(symbol IN LISTS ARGN)
    string(APPEND names "    \"${symbol}\",\n")
    string(APPEND stubs "stub ${symbol}, ${index}\n")
    math(EXPR index "${index} + 1")
  endforeach()
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/lazy_${name}")
  configure_file("${CMAKE_SOURCE_DIR}/cmake/lazy_library.cpp.in" "${folder}/load.cpp" @ONLY)
  configure_file("${CMAKE_SOURCE_DIR}/cmake/lazy_library.S.in" "${folder}/stubs.S" @ONLY)
  target_sources(${target} PRIVATE "${folder}/load.cpp" "${folder}/stubs.S")
  set_source_files_properties("${folder}/load.cpp" PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  target_link_libraries(${target} PRIVATE ${CMAKE_DL_LIBS})
endfunction()
