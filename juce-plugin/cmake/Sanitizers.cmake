# Sanitizers apply to everything, JUCE included, or their reports have holes.
if(TONEKILN_SANITIZER)
  add_compile_options(-fsanitize=${TONEKILN_SANITIZER} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${TONEKILN_SANITIZER})
  if(TONEKILN_SANITIZER MATCHES "undefined")
    # JUCE's own type punning of virtual calls is not ours to report.
    add_compile_options(-fno-sanitize=vptr -fno-sanitize-recover=undefined)
  endif()
endif()
