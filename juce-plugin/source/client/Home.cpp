#include "Home.h"

#include "starting/DaemonProcess.h"

#include <nlohmann/json.hpp>

#if !JUCE_WINDOWS
#include <sys/stat.h>
#endif

namespace tonekiln
{

namespace
{
using Json = nlohmann::json;

constexpr int mostFileBytes = 64 * 1024;
constexpr std::size_t curveKeyCharacters = 40; // Z85 of 32 bytes, ZeroMQ RFC 32

Json readJson(const juce::File& file)
{
    if (!file.existsAsFile() || file.getSize() > mostFileBytes)
        return {};
    return Json::parse(file.loadFileAsString().toStdString(), nullptr, false);
}

std::string textAt(const Json& object, const char* name)
{
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

juce::File platformHome()
{
#if JUCE_LINUX || JUCE_BSD
    const auto chosen = juce::SystemStats::getEnvironmentVariable("XDG_DATA_HOME", {});
    const auto base = juce::File::isAbsolutePath(chosen)
                          ? juce::File{chosen}
                          : juce::File::getSpecialLocation(juce::File::userHomeDirectory)
                                .getChildFile(".local/share");
    return base.getChildFile("tonekiln");
#elif JUCE_MAC
    return juce::File::getSpecialLocation(juce::File::userApplicationDataDirectory)
        .getChildFile("Application Support/tonekiln");
#else
    return juce::File::getSpecialLocation(juce::File::windowsLocalAppData).getChildFile("tonekiln");
#endif
}

std::optional<InstallRecord> recordIn(const juce::File& file)
{
    const auto json = readJson(file);
    if (!json.is_object())
        return std::nullopt;
    InstallRecord record;
    record.version = textAt(json, "version");
    record.command.push_back(textAt(json, "python"));
    if (!juce::File::isAbsolutePath(record.command.front()))
        return std::nullopt;
    if (const auto args = json.find("args"); args != json.end() && args->is_array())
        for (const auto& arg : *args)
            if (arg.is_string())
                record.command.push_back(arg.get<std::string>());
    return record;
}
} // namespace

juce::File tonekilnHome()
{
    const auto chosen = juce::SystemStats::getEnvironmentVariable("TONEKILN_HOME", {});
    if (chosen.isEmpty())
        return platformHome();
    return juce::File::getCurrentWorkingDirectory().getChildFile(chosen);
}

bool makePrivateFolder(const juce::File& folder)
{
    if (!folder.createDirectory())
        return false;
#if JUCE_WINDOWS
    return true; // in the user's own folders, which nobody else may enter
#else
    return ::chmod(folder.getFullPathName().toRawUTF8(), 0700) == 0;
#endif
}

bool Connection::remote() const
{
    const auto host = juce::String{endpoint}.fromFirstOccurrenceOf("://", false, false);
    return !(host.startsWith("127.") || host.startsWith("localhost:") || host.startsWith("[::1]"));
}

bool Connection::processMayLive() const
{
    return remote() || tonekiln::processMayLive(pid);
}

std::optional<Connection> readConnection(const juce::File& home)
{
    const auto json = readJson(home.getChildFile("run/connection.json"));
    if (!json.is_object())
        return std::nullopt;
    Connection facts{textAt(json, "endpoint"), textAt(json, "server_key"),
                     textAt(json, "client_public"), textAt(json, "client_secret")};
    if (const auto pid = json.find("pid"); pid != json.end() && pid->is_number_integer())
        facts.pid = pid->get<int>();
    const auto isKey = [](const std::string& key) { return key.size() == curveKeyCharacters; };
    const bool whole = facts.endpoint.rfind("tcp://", 0) == 0 && isKey(facts.serverKey) &&
                       isKey(facts.clientPublic) && isKey(facts.clientSecret);
    return whole ? std::optional{facts} : std::nullopt;
}

juce::File machineInstallRecord()
{
#if JUCE_LINUX || JUCE_BSD
    return juce::File{"/usr/lib/tonekiln/install.json"};
#elif JUCE_MAC
    return juce::File{"/Library/Application Support/Tonekiln/install.json"};
#else
    return {};
#endif
}

std::optional<InstallRecord> readInstallRecord(const juce::File& home, const juce::File& machines)
{
    const auto own = recordIn(home.getChildFile("install.json"));
    if (own && juce::File{own->command.front()}.existsAsFile())
        return own;
    const auto everybodys = recordIn(machines);
    return everybodys ? everybodys : own;
}

} // namespace tonekiln
