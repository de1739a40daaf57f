# segue_room(NAME SOURCES file... [USES room...] [PRIVATE lib...])
#
# One room of the house (or, named ROOM_CORNER, one folder of a room that is built by itself): a static library segue_<NAME> (alias segue::<NAME>) that links to the rooms its row in
# ARCHITECTURE.md allows, and nothing else. Third-party libraries are PRIVATE: public headers speak std and ours.
function(segue_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;USES;PRIVATE" ${ARGN})
  add_library(segue_${name} STATIC ${ROOM_SOURCES})
  add_library(segue::${name} ALIAS segue_${name})
  target_link_libraries(segue_${name} PUBLIC segue_options)
  foreach(used IN LISTS ROOM_USES)
    target_link_libraries(segue_${name} PUBLIC segue::${used})
  endforeach()
  target_link_libraries(segue_${name} PRIVATE fmt::fmt ${ROOM_PRIVATE})
  segue_precompile(segue_${name} segue_precompiled)
endfunction()

# segue_embed(FILE HEADER FUNCTION)
#
# Makes NAME.cpp in the binary folder, NAME being the last part of FUNCTION ("segue::audio::voice_weights"): the bytes of
# FILE (a path in the source tree), compiled in, handed out by FUNCTION, which HEADER declares. The program then needs no
# file beside it.
function(segue_embed file header function)
  string(REGEX REPLACE "^.*::" "" name "${function}")
  string(REGEX REPLACE "::[^:]*$" "" namespace "${function}")
  set(script "${CMAKE_SOURCE_DIR}/cmake/embed_file.cmake")
  add_custom_command(
    OUTPUT "${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp"
    COMMAND ${CMAKE_COMMAND} "-DINPUT=${CMAKE_SOURCE_DIR}/${file}" "-DOUTPUT=${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp"
            "-DHEADER=${header}" "-DNAMESPACE=${namespace}" "-DFUNCTION=${name}" -P "${script}"
    DEPENDS "${CMAKE_SOURCE_DIR}/${file}" "${script}"
    COMMENT "Embedding ${file}" VERBATIM)
endfunction()

# segue_tests_dir(SOURCE...)
#
# Defines SEGUE_TESTS_DIR, the folder tests/ of the checkout, for those of the sources that name it or include a header
# that does. Not for all: a path in the command line makes each checkout compile everything anew, where ccache could help.
function(segue_tests_dir)
  get_property(headers GLOBAL PROPERTY SEGUE_TESTS_DIR_HEADERS)
  if(NOT headers)
    file(GLOB_RECURSE all "${CMAKE_SOURCE_DIR}/tests/*.h")
    set(headers "SEGUE_TESTS_DIR")
    foreach(header IN LISTS all)
      file(STRINGS "${header}" named REGEX "SEGUE_TESTS_DIR" LIMIT_COUNT 1)
      if(named)
        get_filename_component(name "${header}" NAME)
        string(REPLACE "." "\\." name "${name}")
        string(APPEND headers "|${name}\"")
      endif()
    endforeach()
    set_property(GLOBAL PROPERTY SEGUE_TESTS_DIR_HEADERS "${headers}")
  endif()
  foreach(source IN LISTS ARGN)
    get_filename_component(path "${source}" ABSOLUTE)
    file(STRINGS "${path}" named REGEX "${headers}" LIMIT_COUNT 1)
    if(named)
      set_property(SOURCE "${source}" APPEND PROPERTY COMPILE_DEFINITIONS "SEGUE_TESTS_DIR=\"${CMAKE_SOURCE_DIR}/tests\"")
    endif()
  endforeach()
endfunction()

# segue_test(FOLDER SOURCES file... USES room... [LABELS quick|slow] [PRIVATE lib...])
#
# The test program of one folder under tests/: target test_<FOLDER>, one ctest entry per GoogleTest case.
# Cases whose suite name begins with "Slow" get the label slow, all others quick. With the sanitizers there is one entry
# for all quick cases and one for all slow ones: there a program takes a quarter of a second to start, of two thousand.
function(segue_test folder)
  cmake_parse_arguments(TEST "" "" "SOURCES;USES;PRIVATE" ${ARGN})
  add_executable(test_${folder} ${TEST_SOURCES})
  foreach(used IN LISTS TEST_USES)
    target_link_libraries(test_${folder} PRIVATE segue::${used})
  endforeach()
  target_link_libraries(test_${folder} PRIVATE segue_options segue_test_options fmt::fmt GTest::gtest GTest::gmock
                                               GTest::gtest_main ${TEST_PRIVATE})
  segue_precompile(test_${folder} segue_precompiled_tests)
  segue_tests_dir(${TEST_SOURCES})
  if(SEGUE_SANITIZE)
    add_test(NAME ${folder}.quick COMMAND test_${folder} --gtest_brief=1 --gtest_filter=-Slow*)
    add_test(NAME ${folder}.slow COMMAND test_${folder} --gtest_brief=1 --gtest_filter=Slow*)
    set_tests_properties(${folder}.quick PROPERTIES LABELS quick TIMEOUT 900)
    set_tests_properties(${folder}.slow PROPERTIES LABELS slow TIMEOUT 1800)
    return()
  endif()
  gtest_discover_tests(
    test_${folder} TEST_PREFIX "${folder}." TEST_FILTER "-Slow*" DISCOVERY_TIMEOUT 60
    PROPERTIES LABELS quick TIMEOUT 120)
  gtest_discover_tests(
    test_${folder} TEST_PREFIX "${folder}." TEST_FILTER "Slow*" DISCOVERY_TIMEOUT 60
    TEST_LIST test_${folder}_slow
    PROPERTIES LABELS slow TIMEOUT 900)
endfunction()
