import { endingOf } from './file-name.ts';

/** What systems run, or let run something, when it is opened. */
const PROGRAM_ENDINGS = new Set(
  [
    'action ade adp afploc app appimage appinstaller application appref-ms appx appxbundle bash bat bin cab chm cmd com command',
    'configprofile cpl crx csh deb desktop deskthemepack diagcab diagcfg diagpkg dll dmg dqy elf exe fileloc flatpak flatpakref',
    'flatpakrepo ftploc gadget grp hlp hta img inetloc inf ins iqy iso isp jar jnlp js jse ksh library-ms lnk mad mam maq mar mat',
    'mau mav maw mda mde mdt mdw mdz mobileconfig mpkg msc msh msh1 msh1xml msh2 msh2xml mshxml msi msix msixbundle msp mst msu',
    'ocx ops oqy osd out oxt pcd pif pkg pl plg prefpane prf prg printerexport ps1 ps1xml ps2 ps2xml psc1 psc2 psd1 psdm1 psm1',
    'py pyc pyo pyw pyz pyzw rb rdp reg rpm rqy run saver scf scpt scr sct search-ms searchconnector-ms settingcontent-ms sh shb',
    'shs slk snap sys terminal theme themepack tmp tool udl url vb vbe vbp vbs vhd vhdx vsmacros vsw webloc website wflow workflow',
    'ws wsb wsc wsf wsh xbap xll xnk xpi zsh',
  ].flatMap((line) => line.split(' ')),
);

/** Whether opening a file of that name may start a program. */
export function isProgram(name: string): boolean {
  return PROGRAM_ENDINGS.has(endingOf(name));
}

/** Programs, and links to them, of Windows and Linux; see `startsAsProgram`. */
const programBeginnings = ['MZ', '\x7fELF', 'L\0\0\0\x01\x14\x02\0', '[Desktop Entry]', '[InternetShortcut]'];
/** Bytes that may stand before what tells them apart. */
const LEAD_BYTES = 32;

/** Bytes of a file that `startsAsProgram` wants to see. */
export const PROGRAM_HEAD_BYTES = 64;

/**
 * Whether a file begins as programs do. Desktops of Linux look at that where a name has no ending that they know, and then start what they
 * find, such as programs of Windows with Wine.
 */
export function startsAsProgram(head: Uint8Array): boolean {
  const text = Buffer.from(head.subarray(0, PROGRAM_HEAD_BYTES)).toString('latin1');
  return programBeginnings.some((beginning) => {
    const at = text.indexOf(beginning);
    return beginning.startsWith('[') ? at >= 0 && at <= LEAD_BYTES : at === 0;
  });
}
