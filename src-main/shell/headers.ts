import type { RendererFile } from './renderer-files.ts';

/** What the page may load and do: its own files, what people send each other, and pictures that it holds itself. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "media-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Go with every answer. */
export const hardeningHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'camera=(self), microphone=(self), display-capture=(), geolocation=(), usb=(), serial=(), hid=()',
} as const;

export function fileHeaders(file: RendererFile): Record<string, string> {
  return {
    ...hardeningHeaders,
    'content-type': file.type,
    'content-length': String(file.body.length),
    'cache-control': file.immutable ? 'private, max-age=31536000, immutable' : 'no-store',
  };
}
