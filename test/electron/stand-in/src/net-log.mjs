// What Chromium asked of the network, by its own log.
import { readFileSync } from 'node:fs';

/** Google's, which Chromium the browser asks of its own accord; Electron has no such services. */
const ofBrowser = /(^|\.)(google|googleapis|gstatic|googleusercontent)\.com$/;

/**
 * The addresses that were asked for, but for those that the browser wants for itself. Names that it looks up ahead, when
 * a page is about to leave, are no requests.
 * @param {string} file written by `--log-net-log`; Chromium completes it when it quits
 * @returns {string[]}
 */
export function networkUse(file) {
  const { constants, events } = JSON.parse(readFileSync(file, 'utf8'));
  const started = events.filter(
    ({ type, params }) => type === constants.logEventTypes.URL_REQUEST_START_JOB && params?.url,
  );
  const asked = started.filter(({ params }) => !isOfBrowser(params.url, params.initiator));
  return [...new Set(asked.map(({ params }) => params.url))];
}

/** @param {string} url @param {string} initiator the origin of the page that asked */
function isOfBrowser(url, initiator) {
  return initiator === 'not an origin' && ofBrowser.test(new URL(url).hostname);
}
