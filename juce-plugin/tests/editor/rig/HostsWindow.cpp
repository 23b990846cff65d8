#include "HostsWindow.h"

#if defined(__linux__)

#include <X11/Xlib.h>
#include <X11/Xutil.h>

#include <dlfcn.h>

namespace tonekiln
{

namespace
{
using Fake = int (*)(::Display*, unsigned int, int, unsigned long);
}

struct HostsWindow::OnX
{
    ::Display* display = XOpenDisplay(nullptr);
    ::Window window = 0, unseen = 0;
    Fake fakeKey = nullptr, fakeButton = nullptr;

    void focus(::Window one) const
    {
        XSync(display, False);
        XSetInputFocus(display, one, RevertToParent, CurrentTime);
        XSync(display, False);
    }
};

HostsWindow::HostsWindow(int width, int height)
    : x(std::make_unique<OnX>())
{
    x->window =
        XCreateSimpleWindow(x->display, DefaultRootWindow(x->display), 20, 20,
                            static_cast<unsigned>(width), static_cast<unsigned>(height), 0, 0, 0);
    XSelectInput(x->display, x->window, KeyPressMask | StructureNotifyMask);
    x->unseen = XCreateSimpleWindow(x->display, x->window, -1, -1, 1, 1, 0, 0, 0);
    XSelectInput(x->display, x->unseen, KeyPressMask);
    XMapWindow(x->display, x->unseen);
    XMapRaised(x->display, x->window);
    if (auto* library = dlopen("libXtst.so.6", RTLD_NOW))
    {
        x->fakeKey = reinterpret_cast<Fake>(dlsym(library, "XTestFakeKeyEvent"));
        x->fakeButton = reinterpret_cast<Fake>(dlsym(library, "XTestFakeButtonEvent"));
    }
    focus();
}

HostsWindow::~HostsWindow()
{
    XDestroyWindow(x->display, x->window);
    XCloseDisplay(x->display);
}

bool HostsWindow::canType() const
{
    return x->fakeKey != nullptr && x->fakeButton != nullptr;
}

void* HostsWindow::handle() const
{
    return reinterpret_cast<void*>(x->window);
}

void HostsWindow::focus()
{
    x->focus(x->window);
}

void HostsWindow::focusUnseen()
{
    x->focus(x->unseen);
}

void HostsWindow::pointAt(int left, int top)
{
    XWarpPointer(x->display, None, x->window, 0, 0, 0, 0, left, top);
    XSync(x->display, False);
}

void HostsWindow::button(unsigned which, bool down)
{
    x->fakeButton(x->display, which, down ? True : False, 0);
    XSync(x->display, False);
}

void HostsWindow::key(keys::Key symbol, keys::Key held)
{
    const auto press = [this](keys::Key which, bool down)
    { x->fakeKey(x->display, XKeysymToKeycode(x->display, which), down ? True : False, 0); };
    if (held != keys::none)
        press(held, true);
    press(symbol, true);
    press(symbol, false);
    if (held != keys::none)
        press(held, false);
    XSync(x->display, False);
}

std::vector<keys::Key> HostsWindow::heard()
{
    std::vector<keys::Key> symbols;
    XSync(x->display, False);
    while (XPending(x->display) > 0)
    {
        ::XEvent event{};
        XNextEvent(x->display, &event);
        if (event.type != KeyPress)
            continue;
        if (const auto symbol = XLookupKeysym(&event.xkey, 0); !IsModifierKey(symbol))
            symbols.push_back(symbol);
    }
    return symbols;
}

} // namespace tonekiln

#endif
