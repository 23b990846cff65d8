# What JUCE's LV2 lacks: the session's position between two messages of the host (formats/lv2), and
# a description that hosts can file.
function(tonekiln_finish_lv2 target)
  set(lv2 "${target}_LV2")
  if(NOT TARGET ${lv2})
    return()
  endif()
  file(GLOB shim CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/formats/lv2/*.cpp")
  target_sources(${lv2} PRIVATE ${shim})
  set_source_files_properties(${shim} PROPERTIES COMPILE_OPTIONS "${TONEKILN_WARNINGS}")
  target_include_directories(${lv2} PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}/source")
  # JUCE's headers are not held to our warnings; elsewhere the precompiled ones are not either.
  target_include_directories(${lv2} SYSTEM PRIVATE
    "$<TARGET_PROPERTY:juce::juce_core,INTERFACE_INCLUDE_DIRECTORIES>")
  # JUCE's own function, under another name in its source and in the header it declares it by.
  target_compile_definitions(${lv2} PRIVATE lv2_descriptor=tonekiln_juce_lv2_descriptor)
  add_custom_command(TARGET ${lv2} POST_BUILD
    COMMAND "${CMAKE_COMMAND}" "-DBUNDLE=$<TARGET_FILE_DIR:${lv2}>"
      -P "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/Lv2Description.cmake"
    VERBATIM)
endfunction()
