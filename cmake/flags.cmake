# SPDX-License-Identifier: Apache-2.0
# One INTERFACE target per concern; cardea_flags carries them all.
add_library(cardea_flags INTERFACE)
target_include_directories(cardea_flags INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)
target_compile_options(cardea_flags INTERFACE
  -fPIC -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
  -fstack-protector-strong -ftrivial-auto-var-init=zero)

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 sees ghosts inside std::variant and std::string at -O2; clang-tidy's analyzer keeps this watch.
  # It also sees reads beyond short strings when its own headers come precompiled: shown, but no error. The sanitizer build decides.
  target_compile_options(cardea_flags INTERFACE -Wno-maybe-uninitialized -Wno-restrict -Wno-error=array-bounds -Wno-error=stringop-overread -Wno-error=stringop-overflow)
else()
  # clang-19 speaks up about what GCC 12's own headers still use inside std::stable_sort; no code of ours is meant.
  target_compile_options(cardea_flags INTERFACE -Wno-error=deprecated-declarations)
endif()

if(CARDEA_SANITIZE)
  target_compile_options(cardea_flags INTERFACE -fsanitize=${CARDEA_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(cardea_flags INTERFACE -pie -fsanitize=${CARDEA_SANITIZE})
else()
  target_compile_options(cardea_flags INTERFACE -D_FORTIFY_SOURCE=3 -D_GLIBCXX_ASSERTIONS -fstack-clash-protection -fcf-protection
    -ffunction-sections -fdata-sections)
  target_link_options(cardea_flags INTERFACE $<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:-pie>
    -Wl,-z,relro,-z,now,-z,noexecstack,-z,pack-relative-relocs,--gc-sections,--as-needed)
endif()
