# JUCE's headers are most of what each of our files costs to compile: they are read once a target.
function(tonekiln_precompile_headers target)
  # Of C++ only: JUCE 8 brings sources in C.
  set(headers <juce_audio_formats/juce_audio_formats.h>
    <juce_audio_processors/juce_audio_processors.h> <juce_cryptography/juce_cryptography.h>
    <nlohmann/json.hpp> ${ARGN})
  list(TRANSFORM headers REPLACE "^<(.+)>$" "$<$<COMPILE_LANGUAGE:CXX>:<\\1$<ANGLE-R>>")
  target_precompile_headers(${target} PRIVATE ${headers})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)
    # It changes what is predefined, so the header needs it if those who include it have it.
    set_source_files_properties(
      "${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${target}.dir/cmake_pch.hxx.cxx"
      PROPERTIES COMPILE_OPTIONS -Wpedantic)
  endif()
  # JUCE's modules set themselves up before they include anything, and so does what reads X's
  # headers.
  tonekiln_juce_sources(itself)
  list(APPEND itself "${PROJECT_SOURCE_DIR}/source/editor/frame/HeldEvents.cpp"
    "${PROJECT_SOURCE_DIR}/source/editor/frame/UnfinishedDrag.cpp"
    "${PROJECT_SOURCE_DIR}/source/editor/frame/keyboard/HostWindow_linux.cpp")
  set_source_files_properties(${itself} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
endfunction()
