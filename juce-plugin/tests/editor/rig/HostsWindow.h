// A host of the tests' own on an X screen: a window with an editor in it, that keeps the keys it
// gets. It has a connection of its own, as another program would; what is pressed comes from the X
// server, as from a person. X's headers stay in the source: they take common names.
// Thread: message thread; the X server stands between the two connections.
#pragma once

#include <memory>
#include <vector>

namespace tonekiln
{

/** X's numbers for keys; letters and digits are their own. */
namespace keys
{
using Key = unsigned long;
constexpr Key none = 0, space = ' ', backspace = 0xff08, enter = 0xff0d, escape = 0xff1b,
              home = 0xff50, down = 0xff54, end = 0xff57, f5 = 0xffc2, control = 0xffe3,
              del = 0xffff;
} // namespace keys

class HostsWindow
{
public:
    HostsWindow(int width, int height);
    ~HostsWindow();

    /** Whether X lets a program press keys here. */
    bool canType() const;
    void* handle() const;

    /** A person goes to this window. */
    void focus();
    /** As some toolkits do: keys come to the program whatever the pointer is over. */
    void focusUnseen();
    void pointAt(int x, int y);
    void button(unsigned which, bool down);
    void key(keys::Key, keys::Key held = keys::none);

    /** The keys that have come, modifiers left out. */
    std::vector<keys::Key> heard();

private:
    struct OnX;
    std::unique_ptr<OnX> x;
};

} // namespace tonekiln
