# What was compiled before is not compiled again, where there is a ccache.
find_program(CCACHE ccache)

# A word alone: JUCE's own build hands it on to a CMake of its own, where a list falls apart.
macro(tonekiln_cache_theirs)
  if(CCACHE)
    set(CMAKE_C_COMPILER_LAUNCHER "${CCACHE}")
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE}")
  endif()
endmacro()

# It keeps what was compiled with a precompiled header only if it is told that it may; and where
# it asks the preprocessor, and not the compiler, what a file includes, what it does not have yet
# takes half as long again.
macro(tonekiln_cache_ours)
  if(CCACHE)
    set(CMAKE_C_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env
      "CCACHE_SLOPPINESS=pch_defines,time_macros" CCACHE_DEPEND=1 "${CCACHE}")
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_C_COMPILER_LAUNCHER})
  endif()
endmacro()
