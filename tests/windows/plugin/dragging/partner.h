// What a program at the other end of a drag has: a window, and lines of JSON for its test.
#pragma once

#include <windows.h>

#include <ole2.h>
#include <shellapi.h>
#include <string>
#include <vector>

/** The command line's words: left, top, width and height of the window, then the rest. */
inline std::vector<std::wstring> commandWords()
{
    int count = 0;
    auto** words = CommandLineToArgvW(GetCommandLineW(), &count);
    std::vector<std::wstring> found(words + 1, words + count);
    LocalFree(words);
    return found;
}

/** Writes a line that a pipe's other end can read at once, in UTF-8. */
inline void say(const std::wstring& line)
{
    const auto whole = line + L"\n";
    const auto wide = static_cast<int>(whole.size());
    std::string bytes(whole.size() * 4, '\0');
    const auto size = WideCharToMultiByte(CP_UTF8, 0, whole.data(), wide, bytes.data(),
                                          static_cast<int>(bytes.size()), nullptr, nullptr);
    DWORD written = 0;
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), bytes.data(), static_cast<DWORD>(size), &written,
              nullptr);
}

/** As JSON. A path of Windows' has neither quotes nor control characters in it. */
inline std::wstring quoted(const std::wstring& path)
{
    std::wstring words = L"\"";
    for (const auto letter : path)
        words += letter == L'\\' ? std::wstring{L"\\\\"} : std::wstring{letter};
    return words + L"\"";
}

/** Opens the window; its messages are the caller's to pump. */
inline HWND openWindow(const wchar_t* title, WNDPROC procedure,
                       const std::vector<std::wstring>& words)
{
    WNDCLASSW kind{};
    kind.lpfnWndProc = procedure;
    kind.hInstance = GetModuleHandleW(nullptr);
    kind.lpszClassName = title;
    kind.hbrBackground = reinterpret_cast<HBRUSH>(COLOR_HIGHLIGHT + 1);
    RegisterClassW(&kind);
    return CreateWindowW(title, title, WS_OVERLAPPEDWINDOW | WS_VISIBLE, std::stoi(words[0]),
                         std::stoi(words[1]), std::stoi(words[2]), std::stoi(words[3]), nullptr,
                         nullptr, kind.hInstance, nullptr);
}

inline void pumpMessages()
{
    MSG message;
    while (GetMessageW(&message, nullptr, 0, 0) > 0)
    {
        TranslateMessage(&message);
        DispatchMessageW(&message);
    }
}

/** A COM object that lives as long as its program. */
template <typename Interface>
class Lasting : public Interface
{
public:
    HRESULT WINAPI QueryInterface(REFIID wanted, void** found) override
    {
        const bool ours = wanted == IID_IUnknown || wanted == __uuidof(Interface);
        *found = ours ? this : nullptr;
        return ours ? S_OK : E_NOINTERFACE;
    }
    ULONG WINAPI AddRef() override { return 2; }
    ULONG WINAPI Release() override { return 1; }
};

inline constexpr FORMATETC droppedFiles{CF_HDROP, nullptr, DVASPECT_CONTENT, -1, TYMED_HGLOBAL};
