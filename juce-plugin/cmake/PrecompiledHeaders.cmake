# JUCE's headers are most of what each of our files costs to compile: they are read once a target.
function(tonekiln_precompile_headers target)
  target_precompile_headers(${target} PRIVATE
    <juce_audio_formats/juce_audio_formats.h>
    <juce_audio_processors/juce_audio_processors.h>
    <juce_cryptography/juce_cryptography.h>
    <nlohmann/json.hpp>
    ${ARGN})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)
    # It changes what is predefined, so the header needs it if those who include it have it.
    set_source_files_properties(
      "${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${target}.dir/cmake_pch.hxx.cxx"
      PROPERTIES COMPILE_OPTIONS -Wpedantic)
  endif()
  # JUCE's modules set themselves up before they include anything, and so does what reads X's
  # headers.
  set(itself "${PROJECT_SOURCE_DIR}/source/editor/frame/HeldEvents.cpp"
    "${PROJECT_SOURCE_DIR}/source/editor/frame/keyboard/HostWindow_linux.cpp")
  foreach(module IN LISTS TONEKILN_JUCE_MODULES ITEMS juce_audio_plugin_client_utils
      juce_audio_basics juce_audio_devices juce_audio_processors juce_audio_processors_headless
      juce_core juce_data_structures juce_events juce_graphics juce_gui_basics)
    if(TARGET juce::${module})
      get_target_property(sources juce::${module} INTERFACE_SOURCES)
      list(APPEND itself ${sources})
    endif()
  endforeach()
  list(FILTER itself INCLUDE REGEX "\\.(cpp|mm)$")
  set_source_files_properties(${itself} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
endfunction()
