include(Lv2)

set(TONEKILN_FORMATS VST3 Standalone)
if(APPLE)
  list(APPEND TONEKILN_FORMATS AU)
endif()
if(UNIX AND NOT APPLE)
  list(APPEND TONEKILN_FORMATS LV2)
endif()

function(tonekiln_add_plugin target code product synth name)
  juce_add_plugin(${target}
    PRODUCT_NAME "${product}"
    COMPANY_NAME "Tonekiln"
    BUNDLE_ID "org.tonekiln.${name}"
    PLUGIN_MANUFACTURER_CODE Tnkl
    PLUGIN_CODE ${code}
    FORMATS ${TONEKILN_FORMATS}
    IS_SYNTH ${synth}
    NEEDS_MIDI_INPUT ${synth}
    VST3_CATEGORIES ${ARGN}
    LV2URI "urn:tonekiln:${name}"
    COPY_PLUGIN_AFTER_BUILD FALSE)
  # Debian's LV2 wrapper reads the URI as a macro and is silently wrong without it.
  target_compile_definitions(${target} PUBLIC JucePlugin_LV2URI="urn:tonekiln:${name}")
  target_link_libraries(${target} PRIVATE SharedCode)
  tonekiln_precompile_headers(${target})
  tonekiln_finish_lv2(${target})
endfunction()

if(MINGW)
  # In tests' windows too, and that not too slowly.
  tonekiln_juce_sources(sources)
  set_source_files_properties(${sources} PROPERTIES COMPILE_OPTIONS -O1)
endif()

tonekiln_add_plugin(Tonekiln Tkln "Tonekiln" FALSE "plugin" Fx Generator)
if(TONEKILN_INSTRUMENT)
  tonekiln_add_plugin(TonekilnInstrument Tkli "Tonekiln Instrument" TRUE
    "instrument" Instrument Generator)
endif()
