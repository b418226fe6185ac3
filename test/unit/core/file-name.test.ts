import { describe, expect, it } from 'vitest';
import {
  endingOf,
  fittingName,
  numberedName,
  safeName,
  shownName,
} from '../../../src-main/core/attachments/file-name.ts';
import { isProgram, startsAsProgram } from '../../../src-main/core/attachments/programs.ts';

describe('the name of a received file', () => {
  it.each([
    ['map.pdf', 'map.pdf'],
    ['海图 2026.pdf', '海图 2026.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\windows\\system.ini', 'system.ini'],
    ['C:\\Users\\x\\a.txt', 'a.txt'],
    ['..', 'file'],
    ['.', 'file'],
    ['', 'file'],
    ['   ', 'file'],
    ['folder/', 'file'],
    ['.bashrc', 'bashrc'],
    ['a.txt. . ', 'a.txt'],
    ['a<b>c:d"e|f?g*h.txt', 'a_b_c_d_e_f_g_h.txt'],
    ['CON', '_CON'],
    ['con.txt', '_con.txt'],
    ['NUL.tar.gz', '_NUL.tar.gz'],
    ['com1.log', '_com1.log'],
    ['LPT9', '_LPT9'],
    ['lpt².txt', '_lpt².txt'],
    ['CONIN$', '_CONIN$'],
    ['CONSOLE.txt', 'CONSOLE.txt'],
    ['a\u0000b\u0007c\r\n.txt', 'abc.txt'],
    ['photo\u202Egpj.exe', 'photogpj.exe'],
    ['\u2066a\u2069\u200Fb.txt', 'ab.txt'],
    ['a\u2028b\u2029.txt', 'ab.txt'],
    ['\uD800a.txt', 'a.txt'],
    ['e\u0301.txt', '\u00E9.txt'],
  ])('%j becomes %j', (name, safe) => {
    expect(safeName(name)).toBe(safe);
  });

  it('is not longer than disks can have it, keeps its ending, and cuts no character in two', () => {
    const long = safeName(`${'x'.repeat(500)}.pdf`);
    expect(long).toHaveLength(120);
    expect(long.endsWith('x.pdf')).toBe(true);
    const faces = safeName(`a${'😀'.repeat(200)}.png`);
    expect(faces.isWellFormed()).toBe(true);
    expect(faces.length).toBeLessThanOrEqual(120);
    expect(faces.endsWith('😀.png')).toBe(true);
    expect(safeName(`a.${'b'.repeat(300)}`)).toHaveLength(120);
    expect(safeName(`_${'.'.repeat(300)}.pdf`)).toBe('_.pdf');
  });

  it('fits into a folder with a number and while it is a part, whatever writing it is in', () => {
    for (const name of [
      `${'报'.repeat(250)}.pdf`,
      '报'.repeat(250),
      `${'😀'.repeat(120)}.png`,
      `a.${'告'.repeat(18)}`,
    ]) {
      const part = `${numberedName(safeName(name), 100)}.part`;
      expect(Buffer.byteLength(part)).toBeLessThanOrEqual(255);
    }
    expect(safeName(`${'报'.repeat(250)}.pdf`)).toMatch(/^报{60,}\.pdf$/);
  });

  it('gets no ending by being cut that it had not before', () => {
    const name = `${'x'.repeat(116)}.exe${'y'.repeat(40)}`;
    expect(isProgram(name)).toBe(false);
    expect(isProgram(safeName(name))).toBe(false);
    expect(isProgram(numberedName(safeName(name), 2))).toBe(false);
    expect(isProgram(safeName(`${'x'.repeat(110)}.bat .${'y'.repeat(40)}`))).toBe(false);
  });

  it('stays what it is when it is made safe twice', () => {
    for (const name of ['CON', 'a'.repeat(300), '..a..', 'nul.txt', 'x\u202E.exe', `${' '.repeat(119)}a b.txt`]) {
      expect(safeName(safeName(name))).toBe(safeName(name));
    }
  });

  it('has a number when it is taken, also when it is long', () => {
    expect(numberedName('a.tar.gz', 2)).toBe('a.tar (2).gz');
    expect(numberedName('README', 3)).toBe('README (3)');
    const long = numberedName(safeName(`${'x'.repeat(500)}.pdf`), 12);
    expect(long).toHaveLength(120);
    expect(long.endsWith('x (12).pdf')).toBe(true);
  });

  it('says what a picture or sound is', () => {
    expect(fittingName('a.png', 'image/png')).toBe('a.png');
    expect(fittingName('a.JPEG', 'image/jpeg')).toBe('a.JPEG');
    expect(fittingName('a.avif', 'image/jpeg')).toBe('a.jpg');
    expect(fittingName('a.exe', 'image/png')).toBe('a.exe.png');
    expect(fittingName('voice', 'audio/webm')).toBe('voice.webm');
  });
});

describe('a name that is shown', () => {
  it('has no path and nothing that makes it look like another', () => {
    expect(shownName('../a<b>:c?.txt')).toBe('a<b>:c?.txt');
    expect(shownName('photo\u202Egpj.exe')).toBe('photogpj.exe');
    expect(shownName('\u0000\u200B')).toBe('file');
    expect(shownName('x'.repeat(300))).toHaveLength(255);
  });
});

describe('a program', () => {
  it.each([
    'a.exe',
    'A.BAT',
    'x.cmd',
    'setup.msi',
    'y.ps1',
    'z.jar',
    'run.sh',
    'Miyu.desktop',
    'Photo.app',
    'link.lnk',
    'site.url',
    'b.scr',
    'c.vbs',
    'd.js',
    'pic.png.exe',
    'e.exe.',
    'f.exe . ',
    'photos.library-ms',
    'site.fileloc',
    'office.rdp',
    'setup.AppInstaller',
    'disk.img',
    'profile.mobileconfig',
    'tool.flatpakref',
    'query.iqy',
    'module.psm1',
  ])('%j is one', (name) => {
    expect(isProgram(name)).toBe(true);
  });

  it.each(['a.pdf', 'exe', 'a.exe.txt', 'b.png', 'README', 'c.docx'])('%j is none', (name) => {
    expect(isProgram(name)).toBe(false);
  });

  it.each([
    ['a program of Windows', 'MZ\x90\0\x03'],
    ['a program of Linux', '\x7fELF\x02\x01'],
    ['a link of Windows', 'L\0\0\0\x01\x14\x02\0\0\0'],
    ['a launcher', '[Desktop Entry]\nExec=sh'],
    ['a launcher with a remark', '#!/usr/bin/env xdg-open\n\n[Desktop Entry]\n'],
    ['an address', '[InternetShortcut]\r\nURL=file:'],
  ])('is known by its bytes where it has no ending: %s', (_, head) => {
    expect(startsAsProgram(Buffer.from(head, 'latin1'))).toBe(true);
  });

  it.each(['', 'M', '%PDF-1.7', 'PK\x03\x04', 'Dear MZ', `${' '.repeat(40)}[Desktop Entry]`])(
    'does not begin like %j',
    (head) => expect(startsAsProgram(Buffer.from(head, 'latin1'))).toBe(false),
  );

  it('is known by its ending alone', () => {
    expect(endingOf('a.TAR.GZ')).toBe('gz');
    expect(endingOf('none')).toBe('');
  });
});
