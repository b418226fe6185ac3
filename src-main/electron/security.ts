import { app, type Session, shell, type WebContents } from 'electron';
import { isOwnPage } from './page.ts';

const pagePermissions: ReadonlySet<string> = new Set(['notifications', 'clipboard-sanitized-write']);

/** Our own page may notify and copy text; nobody may do anything else. */
export function limitPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, decide, { requestingUrl }) => {
    decide(pagePermissions.has(permission) && isOwnPage(requestingUrl));
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => {
    return pagePermissions.has(permission) && isOwnPage(origin);
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
