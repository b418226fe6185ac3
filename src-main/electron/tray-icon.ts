/** macOS tints a drawing by itself, Windows wants all sizes in one file; the larger ones for fine screens lie beside it. */
export function trayIcon(platform: NodeJS.Platform): string {
  switch (platform) {
    case 'darwin':
      return 'trayTemplate.png';
    case 'win32':
      return 'tray.ico';
    default:
      return 'tray.png';
  }
}
