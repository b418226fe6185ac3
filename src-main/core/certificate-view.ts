import { hash, X509Certificate } from 'node:crypto';
import { readAccountCertificate } from '../../protocol/index.ts';
import type { CertificateView } from '../contract/model.ts';

/** A certificate that was checked when it was learned, as people see it. @param der of the certificate */
export function viewCertificate(der: Uint8Array): CertificateView {
  const { publicKey: _, email: __, identityKey, ...certificate } = readAccountCertificate(der);
  return { ...certificate, identityFingerprint: fingerprintOf(identityKey), pem: new X509Certificate(der).toString() };
}

function fingerprintOf(key: Uint8Array): string {
  return hash('sha256', key, 'hex')
    .toUpperCase()
    .replace(/..(?=.)/g, '$&:');
}
