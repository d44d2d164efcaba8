# What the installer for Windows does beside electron-builder's own: the folder of the command line comes onto the PATH, of
# this user or of all, and leaves it with the app. A PATH that is longer than NSIS can hold is left as it is, because writing
# it back would cut it off.
!include LogicLib.nsh
!include WordFunc.nsh

# WHAT — add or remove
!macro commandOnPath ROOT KEY WHAT
  Push $0
  Push $1
  Push $2
  Push $3
  StrCpy $3 ""
  StrCpy $0 0
  ${Do}
    EnumRegValue $1 ${ROOT} "${KEY}" $0
    ${If} $1 == "Path"
      StrCpy $3 "there"
    ${EndIf}
    IntOp $0 $0 + 1
  ${LoopUntil} $1 == ""
  ClearErrors
  ReadRegStr $1 ${ROOT} "${KEY}" "Path"
  StrLen $0 "$1$INSTDIR"
  IntOp $0 $0 + 16
  ${If} $1 == ""
  ${AndIf} $3 == "there"
  ${AndIf} ${Errors}
  ${OrIf} $0 >= ${NSIS_MAX_STRLEN}
    DetailPrint "The PATH is too long to be changed here. The command lies in $INSTDIR\resources\bin."
  ${Else}
    StrCpy $2 ";$1;"
    ${WordReplace} "$2" ";$INSTDIR\resources\bin;" ";" "+" $2
    StrCpy $2 $2 "" 1
    StrCpy $2 $2 -1
    !if "${WHAT}" == "add"
      ${If} $2 == ""
        StrCpy $2 "$INSTDIR\resources\bin"
      ${Else}
        StrCpy $2 "$2;$INSTDIR\resources\bin"
      ${EndIf}
    !endif
    ${If} $2 != $1
      WriteRegExpandStr ${ROOT} "${KEY}" "Path" "$2"
      # Windows that are opened from now on know it.
      SendMessage 0xFFFF 0x001A 0 "STR:Environment" /TIMEOUT=2000
    ${EndIf}
  ${EndIf}
  Pop $3
  Pop $2
  Pop $1
  Pop $0
!macroend

!macro commandFor WHAT
  ${If} $installMode == "all"
    !insertmacro commandOnPath HKLM "SYSTEM\CurrentControlSet\Control\Session Manager\Environment" ${WHAT}
  ${Else}
    !insertmacro commandOnPath HKCU "Environment" ${WHAT}
  ${EndIf}
!macroend

!macro customInstall
  !insertmacro commandFor add
!macroend

!macro customUnInstall
  !insertmacro commandFor remove
!macroend
