; Tonekiln for one user of Windows: no administrator, no network.
;
; /S                 without a window
; /D=FOLDER          elsewhere (last, and without quotes)
; uninstall.exe /S [/CLIPS=remove]   the clips stay unless told otherwise

; Of 64 bits where this NSIS has it (Debian's): a Wine without 32 bits runs no other. It installs the
; same.
!if /FileExists "${NSISDIR}/Stubs/lzma_solid-amd64-unicode"
  Target amd64-unicode
!else
  Unicode true
!endif
ManifestDPIAware true
RequestExecutionLevel user
SetCompressor /SOLID lzma
SetDateSave on
CRCCheck force

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Tonekiln"

Name "Tonekiln ${VERSION}"
OutFile "${TARGET}"
InstallDir "$LOCALAPPDATA\Programs\Tonekiln"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
BrandingText "Tonekiln"
ShowInstDetails nevershow
ShowUninstDetails nevershow

VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "Tonekiln"
VIAddVersionKey FileDescription "Tonekiln installer"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey LegalCopyright "plugin: AGPL-3.0, daemon: MIT; see notices"

; Signing, where a certificate is at hand: SIGN is a command that signs the file it is given.
!ifdef SIGN
  !finalize '${SIGN} "%1"'
  !uninstfinalize '${SIGN} "%1"'
!endif

!define MUI_LICENSEPAGE_TEXT_BOTTOM "The plugin is free software under the AGPL, the daemon under the MIT licence. You need not accept anything to use them."
!define MUI_LICENSEPAGE_BUTTON "Next >"
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\Tonekiln.exe"
!define MUI_FINISHPAGE_RUN_TEXT "Open Tonekiln and make a first loop"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

Var VST3

!macro WHERE
  ; Where hosts look for a user's own plugins, as Steinberg says.
  StrCpy $VST3 "$LOCALAPPDATA\Programs\Common\VST3\Tonekiln.vst3"
!macroend

; What runs ends first, as it does when told to: its jobs are answered by the next daemon.
!macro STOP
  ${If} ${FileExists} "$INSTDIR\python\python.exe"
    nsExec::Exec '"$INSTDIR\python\python.exe" -P -m tonekiln stop'
    Pop $0
  ${EndIf}
!macroend

; What a DAW holds open cannot be replaced, and half of a plugin is worse than the old one.
!macro FREE UN
  Function ${UN}FreePlugin
    ${Do}
      ClearErrors
      ${IfNot} ${FileExists} "$VST3\Contents\x86_64-win\Tonekiln.vst3"
        Return
      ${EndIf}
      Delete "$VST3\Contents\x86_64-win\Tonekiln.vst3"
      ${IfNot} ${Errors}
        Return
      ${EndIf}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "Tonekiln is open in a DAW. Close the DAW, then try again." /SD IDCANCEL IDRETRY again
      SetErrorLevel 2
      Abort "Tonekiln is open in a DAW."
      again:
    ${Loop}
  FunctionEnd
!macroend
!insertmacro FREE ""
!insertmacro FREE "un."

Function .onInit
  !insertmacro WHERE
FunctionEnd

Function un.onInit
  !insertmacro WHERE
FunctionEnd

Section
  !insertmacro STOP
  Call FreePlugin
  RMDir /r "$INSTDIR\python"
  RMDir /r "$INSTDIR\notices"
  RMDir /r "$VST3"
  !include "${PROGRAMS}"
  !include "${PLUGIN}"
  SetOutPath "$INSTDIR"

  ; How the plugin starts the daemon.
  DetailPrint "Telling the plugin where the daemon is"
  nsExec::ExecToLog '"$INSTDIR\python\python.exe" -P -c "from tonekiln.cli.install_record import write_install_record as write; write()"'
  Pop $0
  ${If} $0 != 0
    MessageBox MB_ICONSTOP "The daemon cannot be started on this machine ($0)." /SD IDOK
    SetErrorLevel 3
    Abort "The daemon cannot be started on this machine ($0)."
  ${EndIf}

  CreateShortCut "$SMPROGRAMS\Tonekiln.lnk" "$INSTDIR\Tonekiln.exe"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKCU "${KEY}" "DisplayName" "Tonekiln"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "Publisher" "Tonekiln"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\Tonekiln.exe"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" "$0"
SectionEnd

; Everything of Tonekiln's own folder but the clips.
!macro FORGET
  FindFirst $1 $2 "$LOCALAPPDATA\tonekiln\*"
  ${DoWhile} $2 != ""
    ${If} $2 != "."
    ${AndIf} $2 != ".."
    ${AndIf} $2 != "library"
      RMDir /r "$LOCALAPPDATA\tonekiln\$2"
      Delete "$LOCALAPPDATA\tonekiln\$2"
    ${EndIf}
    FindNext $1 $2
  ${Loop}
  FindClose $1
!macroend

Section "Uninstall"
  !insertmacro STOP
  Call un.FreePlugin
  ${GetParameters} $3
  ${GetOptions} $3 "/CLIPS=" $4
  ${If} $4 != "remove"
  ${AndIf} ${FileExists} "$LOCALAPPDATA\tonekiln\library\*.*"
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON1 "Keep the clips that you made? They are WAV files in $LOCALAPPDATA\tonekiln\library." /SD IDYES IDYES keep
    StrCpy $4 "remove"
    keep:
  ${EndIf}
  ${If} ${FileExists} "$INSTDIR\python\python.exe"
    nsExec::Exec '"$INSTDIR\python\python.exe" -P -m tonekiln.timeline.leaving'
    Pop $0
  ${EndIf}

  RMDir /r "$VST3"
  RMDir "$LOCALAPPDATA\Programs\Common\VST3"
  RMDir "$LOCALAPPDATA\Programs\Common"
  Delete "$SMPROGRAMS\Tonekiln.lnk"
  RMDir /r "$INSTDIR\python"
  RMDir /r "$INSTDIR\notices"
  Delete "$INSTDIR\Tonekiln.exe"
  RMDir /r "$INSTDIR\bin"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DeleteRegKey HKCU "${KEY}"
  ${If} $4 == "remove"
    RMDir /r "$LOCALAPPDATA\tonekiln"
  ${Else}
    !insertmacro FORGET
    RMDir "$LOCALAPPDATA\tonekiln\library"  ; where it is empty
    RMDir "$LOCALAPPDATA\tonekiln"
  ${EndIf}
  Delete "$APPDATA\Tonekiln\Tonekiln.settings"  ; the Standalone's
  RMDir "$APPDATA\Tonekiln"
SectionEnd
