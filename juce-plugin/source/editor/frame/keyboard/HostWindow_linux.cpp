// X11. A key goes to the window under the pointer where that lies inside the window that has the
// input focus, and from there up to the first one that asked for keys. So the host gets every key
// once the focus is on its window and ours does not ask for keys.
#define JUCE_GUI_BASICS_INCLUDE_XHEADERS 1
#include "HostWindow.h"

#if JUCE_LINUX || JUCE_BSD

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace tonekiln::hostwindow
{

namespace
{
constexpr long keys = KeyPressMask | KeyReleaseMask;

juce::X11Symbols& x11()
{
    return *juce::X11Symbols::getInstance();
}

::Display* display()
{
    return juce::XWindowSystem::getInstance()->getDisplay();
}

/** The host's windows may go at any moment, and X's own answer to an error ends the process. */
class Tolerant
{
public:
    Tolerant()
        : before(x11().xSetErrorHandler([](::Display*, ::XErrorEvent*) { return 0; }))
    {
    }
    ~Tolerant()
    {
        x11().xSync(display(), False);
        x11().xSetErrorHandler(before);
    }

private:
    juce::XWindowSystemUtilities::ScopedXLock lock;
    ::XErrorHandler before;

    JUCE_DECLARE_NON_COPYABLE(Tolerant)
};

std::optional<::XWindowAttributes> attributesOf(::Window window)
{
    ::XWindowAttributes attributes{};
    if (x11().xGetWindowAttributes(display(), window, &attributes) == 0)
        return std::nullopt;
    return attributes;
}

/** The windows around one, innermost first, without the screen's own. */
std::vector<::Window> windowsAround(::Window window)
{
    std::vector<::Window> found;
    for (;;)
    {
        ::Window root = 0, parent = 0;
        ::Window* children = nullptr;
        unsigned int count = 0;
        if (x11().xQueryTree(display(), window, &root, &parent, &children, &count) == 0)
            return found;
        if (children != nullptr)
            x11().xFree(children);
        if (parent == 0 || parent == root)
            return found;
        found.push_back(window = parent);
    }
}

/** Window managers mark the windows that programs have opened (ICCCM 4.1.3.1). */
bool isManaged(::Window window)
{
    const auto mark = x11().xInternAtom(display(), "WM_STATE", False);
    ::Atom type = 0;
    int format = 0;
    unsigned long items = 0, left = 0;
    unsigned char* data = nullptr;
    x11().xGetWindowProperty(display(), window, mark, 0, 0, False, AnyPropertyType, &type, &format,
                             &items, &left, &data);
    if (data != nullptr)
        x11().xFree(data);
    return type != 0;
}

::Window windowOf(const juce::ComponentPeer& peer)
{
    return static_cast<::Window>(
        reinterpret_cast<juce::pointer_sized_uint>(peer.getNativeHandle()));
}

/** The host's windows around ours, from the innermost to the one its window manager knows. Empty
    where ours is a window of the screen. */
std::vector<::Window> hostsWindows(::Window own)
{
    if (isManaged(own))
        return {};
    auto around = windowsAround(own);
    for (std::size_t i = 0; i < around.size(); ++i)
        if (isManaged(around[i]))
        {
            around.resize(i + 1);
            break;
        }
    return around;
}

void askForKeys(::Window window, bool wanted)
{
    if (const auto now = attributesOf(window))
        x11().xSelectInput(display(), window,
                           wanted ? now->your_event_mask | keys : now->your_event_mask & ~keys);
}

::KeySym symbolOf(const juce::KeyPress& key)
{
    constexpr int functionKeys = 0xff00, latin1 = 0x100, unicode = 0x01000000;
    const int code = key.getKeyCode();
    if ((code & juce::KeyPress::deleteKey & ~0xff) != 0 || code < juce::KeyPress::spaceKey)
        return static_cast<::KeySym>(functionKeys | (code & 0xff));
    return static_cast<::KeySym>(code < latin1 ? code : unicode | code);
}

unsigned int stateOf(const juce::ModifierKeys& modifiers)
{
    return (modifiers.isShiftDown() ? static_cast<unsigned>(ShiftMask) : 0u) |
           (modifiers.isCtrlDown() ? static_cast<unsigned>(ControlMask) : 0u) |
           (modifiers.isAltDown() ? static_cast<unsigned>(Mod1Mask) : 0u);
}

/** Some hosts hand the keys that they have no use for on to the plugin: without this one key
    would go round without end. Nobody types as many, and no keyboard repeats as fast. */
bool goesRound(::KeyCode code, unsigned int state)
{
    constexpr juce::uint32 aWhileMs = 100;
    constexpr int most = 10;
    static std::pair<::KeyCode, unsigned int> last;
    static juce::uint32 since = 0;
    static int count = 0;
    const auto now = juce::Time::getMillisecondCounter();
    const std::pair<::KeyCode, unsigned int> key{code, state};
    if (std::exchange(last, key) != key || now - since > aWhileMs)
    {
        since = now;
        count = 0;
    }
    return ++count > most;
}

void send(::Window to, ::KeyCode code, unsigned int state, int type)
{
    ::XEvent event{};
    event.xkey.type = type;
    event.xkey.display = display();
    event.xkey.window = to;
    event.xkey.root = x11().xDefaultRootWindow(display());
    event.xkey.time = CurrentTime;
    event.xkey.x = event.xkey.y = event.xkey.x_root = event.xkey.y_root = 1;
    event.xkey.same_screen = True;
    event.xkey.keycode = code;
    event.xkey.state = state;
    x11().xSendEvent(display(), to, False, type == KeyRelease ? KeyReleaseMask : KeyPressMask,
                     &event);
}
} // namespace

void giveKeyboard(juce::ComponentPeer& peer)
{
    const Tolerant tolerant;
    const auto around = hostsWindows(windowOf(peer));
    if (around.empty())
        return;
    const auto outer = attributesOf(around.back());
    if (peer.isFocused() && outer && outer->map_state == IsViewable)
        x11().xSetInputFocus(display(), around.back(), RevertToParent, CurrentTime);
}

void askForNoKeys(juce::ComponentPeer& peer)
{
    const Tolerant tolerant;
    const auto own = windowOf(peer);
    if (!hostsWindows(own).empty() && !peer.isFocused())
        askForKeys(own, false);
}

void takeKeyboard(juce::ComponentPeer& peer)
{
    const Tolerant tolerant;
    askForKeys(windowOf(peer), true);
}

bool takeBack(juce::ComponentPeer& peer)
{
    const Tolerant tolerant;
    const auto own = windowOf(peer);
    const auto around = hostsWindows(own);
    ::Window focused = None;
    int revert = 0;
    x11().xGetInputFocus(display(), &focused, &revert);
    if (around.empty() || focused == None || focused == PointerRoot || focused == own)
        return false;
    const auto outer = around.back();
    const auto within = windowsAround(focused);
    const auto holds = [&within](::Window window)
    { return std::find(within.begin(), within.end(), window) != within.end(); };
    if (holds(own) || (focused != outer && !holds(outer)))
        return false;
    // Not by JUCE, which asks for it as of the last key or click: X11 refuses that to whoever asks
    // later than the host did.
    x11().xSetInputFocus(display(), own, RevertToParent, CurrentTime);
    return true;
}

bool handOn(juce::ComponentPeer& peer, const juce::KeyPress& key)
{
    const Tolerant tolerant;
    const auto around = hostsWindows(windowOf(peer));
    const auto code = x11().xKeysymToKeycode(display(), symbolOf(key));
    if (around.empty() || code == 0)
        return false;
    const auto state = stateOf(key.getModifiers());
    if (goesRound(code, state))
        return true;
    for (const auto window : around)
        if (const auto found = attributesOf(window);
            found && (found->all_event_masks & KeyPressMask) != 0)
        {
            constexpr int pressed = 2, released = 3; // JUCE's headers take the name KeyPress away
            send(window, code, state, pressed);
            send(window, code, state, released);
            return true;
        }
    return false;
}

} // namespace tonekiln::hostwindow

#endif
