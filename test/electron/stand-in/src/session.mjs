// session, protocol, webRequest and permissions, applied through DevTools request interception.
import { EventEmitter } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { browser, cdp, cdpQuiet } from './browser.mjs';
import { inert, problem, record, strict, unimplemented } from './core.mjs';

/** Main frame id (which is also the target id) -> WebContents. */
export const contentsByTarget = new Map();
/** Popups that were refused: whatever they request fails. */
export const refusedTargets = new Set();

// ---- custom schemes: Chromium cannot navigate to app://host/x, so pages of a scheme
// registered as `standard` live at https://host.app-scheme.invalid/x instead.
const privileged = new Map();
const handlers = new Map();
const isStandard = (scheme) => privileged.get(scheme)?.standard === true;

/** app://host/x -> what Chromium loads */
export function toChromium(url) {
  const [, scheme, host, rest] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is.exec(url) ?? [];
  if (!scheme || !isStandard(scheme.toLowerCase())) return url;
  if (!/^[a-z0-9-]+$/i.test(scheme) || !/^[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(host))
    unimplemented(`a page at ${url} (only letters, digits, "-" and inner dots in scheme and host)`);
  return `https://${host}.${scheme.toLowerCase()}-scheme.invalid${rest.startsWith('/') ? '' : '/'}${rest}`;
}
/** and back */
export const fromChromium = (url) =>
  url.replace(
    /^https:\/\/([^/?#]+)\.([a-z0-9-]+)-scheme\.invalid(?=[/?#]|$)/i,
    (_, host, scheme) => `${scheme}://${host}`,
  );
export const isLoadable = (url) =>
  /^(https?|file|data|blob|about|javascript|filesystem|view-source):/i.test(toChromium(url));
const schemeOf = (url) => url.slice(0, url.indexOf(':')).toLowerCase();
/** The scheme's sources in a policy must match the mapped origin as well. */
const mapCsp = (csp) =>
  [...privileged.keys()]
    .filter(isStandard)
    .reduce(
      (text, s) =>
        text
          .replace(
            new RegExp(`(?<=^|\\s)${s}://([^\\s;/]+)`, 'g'),
            (all, host) => `${all} https://${host}.${s}-scheme.invalid`,
          )
          .replace(new RegExp(`(?<=^|\\s)${s}:(?=\\s|;|$)`, 'g'), `${s}: https://*.${s}-scheme.invalid`),
      csp,
    );

export const protocol = strict(
  {
    registerSchemesAsPrivileged(list) {
      if (state.ready) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
      record('protocol.registerSchemesAsPrivileged', list);
      privileged.clear();
      for (const { scheme, privileges = {} } of list) privileged.set(scheme, privileges);
    },
    handle(scheme, handler) {
      if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
      if (!/^(https?|file)$/.test(scheme) && !privileged.has(scheme))
        process.stderr.write(
          `electron-stand-in: ${scheme}: is not registered as privileged; pages cannot be loaded from it\n`,
        );
      handlers.set(scheme, handler);
      intercept();
    },
    unhandle(scheme) {
      if (!handlers.delete(scheme)) throw new Error(`Failed to unhandle protocol: ${scheme}`);
      intercept();
    },
    isProtocolHandled: (scheme) => handlers.has(scheme) || /^(https?|file|data|blob|about)$/.test(scheme),
  },
  'protocol',
);

// ---- webRequest
const listeners = {};
const matcher = (patterns) => {
  const tests = patterns.map((p) =>
    p === '<all_urls>'
      ? /^/
      : new RegExp(
          `^${p
            .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
            .replace(/\*:/, '[a-z]+:')
            .replace(/\/\/\*\\\./, '//(.*\\.)?')
            .replace(/\*/g, '.*')}$`,
          'i',
        ),
  );
  return (url) => tests.some((t) => t.test(url));
};
const hook =
  (name) =>
  (filter, listener = filter) => {
    if (listener === null) delete listeners[name];
    else {
      const { urls, excludeUrls, types } = typeof filter === 'function' ? {} : filter;
      const included = urls ? matcher(urls) : () => true;
      const excluded = excludeUrls ? matcher(excludeUrls) : () => false;
      listeners[name] = {
        listener,
        wants: (d) => included(d.url) && !excluded(d.url) && (!types || types.includes(d.resourceType)),
      };
    }
    intercept();
  };
const webRequest = strict(
  {
    onBeforeRequest: hook('onBeforeRequest'),
    onBeforeSendHeaders: hook('onBeforeSendHeaders'),
    onHeadersReceived: hook('onHeadersReceived'),
  },
  'webRequest',
);
const ask = (name, details) =>
  new Promise((resolve) => {
    const hooked = listeners[name];
    if (hooked?.wants(details)) hooked.listener(details, (answer) => resolve(answer ?? {}));
    else resolve({});
  });
const resourceTypes = {
  Stylesheet: 'stylesheet',
  Script: 'script',
  Image: 'image',
  Font: 'font',
  XHR: 'xhr',
  Fetch: 'xhr',
  WebSocket: 'webSocket',
  Media: 'media',
  Ping: 'ping',
  CSPViolationReport: 'cspReport',
};

// ---- interception
const state = { ready: false };
export async function startSession() {
  state.ready = true;
  browser.on('Fetch.requestPaused', (p) => onPaused(p));
  await intercept();
}

/** (Re)apply the patterns that the current handlers and listeners need. */
function intercept() {
  if (!state.ready) return undefined;
  const request =
    listeners.onBeforeRequest || listeners.onBeforeSendHeaders
      ? [{ urlPattern: '*' }]
      : [
          { urlPattern: '*', resourceType: 'Document' },
          ...[...new Set([...privileged.keys(), ...handlers.keys()])].flatMap((s) => [
            { urlPattern: `${s}:*` },
            { urlPattern: `https://*.${s}-scheme.invalid/*` },
          ]),
        ];
  const response = listeners.onHeadersReceived ? [{ urlPattern: '*', requestStage: 'Response' }] : [];
  return cdp('Fetch.enable', { patterns: [...request, ...response] });
}

async function onPaused(p) {
  const { requestId } = p;
  try {
    await answerPaused(p);
  } catch (error) {
    if (/Invalid InterceptionId|Can only/.test(error.message)) return; // the page went away meanwhile
    problem('request', `${p.request.url}: ${error.stack}`);
    cdpQuiet('Fetch.failRequest', { requestId, errorReason: 'Failed' });
  }
}

async function answerPaused(p) {
  const { requestId, request } = p;
  const fail = (errorReason) => cdp('Fetch.failRequest', { requestId, errorReason });
  if (refusedTargets.has(p.frameId)) return fail('BlockedByClient');
  const url = fromChromium(request.url);
  const contents = contentsByTarget.get(p.frameId);
  const isDocument = p.resourceType === 'Document';
  const details = {
    id: 1,
    url,
    method: request.method,
    resourceType: isDocument ? (contents ? 'mainFrame' : 'subFrame') : (resourceTypes[p.resourceType] ?? 'other'),
    referrer: fromChromium(request.headers.Referer ?? ''),
    timestamp: Date.now(),
    webContents: contents,
    webContentsId: contents?.id,
  };

  if (p.responseErrorReason) return cdp('Fetch.continueRequest', { requestId });
  if (p.responseStatusCode) {
    const headers = await withListener(details, p.responseHeaders, p.responseStatusCode);
    if (!headers) return fail('BlockedByClient');
    return cdp('Fetch.continueResponse', { requestId, responseCode: p.responseStatusCode, responseHeaders: headers });
  }
  if (isDocument) {
    if (contents && !contents._allowNavigation(url, p.redirectedRequestId)) return fail('Aborted');
    if (contents) await applyPermissions(contents, url);
  }
  const before = await ask('onBeforeRequest', details);
  if (before.cancel) return fail('BlockedByClient');
  if (before.redirectURL)
    return cdp('Fetch.fulfillRequest', {
      requestId,
      responseCode: 307,
      responseHeaders: [{ name: 'Location', value: toChromium(before.redirectURL) }],
    });
  const handler = handlers.get(schemeOf(url));
  if (handler) return serve(handler, p, url, details, fail);
  if (privileged.has(schemeOf(url))) return fail('Failed'); // no handler: ERR_UNKNOWN_URL_SCHEME
  const { cancel, requestHeaders } = await ask('onBeforeSendHeaders', {
    ...details,
    requestHeaders: { ...request.headers },
  });
  if (cancel) return fail('BlockedByClient');
  return cdp('Fetch.continueRequest', {
    requestId,
    ...(requestHeaders && { headers: Object.entries(requestHeaders).map(([name, value]) => ({ name, value })) }),
  });
}

/** Run onHeadersReceived over DevTools-style headers; undefined when cancelled. */
async function withListener(details, list, statusCode) {
  const responseHeaders = {};
  for (const { name, value } of list) responseHeaders[name] = [...(responseHeaders[name] ?? []), value];
  const answer = await ask('onHeadersReceived', {
    ...details,
    statusCode,
    statusLine: `HTTP/1.1 ${statusCode}`,
    responseHeaders,
  });
  if (answer.cancel) return undefined;
  if (answer.statusLine) unimplemented('webRequest.onHeadersReceived statusLine');
  return Object.entries(answer.responseHeaders ?? responseHeaders).flatMap(([name, values]) =>
    [values].flat().map((value) => ({ name, value: /^content-security-policy/i.test(name) ? mapCsp(value) : value })),
  );
}

async function serve(handler, p, url, details, fail) {
  const { request } = p;
  const body = request.hasPostData
    ? Buffer.concat((request.postDataEntries ?? []).map((e) => Buffer.from(e.bytes ?? '', 'base64')))
    : undefined;
  let response;
  try {
    response = await handler(new Request(url, { method: request.method, headers: request.headers, body }));
    if (!(response instanceof Response))
      throw new Error(`protocol.handle('${schemeOf(url)}'): the handler must return a Response`);
  } catch (error) {
    console.error(`Error in the protocol handler for ${url}:`, error);
    return fail('Failed');
  }
  if (response.type === 'error') return fail('Failed');
  const headers = await withListener(
    details,
    [...response.headers].map(([name, value]) => ({ name, value })),
    response.status,
  );
  if (!headers) return fail('BlockedByClient');
  const bytes = Buffer.from(await response.arrayBuffer());
  return cdp('Fetch.fulfillRequest', {
    requestId: p.requestId,
    responseCode: response.status,
    responseHeaders: headers,
    body: bytes.toString('base64'),
  });
}

// ---- permissions: Chromium cannot ask us at the moment of use, so the app's handlers are
// asked once per document for each permission below, and Chromium is told the answers.
const permissions = [
  ['notifications', 'notifications'],
  ['geolocation', 'geolocation'],
  ['clipboard-read', 'clipboard-read'],
  ['clipboard-sanitized-write', 'clipboard-write'],
  ['media', 'camera', { mediaTypes: ['video'], mediaType: 'video' }],
  ['media', 'microphone', { mediaTypes: ['audio'], mediaType: 'audio' }],
  ['midi', 'midi'],
  ['idle-detection', 'idle-detection'],
];
let onPermissionRequest = null;
let onPermissionCheck = null;
async function applyPermissions(contents, url) {
  const origin = /^https?:/.test(toChromium(url)) ? { origin: new URL(toChromium(url)).origin } : {};
  await Promise.all(
    permissions.map(async ([permission, name, extra]) => {
      const set = (setting) => cdpQuiet('Browser.setPermission', { permission: { name }, setting, ...origin });
      const details = { requestingUrl: url, isMainFrame: true, securityOrigin: url, ...extra };
      if (
        onPermissionCheck &&
        !onPermissionCheck(contents, permission, fromChromium(origin.origin ?? 'file:///'), details)
      )
        return set('denied');
      if (!onPermissionRequest) return set('granted');
      await set('denied'); // until the handler answers, which may be never
      return Promise.race([
        new Promise((resolve) =>
          onPermissionRequest(contents, permission, (granted) => resolve(set(granted ? 'granted' : 'denied')), details),
        ),
        new Promise((r) => setTimeout(r, 300)),
      ]);
    }),
  );
}

// ---- net.fetch
const mime = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain',
  '.xml': 'text/xml',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.wav': 'audio/wav',
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
};
export async function netFetch(input, init = {}) {
  const url = typeof input === 'string' || input instanceof URL ? String(input) : input.url;
  const { bypassCustomProtocolHandlers, ...rest } = init;
  if (handlers.has(schemeOf(url)) && !bypassCustomProtocolHandlers)
    return handlers.get(schemeOf(url))(new Request(input, rest));
  if (!/^file:/i.test(url)) return fetch(input, rest);
  const file = fileURLToPath(url.replace(/[?#].*$/s, ''));
  try {
    return new Response(await readFile(file), {
      headers: { 'content-type': mime[path.extname(file).toLowerCase()] ?? 'application/octet-stream' },
    });
  } catch (cause) {
    throw new Error('net::ERR_FILE_NOT_FOUND', { cause });
  }
}

// ---- session
class Session extends EventEmitter {
  protocol = protocol;
  webRequest = webRequest;
  availableSpellCheckerLanguages = ['en-US'];
  on(name, listener) {
    if (name === 'will-download') inert("session.on('will-download')");
    return super.on(name, listener);
  }
  setPermissionRequestHandler(handler) {
    onPermissionRequest = handler;
  }
  setPermissionCheckHandler(handler) {
    onPermissionCheck = handler;
  }
  setDisplayMediaRequestHandler() {
    inert('session.setDisplayMediaRequestHandler');
  }
  setDevicePermissionHandler() {
    inert('session.setDevicePermissionHandler');
  }
  setCertificateVerifyProc() {
    inert('session.setCertificateVerifyProc');
  }
  setSpellCheckerLanguages(languages) {
    inert('session.setSpellCheckerLanguages', languages);
  }
  setSpellCheckerEnabled(enabled) {
    inert('session.setSpellCheckerEnabled', enabled);
  }
  async setProxy(config) {
    inert('session.setProxy', config);
  }
  async clearCache() {
    record('session.clearCache');
    await Promise.all([...contentsByTarget.values()].map((c) => c._cdp('Network.clearBrowserCache')));
  }
  async clearStorageData(options = {}) {
    record('session.clearStorageData', options);
    const origins = options.origin
      ? [toChromium(options.origin)]
      : [...contentsByTarget.values()].map((c) => new URL(toChromium(c.getURL() || 'about:blank')).origin);
    const [contents] = contentsByTarget.values();
    for (const origin of new Set(origins))
      await contents?._cdp('Storage.clearDataForOrigin', {
        origin: origin === 'null' ? 'file://' : origin,
        storageTypes:
          options.storages
            ?.join(',')
            .replaceAll('indexdb', 'indexeddb')
            .replaceAll('localstorage', 'local_storage')
            .replaceAll('serviceworkers', 'service_workers')
            .replaceAll('cachestorage', 'cache_storage') ?? 'all',
      });
  }
  async flushStorageData() {
    record('session.flushStorageData');
  }
  isPersistent() {
    return true;
  }
  fetch(input, init) {
    return netFetch(input, init);
  }
}
export const defaultSession = strict(new Session(), 'session');
export const session = strict(
  {
    defaultSession,
    fromPartition: (p) => (p === '' ? defaultSession : unimplemented(`session.fromPartition('${p}')`)),
  },
  'session',
);
