# The plugin for Windows from Linux, by Debian's MinGW. TONEKILN_WINDOWS_SYSROOT, a variable of the
# environment, names what scripts/windows_sysroot.py has made.
# Everything of the compiler's own is linked into each artefact, so that it needs no DLL but
# Windows'.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_VERSION 10.0) # also what libzmq makes its _WIN32_WINNT of
set(CMAKE_SYSTEM_PROCESSOR AMD64)

set(triplet x86_64-w64-mingw32)
set(CMAKE_C_COMPILER ${triplet}-gcc-posix)
set(CMAKE_CXX_COMPILER ${triplet}-g++-posix)
set(CMAKE_RC_COMPILER ${triplet}-windres)

set(sysroot "$ENV{TONEKILN_WINDOWS_SYSROOT}")
set(CMAKE_FIND_ROOT_PATH /usr/${triplet} "${sysroot}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_LIBDIR} "${sysroot}/lib/pkgconfig")

foreach(language C CXX)
  set(CMAKE_${language}_FLAGS_INIT "-isystem ${sysroot}/include")
  # What is tested is quick to make; what is shipped comes from another compiler.
  set(CMAKE_${language}_FLAGS_RELEASE "-O1 -DNDEBUG" CACHE STRING "")
endforeach()
foreach(kind EXE SHARED MODULE)
  set(CMAKE_${kind}_LINKER_FLAGS_INIT "-static -s")
endforeach()
# Debian keeps it where only its own architecture is looked for.
file(GLOB JUCE_DIR /usr/lib/*/cmake/JUCE-*)
