# SPDX-License-Identifier: Apache-2.0
# The house's own words for CMake:
#   cardea_library(NAME SOURCES a.cpp ... LINK b ...)        static library cardea::NAME
#   cardea_program(NAME SOURCES main.cpp ... LINK ...)       executable in build/*/bin
#   cardea_process(NAME ...)                                 the same, for a process of the device
#   cardea_test(NAME SOURCES x_test.cpp ... LINK ... [NATIVE | THREADS] [SECONDS n] [NEEDS program ...])  GoogleTest program, one ctest entry
#                                                            for each TEST; NEEDS: programs that it starts
#   cardea_fuzz(NAME SOURCE x_fuzz.cpp LINK ... CORPUS dir)  replay test over the corpus, or a libFuzzer program
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(GTest REQUIRED)
include(GoogleTest)
add_custom_target(threads)

# Precompiled headers are carried by one target each and used by all others; every object is compiled with the same flags.
if(CARDEA_PCH)
  add_library(cardea_pch_std OBJECT ${CMAKE_SOURCE_DIR}/cmake/pch/carrier.cpp)
  target_link_libraries(cardea_pch_std PRIVATE cardea_flags)
  target_precompile_headers(cardea_pch_std PRIVATE ${CMAKE_SOURCE_DIR}/cmake/pch/std.hpp)
  add_library(cardea_pch_test OBJECT ${CMAKE_SOURCE_DIR}/cmake/pch/carrier.cpp)
  target_link_libraries(cardea_pch_test PRIVATE cardea_flags GTest::gmock)
  target_precompile_headers(cardea_pch_test PRIVATE ${CMAKE_SOURCE_DIR}/cmake/pch/test.hpp)
endif()

function(cardea_precompiled target carrier)
  if(CARDEA_PCH)
    target_precompile_headers(${target} REUSE_FROM cardea_pch_${carrier})
  endif()
endfunction()

function(cardea_library name)
  cmake_parse_arguments(A "" "" "SOURCES;LINK;PRIVATE" ${ARGN})
  if(A_SOURCES)
    add_library(cardea_${name} STATIC ${A_SOURCES})
    cardea_precompiled(cardea_${name} std)
    target_link_libraries(cardea_${name} PUBLIC cardea_flags ${A_LINK} PRIVATE ${A_PRIVATE})
  else()
    add_library(cardea_${name} INTERFACE)
    target_link_libraries(cardea_${name} INTERFACE cardea_flags ${A_LINK})
  endif()
  add_library(cardea::${name} ALIAS cardea_${name})
endfunction()

function(cardea_program name)
  cmake_parse_arguments(A "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${A_SOURCES})
  target_link_libraries(${name} PRIVATE cardea_flags ${A_LINK})
  cardea_precompiled(${name} std)
endfunction()

# What the processes of a device have in common, whole, as one shared library beside them: in memory and in the image once, and
# not once for each. It carries the part of libstdc++ that it uses, because most of the rest is pages that nobody reads.
function(cardea_common name)
  cmake_parse_arguments(A "" "" "OF" ${ARGN})
  if(CARDEA_SANITIZE)
    return()
  endif()
  add_library(${name} SHARED ${CMAKE_SOURCE_DIR}/cmake/pch/carrier.cpp)
  list(TRANSFORM A_OF PREPEND cardea_)
  list(TRANSFORM A_OF REPLACE "(.+)" "$<TARGET_FILE:\\1>" OUTPUT_VARIABLE archives)
  target_link_libraries(${name} PRIVATE -Wl,--whole-archive ${archives} -Wl,--no-whole-archive ${A_OF})
  set(exports ${CMAKE_SOURCE_DIR}/cmake/device.exports)
  target_link_options(${name} PRIVATE -static-libstdc++ -Wl,-z,defs -Wl,--version-script=${exports})
  set_target_properties(${name} PROPERTIES LINK_DEPENDS ${exports} LIBRARY_OUTPUT_DIRECTORY ${CMAKE_RUNTIME_OUTPUT_DIRECTORY})
endfunction()

# A program of the device: small. What it shares with the others comes from cardea-device, named first, so that the linker takes
# nothing of it from the static libraries behind.
function(cardea_process name)
  cmake_parse_arguments(A "" "" "SOURCES;LINK" ${ARGN})
  if(CARDEA_SANITIZE)
    cardea_program(${name} SOURCES ${A_SOURCES} LINK ${A_LINK})
    return()
  endif()
  cardea_program(${name} SOURCES ${A_SOURCES} LINK cardea-device ${A_LINK})
  target_link_options(${name} PRIVATE -static-libstdc++)
  set_target_properties(${name} PROPERTIES BUILD_RPATH "$ORIGIN" BUILD_RPATH_USE_ORIGIN ON)
endfunction()

# Unit tests run once, in the sanitizer build; NATIVE marks those that need the real thing (seccomp,
# Landlock, programs under test) and run in the release build instead. THREADS marks those that run once more under the thread
# sanitizer, where nothing else is a test: the target of that name builds them.
function(cardea_test name)
  cmake_parse_arguments(A "NATIVE;THREADS" "SECONDS" "SOURCES;LINK;NEEDS" ${ARGN})
  if(NOT A_SECONDS)
    set(A_SECONDS 120)
  endif()
  if(CARDEA_FUZZ OR (A_NATIVE AND CARDEA_SANITIZE) OR (NOT A_NATIVE AND CARDEA_NATIVE_ONLY)
      OR (NOT A_THREADS AND CARDEA_SANITIZE STREQUAL "thread"))
    return()
  endif()
  add_executable(${name} ${A_SOURCES})
  target_link_libraries(${name} PRIVATE cardea_flags ${A_LINK} GTest::gmock GTest::gtest_main Threads::Threads)
  target_compile_definitions(${name} PRIVATE CARDEA_SOURCE_DIR="${CMAKE_SOURCE_DIR}" CARDEA_BIN_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
  cardea_precompiled(${name} test)
  if(A_THREADS)
    add_dependencies(threads ${name})
  endif()
  if(A_NEEDS)
    add_dependencies(${name} ${A_NEEDS})
  endif()
  gtest_discover_tests(${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT ${A_SECONDS})
endfunction()

function(cardea_fuzz name)
  cmake_parse_arguments(A "" "SOURCE;CORPUS" "LINK" ${ARGN})
  if(CARDEA_NATIVE_ONLY OR CARDEA_SANITIZE STREQUAL "thread")
    return()
  endif()
  if(CARDEA_FUZZ)
    add_executable(${name} ${A_SOURCE} ${CMAKE_SOURCE_DIR}/tools/fuzz/libfuzzer_driver.cpp)
    target_compile_options(${name} PRIVATE -fsanitize=fuzzer)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    target_link_libraries(${name} PRIVATE cardea_flags ${A_LINK})
  else()
    add_executable(${name} ${A_SOURCE} ${CMAKE_SOURCE_DIR}/tools/fuzz/replay_driver.cpp)
    target_link_libraries(${name} PRIVATE cardea_flags ${A_LINK})
    cardea_precompiled(${name} std)
    add_test(NAME fuzz/${name} COMMAND ${name} ${CMAKE_CURRENT_SOURCE_DIR}/${A_CORPUS})
    set_tests_properties(fuzz/${name} PROPERTIES TIMEOUT 120)
  endif()
endfunction()
