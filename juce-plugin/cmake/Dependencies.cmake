# A system package where there is one, the same release from upstream where there is none.
include(FetchContent)

# Debian's JUCE answers only to its exact version, so none is asked for; 7.0.5 and 8 both work.
# -DJUCE_DIR names another: the folder of an installed one's JUCEConfig.cmake, or of its sources.
# Its headers are not held to our warnings, as an installed one's are not.
if(CMAKE_VERSION VERSION_GREATER_EQUAL 3.25)
  set(TONEKILN_SYSTEM SYSTEM)
endif()
if(EXISTS "${JUCE_DIR}/modules/juce_core/juce_core.h")
  add_subdirectory("${JUCE_DIR}" juce EXCLUDE_FROM_ALL ${TONEKILN_SYSTEM})
  get_directory_property(JUCE_VERSION DIRECTORY "${JUCE_DIR}" DEFINITION JUCE_VERSION)
else()
  find_package(JUCE CONFIG QUIET)
  if(NOT JUCE_FOUND)
    FetchContent_Declare(JUCE
      GIT_REPOSITORY https://github.com/juce-framework/JUCE.git
      GIT_TAG 8.0.12
      GIT_SHALLOW ON
      ${TONEKILN_SYSTEM})
    FetchContent_MakeAvailable(JUCE)
    get_directory_property(JUCE_VERSION DIRECTORY "${juce_SOURCE_DIR}" DEFINITION JUCE_VERSION)
  endif()
endif()
message(STATUS "JUCE ${JUCE_VERSION}")

# Debian's has no copies of the first three libraries and asks for them on Linux only; the fourth it
# names to MSVC only.
if(MINGW)
  foreach(library png16 jpeg z shlwapi)
    find_library(TONEKILN_LIB_${library} ${library} REQUIRED)
    list(APPEND TONEKILN_JUCE_NEEDS "${TONEKILN_LIB_${library}}")
  endforeach()
endif()

find_package(PkgConfig QUIET)
if(PkgConfig_FOUND)
  pkg_check_modules(ZMQ QUIET IMPORTED_TARGET libzmq>=4.3.4)
endif()
if(TARGET PkgConfig::ZMQ)
  add_library(tonekiln_zmq ALIAS PkgConfig::ZMQ)
else()
  set(WITH_LIBSODIUM OFF CACHE BOOL "" FORCE)
  set(ENABLE_CURVE ON CACHE BOOL "" FORCE)
  set(BUILD_SHARED OFF CACHE BOOL "" FORCE)
  set(BUILD_TESTS OFF CACHE BOOL "" FORCE)
  set(CMAKE_POSITION_INDEPENDENT_CODE ON)
  FetchContent_Declare(libzmq
    GIT_REPOSITORY https://github.com/zeromq/libzmq.git
    GIT_TAG v4.3.5
    GIT_SHALLOW ON)
  FetchContent_MakeAvailable(libzmq)
  add_library(tonekiln_zmq ALIAS libzmq-static)
endif()

find_package(nlohmann_json 3.11 CONFIG QUIET)
if(NOT nlohmann_json_FOUND)
  FetchContent_Declare(nlohmann_json
    GIT_REPOSITORY https://github.com/nlohmann/json.git
    GIT_TAG v3.11.3
    GIT_SHALLOW ON)
  FetchContent_MakeAvailable(nlohmann_json)
endif()

if(TONEKILN_TESTS)
  find_package(Catch2 2.13 CONFIG QUIET)
  if(NOT Catch2_FOUND)
    FetchContent_Declare(Catch2
      GIT_REPOSITORY https://github.com/catchorg/Catch2.git
      GIT_TAG v2.13.10
      GIT_SHALLOW ON)
    FetchContent_MakeAvailable(Catch2)
  endif()
endif()
