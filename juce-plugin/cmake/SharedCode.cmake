# All of source/ with JUCE's modules, compiled into whoever links it: once, into the plugin's own
# library, which its formats and the tests link; into the tests where no plugin is built.
# An INTERFACE library, because JUCE modules must be compiled with their consumer's settings.
file(GLOB_RECURSE TONEKILN_SOURCES CONFIGURE_DEPENDS
  "${CMAKE_CURRENT_SOURCE_DIR}/source/*.cpp"
  "${CMAKE_CURRENT_SOURCE_DIR}/source/*.h")
if(APPLE)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/source/*.mm")
  list(APPEND TONEKILN_SOURCES ${sources})
endif()

add_library(SharedCode INTERFACE)
target_sources(SharedCode INTERFACE ${TONEKILN_SOURCES})
target_include_directories(SharedCode INTERFACE "${CMAKE_CURRENT_SOURCE_DIR}/source")
target_compile_features(SharedCode INTERFACE cxx_std_20)
target_compile_definitions(SharedCode INTERFACE
  JUCE_WEB_BROWSER=0
  JUCE_USE_CURL=0
  JUCE_USE_FLAC=0
  JUCE_USE_OGGVORBIS=0
  JUCE_VST3_CAN_REPLACE_VST2=0
  JUCE_DISPLAY_SPLASH_SCREEN=0
  JUCE_REPORT_APP_USAGE=0
  DONT_SET_USING_JUCE_NAMESPACE=1
  TONEKILN_VERSION="${PROJECT_VERSION}")
if(TONEKILN_TESTS AND TONEKILN_PLUGIN)
  # The tests are a host too. What only they call is left out of the plugin as it is linked.
  target_compile_definitions(SharedCode INTERFACE JUCE_PLUGINHOST_VST3=1)
endif()
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
  target_compile_options(SharedCode INTERFACE -ffunction-sections -fdata-sections)
  add_link_options(-Wl,--gc-sections)
endif()
set(TONEKILN_JUCE_MODULES juce_audio_utils juce_audio_formats juce_cryptography juce_gui_extra)
list(TRANSFORM TONEKILN_JUCE_MODULES PREPEND juce:: OUTPUT_VARIABLE modules)
target_link_libraries(SharedCode INTERFACE
  ${modules}
  ${TONEKILN_JUCE_NEEDS}
  tonekiln_zmq
  nlohmann_json::nlohmann_json)
if(MINGW)
  # For tests only, so ours is as quick to make as can be; JUCE paints, see Plugin.cmake.
  add_compile_options(-O0)
else()
  # What is shipped. These come after CMake's own flags: -O3.
  target_link_libraries(SharedCode INTERFACE juce::juce_recommended_config_flags)
endif()

# The sources of JUCE's modules, as far as there are modules of these names.
function(tonekiln_juce_sources found)
  set(all)
  foreach(module IN LISTS TONEKILN_JUCE_MODULES ITEMS juce_audio_plugin_client_utils
      juce_audio_basics juce_audio_devices juce_audio_processors juce_audio_processors_headless
      juce_core juce_data_structures juce_events juce_graphics juce_gui_basics)
    if(TARGET juce::${module})
      get_target_property(sources juce::${module} INTERFACE_SOURCES)
      list(APPEND all ${sources})
    endif()
  endforeach()
  list(FILTER all INCLUDE REGEX "\\.(cpp|mm)$")
  set(${found} "${all}" PARENT_SCOPE)
endfunction()

# Embedded files (the typeface): everything under assets/ becomes BinaryData.
file(GLOB TONEKILN_ASSETS CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/assets/*.otf")
if(TONEKILN_ASSETS)
  juce_add_binary_data(TonekilnAssets SOURCES ${TONEKILN_ASSETS})
  set_target_properties(TonekilnAssets PROPERTIES POSITION_INDEPENDENT_CODE ON)
  target_link_libraries(SharedCode INTERFACE TonekilnAssets)
endif()

# Warnings are errors in our own files; JUCE's modules are compiled as they come.
if(MSVC)
  set(TONEKILN_WARNINGS "/W4;/WX")
else()
  set(TONEKILN_WARNINGS
    "-Wall;-Wextra;-Wpedantic;-Wshadow;-Wconversion;-Wnon-virtual-dtor;-Woverloaded-virtual;-Werror")
endif()
if(TONEKILN_SANITIZER AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC sees uninitialised memory in its own library once it is instrumented.
  list(APPEND TONEKILN_WARNINGS -Wno-maybe-uninitialized)
endif()
function(tonekiln_strict_warnings)
  set_source_files_properties(${ARGN} ${TONEKILN_SOURCES}
    PROPERTIES COMPILE_OPTIONS "${TONEKILN_WARNINGS}")
endfunction()
tonekiln_strict_warnings()
