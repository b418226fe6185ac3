import { app, type Session, shell, type WebContents } from 'electron';
import { isOwnPage, pageOrigin } from './page.ts';

const pagePermissions: ReadonlySet<string> = new Set(['notifications', 'clipboard-sanitized-write']);

/**
 * Our own page may notify, copy text, look through the camera, for QR codes, and listen, for voice messages; nobody may do
 * anything else.
 */
export function limitPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, decide, details) => {
    const media = 'mediaTypes' in details ? details.mediaTypes : undefined;
    decide(isAllowed(permission, media) && isOwnPage(details.requestingUrl));
  });
  session.setPermissionCheckHandler((_contents, permission, origin, { mediaType }) => {
    return isAllowed(permission, mediaType && [mediaType]) && isOwnPage(origin);
  });
}

/** `media` are the kinds of device that the permission `media` is asked for. */
function isAllowed(permission: string, media: readonly string[] = []): boolean {
  if (permission === 'media') return media.length > 0 && media.every((kind) => kind === 'video' || kind === 'audio');
  return pagePermissions.has(permission);
}

/** Only what our own page made itself is saved, and where to is asked for: a certificate, a recovery code. */
export function limitDownloads(session: Session): void {
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith(`blob:${pageOrigin}/`)) event.preventDefault();
  });
}

/** No page leaves its place or opens another: links go to the system's browser. */
export function limitNavigation(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      openOutside(contents, url);
      return { action: 'deny' };
    });
  });
}

const outsideProtocols = new Set(['https:', 'http:', 'mailto:']);

/** Links reach this by a click alone: without one, Chromium blocks window.open in our page before it asks. */
function openOutside(contents: WebContents, url: string): void {
  if (!isOwnPage(contents.getURL()) || !URL.canParse(url)) return;
  if (outsideProtocols.has(new URL(url).protocol)) void shell.openExternal(url);
}
