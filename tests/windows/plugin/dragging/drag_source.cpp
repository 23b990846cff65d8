// Another program's window that files are dragged from, as out of the Explorer or a DAW's browser.
// The words after the window's place are the files. Says `ready`, then after each drag one line of
// JSON: whether it was dropped, and what the target did (1 is a copy, 2 a move).
#include "partner.h"

#include <cstring>
#include <shlobj.h>

namespace
{
std::vector<std::wstring> files;

/** The files as one block: DROPFILES, then each path and a zero, then a zero. */
HGLOBAL listed()
{
    std::wstring paths;
    for (const auto& file : files)
        paths += file + L'\0';
    paths += L'\0';
    const auto size = paths.size() * sizeof(wchar_t);
    const auto block = GlobalAlloc(GMEM_MOVEABLE, sizeof(DROPFILES) + size);
    auto* head = static_cast<DROPFILES*>(GlobalLock(block));
    *head = {sizeof(DROPFILES), {0, 0}, FALSE, TRUE};
    std::memcpy(head + 1, paths.data(), size);
    GlobalUnlock(block);
    return block;
}

class Dragged final : public Lasting<IDataObject>
{
public:
    HRESULT WINAPI GetData(FORMATETC* format, STGMEDIUM* medium) override
    {
        if (const auto answer = QueryGetData(format); answer != S_OK)
            return answer;
        *medium = {};
        medium->tymed = TYMED_HGLOBAL;
        medium->hGlobal = listed();
        return S_OK;
    }
    HRESULT WINAPI QueryGetData(FORMATETC* format) override
    {
        return format->cfFormat == CF_HDROP && (format->tymed & TYMED_HGLOBAL) ? S_OK
                                                                               : DV_E_FORMATETC;
    }
    HRESULT WINAPI EnumFormatEtc(DWORD, IEnumFORMATETC** formats) override
    {
        return SHCreateStdEnumFmtEtc(1, &droppedFiles, formats);
    }
    HRESULT WINAPI GetDataHere(FORMATETC*, STGMEDIUM*) override { return DATA_E_FORMATETC; }
    HRESULT WINAPI GetCanonicalFormatEtc(FORMATETC*, FORMATETC*) override { return E_NOTIMPL; }
    HRESULT WINAPI SetData(FORMATETC*, STGMEDIUM*, BOOL) override { return E_NOTIMPL; }
    HRESULT WINAPI DAdvise(FORMATETC*, DWORD, IAdviseSink*, DWORD*) override
    {
        return OLE_E_ADVISENOTSUPPORTED;
    }
    HRESULT WINAPI DUnadvise(DWORD) override { return OLE_E_ADVISENOTSUPPORTED; }
    HRESULT WINAPI EnumDAdvise(IEnumSTATDATA**) override { return OLE_E_ADVISENOTSUPPORTED; }
};

class Dragging final : public Lasting<IDropSource>
{
public:
    HRESULT WINAPI QueryContinueDrag(BOOL escape, DWORD keys) override
    {
        if (escape)
            return DRAGDROP_S_CANCEL;
        return keys & MK_LBUTTON ? S_OK : DRAGDROP_S_DROP;
    }
    HRESULT WINAPI GiveFeedback(DWORD) override { return DRAGDROP_S_USEDEFAULTCURSORS; }
};

Dragged dragged;
Dragging dragging;

LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM first, LPARAM second)
{
    if (message != WM_LBUTTONDOWN)
        return DefWindowProcW(window, message, first, second);
    DWORD effect = DROPEFFECT_NONE;
    const auto ended = DoDragDrop(&dragged, &dragging, DROPEFFECT_COPY | DROPEFFECT_MOVE, &effect);
    say(std::wstring{L"{\"dropped\": "} + (ended == DRAGDROP_S_DROP ? L"true" : L"false") +
        L", \"effect\": " + std::to_wstring(effect) + L"}");
    return 0;
}
} // namespace

int main()
{
    OleInitialize(nullptr);
    const auto words = commandWords();
    files.assign(words.begin() + 4, words.end());
    openWindow(L"Drag source", procedure, words);
    say(L"ready");
    pumpMessages();
}
