#include "Program.h"

#include "protocol/Protocol.gen.h"

namespace tonekiln
{

namespace
{
std::string told(const juce::String& text)
{
    constexpr auto most = static_cast<int>(protocol::limits::maxNameCharacters);
    return text.substring(0, most).toStdString();
}

juce::String formatOf(juce::AudioProcessor::WrapperType loadedAs)
{
    if (loadedAs == juce::AudioProcessor::wrapperType_Undefined)
        return {};
    return juce::AudioProcessor::getWrapperTypeDescription(loadedAs);
}

juce::String hostOf(juce::PluginHostType::HostType type, const juce::File& executable)
{
    if (type == juce::PluginHostType::UnknownHost)
        return executable.hasFileExtension("exe;app") ? executable.getFileNameWithoutExtension()
                                                      : executable.getFileName();
    juce::PluginHostType host;
    host.type = type;
    return host.getHostDescription();
}
} // namespace

Json programIn(juce::PluginHostType::HostType host, juce::AudioProcessor::WrapperType loadedAs,
               const juce::File& executable)
{
    const bool alone = loadedAs == juce::AudioProcessor::wrapperType_Standalone;
    return {{"name", "plugin"},
            {"version", TONEKILN_VERSION},
            {"format", told(formatOf(loadedAs))},
            {"host", alone ? std::string{} : told(hostOf(host, executable))}};
}

const Json& thisProgram()
{
    static const auto program =
        programIn(juce::PluginHostType{}.type, juce::PluginHostType::getPluginLoadedAs(),
                  juce::File::getSpecialLocation(juce::File::hostApplicationPath));
    return program;
}

} // namespace tonekiln
