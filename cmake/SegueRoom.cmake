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
endfunction()

# segue_embed(FILE HEADER FUNCTION)
#
# Makes FUNCTION.cpp in the binary folder: the bytes of FILE (a path in the source tree), compiled in, handed out by
# segue::audio::FUNCTION(), which HEADER declares. The program then needs no file beside it.
function(segue_embed file header function)
  set(script "${CMAKE_SOURCE_DIR}/cmake/embed_file.cmake")
  add_custom_command(
    OUTPUT "${CMAKE_CURRENT_BINARY_DIR}/${function}.cpp"
    COMMAND ${CMAKE_COMMAND} "-DINPUT=${CMAKE_SOURCE_DIR}/${file}" "-DOUTPUT=${CMAKE_CURRENT_BINARY_DIR}/${function}.cpp"
            "-DHEADER=${header}" "-DFUNCTION=${function}" -P "${script}"
    DEPENDS "${CMAKE_SOURCE_DIR}/${file}" "${script}"
    COMMENT "Embedding ${file}" VERBATIM)
endfunction()

# segue_test(FOLDER SOURCES file... USES room... [LABELS quick|slow] [PRIVATE lib...])
#
# The test program of one folder under tests/: target test_<FOLDER>, one ctest entry per GoogleTest case.
# Cases whose suite name begins with "Slow" get the label slow, all others quick.
function(segue_test folder)
  cmake_parse_arguments(TEST "" "" "SOURCES;USES;PRIVATE" ${ARGN})
  add_executable(test_${folder} ${TEST_SOURCES})
  foreach(used IN LISTS TEST_USES)
    target_link_libraries(test_${folder} PRIVATE segue::${used})
  endforeach()
  target_link_libraries(test_${folder} PRIVATE segue_options fmt::fmt GTest::gtest GTest::gmock GTest::gtest_main
                                               ${TEST_PRIVATE})
  target_compile_definitions(test_${folder} PRIVATE SEGUE_TESTS_DIR="${CMAKE_SOURCE_DIR}/tests")
  gtest_discover_tests(
    test_${folder} TEST_PREFIX "${folder}." TEST_FILTER "-Slow*" DISCOVERY_TIMEOUT 60
    PROPERTIES LABELS quick TIMEOUT 120)
  gtest_discover_tests(
    test_${folder} TEST_PREFIX "${folder}." TEST_FILTER "Slow*" DISCOVERY_TIMEOUT 60
    TEST_LIST test_${folder}_slow
    PROPERTIES LABELS slow TIMEOUT 900)
endfunction()
