# Run after the bundle's description was written: cmake -DBUNDLE=folder -P Lv2Description.cmake
# Puts right what JUCE's writer leaves wrong, as hosts and lv2_validate see it.
file(GLOB descriptions "${BUNDLE}/*.ttl")
foreach(description IN LISTS descriptions)
  file(READ "${description}" text)
  # People without a page are described without one: an empty IRI means the file itself.
  string(REGEX REPLACE "\n[ \t]*foaf:(homepage|mbox) <> ;" "" text "${text}")
  # A category, under which hosts list it.
  string(REPLACE "\ta lv2:Plugin ;" "\ta lv2:Plugin , lv2:GeneratorPlugin ;" text "${text}")
  # An interface of the UI is no feature of the host.
  string(REPLACE "\t\topts:interface ,\n\t\topts:options ;" "\t\topts:options ;" text "${text}")
  file(WRITE "${description}" "${text}")
endforeach()
