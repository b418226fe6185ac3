; miyu: links open the app that was installed. electron-builder writes no such key itself.
!macro customInstall
  DeleteRegKey SHCTX "Software\Classes\miyu"
  WriteRegStr SHCTX "Software\Classes\miyu" "" "URL:Miyu"
  WriteRegStr SHCTX "Software\Classes\miyu" "URL Protocol" ""
  WriteRegStr SHCTX "Software\Classes\miyu\DefaultIcon" "" "$INSTDIR\${APP_EXECUTABLE_FILENAME},0"
  WriteRegStr SHCTX "Software\Classes\miyu\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
!macroend

; The app itself writes the key of the person who uses it, whoever it was installed for. An update keeps both.
!macro customUnInstall
  ${ifNot} ${isUpdated}
    DeleteRegKey SHCTX "Software\Classes\miyu"
    DeleteRegKey HKCU "Software\Classes\miyu"
  ${endIf}
!macroend
