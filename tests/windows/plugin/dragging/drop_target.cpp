// Another program's window that files are dropped onto: an IDropTarget, as DAWs on Windows are.
// Opens its window, says `ready`, then one line of JSON for every drop it took: the paths, the size
// each file had at that moment, the effects it was offered (1 is a copy, 2 a move), and whether the
// window that the drag came from answered messages all the while.
#include "partner.h"

namespace
{
/** A window that answers does so at once; this is for one that never would. */
constexpr UINT patienceMs = 60'000;

bool answers(const wchar_t* title)
{
    DWORD_PTR ignored = 0;
    const auto window = FindWindowW(nullptr, title);
    return window != nullptr &&
           SendMessageTimeoutW(window, WM_NULL, 0, 0, SMTO_NORMAL, patienceMs, &ignored) != 0;
}

std::wstring sizeOf(const std::wstring& path)
{
    WIN32_FILE_ATTRIBUTE_DATA facts{};
    return GetFileAttributesExW(path.c_str(), GetFileExInfoStandard, &facts)
               ? std::to_wstring(facts.nFileSizeLow)
               : L"null";
}

class Target final : public Lasting<IDropTarget>
{
public:
    HRESULT WINAPI DragEnter(IDataObject* data, DWORD, POINTL, DWORD* effect) override
    {
        auto format = droppedFiles;
        takesIt = data->QueryGetData(&format) == S_OK;
        offered = *effect;
        answered = true;
        return choose(effect);
    }
    HRESULT WINAPI DragOver(DWORD, POINTL, DWORD* effect) override { return choose(effect); }
    HRESULT WINAPI DragLeave() override { return S_OK; }
    HRESULT WINAPI Drop(IDataObject* data, DWORD, POINTL, DWORD* effect) override
    {
        choose(effect);
        auto format = droppedFiles;
        STGMEDIUM given{};
        if (const auto failed = data->GetData(&format, &given); FAILED(failed))
            return failed;
        tell(static_cast<HDROP>(given.hGlobal));
        ReleaseStgMedium(&given);
        return S_OK;
    }

private:
    bool takesIt = false;
    bool answered = false;
    DWORD offered = 0;

    HRESULT choose(DWORD* effect)
    {
        answered = answered && answers(L"Tonekiln");
        *effect = takesIt ? DROPEFFECT_COPY : DROPEFFECT_NONE;
        return S_OK;
    }

    void tell(HDROP dropped) const
    {
        std::wstring files, bytes;
        const auto count = DragQueryFileW(dropped, ~0u, nullptr, 0);
        for (UINT i = 0; i < count; ++i)
        {
            std::wstring path(DragQueryFileW(dropped, i, nullptr, 0) + 1, L'\0');
            path.resize(DragQueryFileW(dropped, i, path.data(), static_cast<UINT>(path.size())));
            files += (i > 0 ? L", " : L"") + quoted(path);
            bytes += (i > 0 ? L", " : L"") + sizeOf(path);
        }
        say(L"{\"files\": [" + files + L"], \"bytes\": [" + bytes + L"], \"offered\": " +
            std::to_wstring(offered) + L", \"answered\": " + (answered ? L"true" : L"false") +
            L"}");
    }
};

Target target;
} // namespace

int main()
{
    OleInitialize(nullptr);
    const auto window = openWindow(L"Drop target", DefWindowProcW, commandWords());
    if (FAILED(RegisterDragDrop(window, &target)))
        return 1;
    say(L"ready");
    pumpMessages();
}
