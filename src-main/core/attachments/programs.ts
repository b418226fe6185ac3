import { endingOf } from './file-name.ts';

/** What systems run, or let run something, when it is opened. */
const PROGRAM_ENDINGS = new Set(
  [
    'ade adp app appimage application appref-ms appx appxbundle bash bat bin cab chm cmd com command cpl csh deb desktop diagcab',
    'dll dmg elf exe gadget grp hlp hta inf ins iso isp jar jnlp js jse ksh lnk mad mam maq mar mat mau mav maw mda mde mdt',
    'mdw mdz msc msh msh1 msh1xml msh2 msh2xml mshxml msi msix msixbundle msp mst msu ops osd out pcd pif pkg pl plg prf prg',
    'printerexport ps1 ps1xml ps2 ps2xml psc1 psc2 psd1 psdm1 py pyc pyo pyw pyz pyzw rb reg rpm run scf scpt scr sct',
    'search-ms settingcontent-ms sh shb shs slk sys terminal theme tmp tool udl url vb vbe vbp vbs vhd vhdx vsmacros vsw',
    'webloc website workflow ws wsc wsf wsh xbap xll xnk zsh',
  ].flatMap((line) => line.split(' ')),
);

/** Whether opening a file of that name may start a program. */
export function isProgram(name: string): boolean {
  return PROGRAM_ENDINGS.has(endingOf(name));
}
