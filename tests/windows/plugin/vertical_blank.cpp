// Wine 8 answers IDXGIOutput::WaitForVBlank with "not implemented", and JUCE 7 paints only when it
// returns. As dxgi.dll beside a program under test: one screen, which is refreshed at about 60 Hz;
// of everything else that interface could do, nothing. The program itself is unchanged.
#include <dxgi.h>
#include <windows.h>

namespace
{
/** Lives as long as the library, whoever lets go of it. */
template <typename Interface>
class Standing : public Interface
{
public:
    HRESULT WINAPI QueryInterface(REFIID, void** found) override
    {
        *found = this;
        return S_OK;
    }
    ULONG WINAPI AddRef() override { return 2; }
    ULONG WINAPI Release() override { return 1; }
    HRESULT WINAPI SetPrivateData(REFGUID, UINT, const void*) override { return E_NOTIMPL; }
    HRESULT WINAPI SetPrivateDataInterface(REFGUID, const IUnknown*) override { return E_NOTIMPL; }
    HRESULT WINAPI GetPrivateData(REFGUID, UINT*, void*) override { return E_NOTIMPL; }
    HRESULT WINAPI GetParent(REFIID, void**) override { return E_NOTIMPL; }
};

constexpr DWORD refreshMs = 16;

class Screen final : public Standing<IDXGIOutput>
{
public:
    HRESULT WINAPI WaitForVBlank() override
    {
        Sleep(refreshMs);
        return S_OK;
    }
    HRESULT WINAPI GetDesc(DXGI_OUTPUT_DESC* facts) override
    {
        *facts = {};
        facts->AttachedToDesktop = TRUE;
        facts->Monitor = MonitorFromPoint({0, 0}, MONITOR_DEFAULTTOPRIMARY);
        return S_OK;
    }
    HRESULT WINAPI GetDisplayModeList(DXGI_FORMAT, UINT, UINT*, DXGI_MODE_DESC*) override
    {
        return E_NOTIMPL;
    }
    HRESULT WINAPI FindClosestMatchingMode(const DXGI_MODE_DESC*, DXGI_MODE_DESC*,
                                           IUnknown*) override
    {
        return E_NOTIMPL;
    }
    HRESULT WINAPI TakeOwnership(IUnknown*, BOOL) override { return E_NOTIMPL; }
    void WINAPI ReleaseOwnership() override {}
    HRESULT WINAPI GetGammaControlCapabilities(DXGI_GAMMA_CONTROL_CAPABILITIES*) override
    {
        return E_NOTIMPL;
    }
    HRESULT WINAPI SetGammaControl(const DXGI_GAMMA_CONTROL*) override { return E_NOTIMPL; }
    HRESULT WINAPI GetGammaControl(DXGI_GAMMA_CONTROL*) override { return E_NOTIMPL; }
    HRESULT WINAPI SetDisplaySurface(IDXGISurface*) override { return E_NOTIMPL; }
    HRESULT WINAPI GetDisplaySurfaceData(IDXGISurface*) override { return E_NOTIMPL; }
    HRESULT WINAPI GetFrameStatistics(DXGI_FRAME_STATISTICS*) override { return E_NOTIMPL; }
};

template <typename Interface, typename Found>
HRESULT theOnly(UINT index, Found& only, Interface** found)
{
    if (index > 0)
        return DXGI_ERROR_NOT_FOUND;
    *found = &only;
    return S_OK;
}

class Card final : public Standing<IDXGIAdapter>
{
public:
    HRESULT WINAPI EnumOutputs(UINT index, IDXGIOutput** found) override
    {
        return theOnly(index, screen, found);
    }
    HRESULT WINAPI GetDesc(DXGI_ADAPTER_DESC*) override { return E_NOTIMPL; }
    HRESULT WINAPI CheckInterfaceSupport(REFGUID, LARGE_INTEGER*) override { return E_NOTIMPL; }

private:
    Screen screen;
};

class Cards final : public Standing<IDXGIFactory>
{
public:
    HRESULT WINAPI EnumAdapters(UINT index, IDXGIAdapter** found) override
    {
        return theOnly(index, card, found);
    }
    HRESULT WINAPI MakeWindowAssociation(HWND, UINT) override { return E_NOTIMPL; }
    HRESULT WINAPI GetWindowAssociation(HWND*) override { return E_NOTIMPL; }
    HRESULT WINAPI CreateSwapChain(IUnknown*, DXGI_SWAP_CHAIN_DESC*, IDXGISwapChain**) override
    {
        return E_NOTIMPL;
    }
    HRESULT WINAPI CreateSoftwareAdapter(HMODULE, IDXGIAdapter**) override { return E_NOTIMPL; }

private:
    Card card;
};

Cards cards;
} // namespace

extern "C" __declspec(dllexport) HRESULT WINAPI CreateDXGIFactory(REFIID, void** found)
{
    *found = &cards;
    return S_OK;
}
