// The built VST3 meets REAPER's host interface in the way REAPER offers it: in the context that
// component and controller are initialised with.
#include "../ThisProcess.h"
#include "../client/StandIn.h"
#include "../reaper/StandInReaper.h"

#include <juce_core/juce_core.h>

JUCE_BEGIN_IGNORE_WARNINGS_GCC_LIKE("-Wnon-virtual-dtor", "-Wshadow", "-Wpedantic", "-Wextra",
                                    "-Wconversion", "-Wsign-conversion", "-Woverloaded-virtual")
#include <pluginterfaces/base/ipluginbase.h>
#include <pluginterfaces/vst/ivstaudioprocessor.h>
#include <pluginterfaces/vst/ivstcomponent.h>
#include <pluginterfaces/vst/ivsteditcontroller.h>
#include <pluginterfaces/vst/ivstmessage.h>
JUCE_END_IGNORE_WARNINGS_GCC_LIKE

#include <catch2/catch.hpp>

#include <set>
#include <string>

#if JUCE_LINUX || JUCE_WINDOWS

using namespace tonekiln;
using namespace tonekiln::test;
using namespace Steinberg;

namespace
{
#if JUCE_WINDOWS
constexpr auto libraryName = "Tonekiln.vst3", leave = "ExitDll";
#else
constexpr auto libraryName = "Tonekiln.so", leave = "ModuleExit";
#endif

/** The bundle's library, entered and left as a host does. */
class Module
{
public:
    Module()
    {
        const auto binary = juce::File{TONEKILN_VST3}
                                .getChildFile("Contents")
                                .findChildFiles(juce::File::findFiles, true, libraryName);
        REQUIRE(binary.size() == 1);
        REQUIRE(library.open(binary[0].getFullPathName()));
#if JUCE_WINDOWS
        REQUIRE(function<bool (*)()>("InitDll")());
#else
        REQUIRE(function<bool (*)(void*)>("ModuleEntry")(library.getNativeHandle()));
#endif
    }
    ~Module()
    {
        function<bool (*)()>(leave)();
    }

    IPluginFactory* factory()
    {
        return function<IPluginFactory* (*)()>("GetPluginFactory")();
    }

private:
    template <typename Function>
    Function function(const char* name)
    {
        auto* found = library.getFunction(name);
        REQUIRE(found != nullptr);
        return reinterpret_cast<Function>(found);
    }

    juce::DynamicLibrary library;
};

template <typename Interface>
Interface* make(IPluginFactory& factory, const TUID classId)
{
    void* made = nullptr;
    REQUIRE(factory.createInstance(classId, Interface::iid, &made) == kResultOk);
    return static_cast<Interface*>(made);
}

template <typename Interface>
FUnknownPtr<Interface> as(FUnknown* object)
{
    FUnknownPtr<Interface> found{object};
    REQUIRE(found.get() != nullptr);
    return found;
}
} // namespace

TEST_CASE("loaded by REAPER, the VST3 asks it for the functions that place clips", "[reaper]")
{
    TemporaryHome home;
    const Variable variable{"TONEKILN_HOME", home.folder.getFullPathName()};
    StandInReaper reaper;
    {
        Module module;
        auto* factory = module.factory();
        PClassInfo effect{};
        for (int32 index = 0; index < factory->countClasses(); ++index)
        {
            PClassInfo info{};
            factory->getClassInfo(index, &info);
            if (juce::String{info.category} == kVstAudioEffectClass)
                effect = info;
        }
        auto* component = make<Vst::IComponent>(*factory, effect.cid);
        REQUIRE(component->initialize(&reaper) == kResultOk);
        TUID controllerId{};
        REQUIRE(component->getControllerClassId(controllerId) == kResultOk);
        auto* controller = make<Vst::IEditController>(*factory, controllerId);
        REQUIRE(controller->initialize(&reaper) == kResultOk);
        CHECK(reaper.asked.empty());
        const auto ears = as<Vst::IConnectionPoint>(controller),
                   mouth = as<Vst::IConnectionPoint>(component);
        REQUIRE(ears->connect(mouth) == kResultOk);
        mouth->connect(ears);

        const std::set<std::string> asked{reaper.asked.begin(), reaper.asked.end()};
        for (const auto* name : {"AddMediaItemToTrack", "AddTakeToMediaItem", "Undo_BeginBlock2",
                                 "TimeMap_GetMeasureInfo", "SetMediaItemTake_Source"})
        {
            CAPTURE(name);
            CHECK(asked.count(name) == 1);
        }
        CHECK(reaper.calls.empty()); // looked up, and not called before somebody places
        CHECK_FALSE(reaper.calledOffThread);

        mouth->disconnect(ears);
        ears->disconnect(mouth);
        controller->terminate();
        component->terminate();
        controller->release();
        component->release();
        factory->release();
    }
    CHECK(reaper.references == 1);
}

#endif
