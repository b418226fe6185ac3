import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import {
  type AccountId,
  type CertifiedKey,
  type Channel,
  createAccountCertificate,
  createCertificateAuthority,
  type DeviceId,
  OperationError,
  type PreKeyBundle,
  type Request,
  type RequestName,
  type Revocation,
} from '../../protocol/index.ts';
import { CERTIFICATE_TIME, connectInMemory } from './channels.ts';
import type { Person, SignalDevice } from './signal-devices.ts';

let made: { ca: CertifiedKey; publicKey: ReturnType<typeof generateKeyPairSync>['publicKey'] } | undefined;

/** RSA keys take their time: one authority and one account key for all of a file's tests. */
function rsaKeys() {
  made ??= {
    ca: createCertificateAuthority({ name: 'Test (Miyu)', now: CERTIFICATE_TIME }),
    publicKey: generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey,
  };
  return made;
}

/**
 * The server's part in keys, over a real channel in memory: it certifies, and gives out what devices have published.
 */
export class KeyServer {
  readonly channel: Channel;
  /** names of the requests, in order */
  readonly asked: RequestName[] = [];
  readonly #server: Channel;
  readonly #certificates = new Map<AccountId, Buffer>();
  readonly #revoked: Revocation[] = [];
  readonly #bundles = new Map<DeviceId, () => PreKeyBundle>();

  private constructor(client: Channel, server: Channel) {
    this.channel = client;
    this.#server = server;
  }

  static async start(): Promise<KeyServer> {
    const { client, server } = await connectInMemory();
    const running = new KeyServer(client, server);
    server.start({ request: (name, id, params) => running.#answer(name, id, params), closed: () => {} });
    client.start({ closed: () => {} });
    for (const channel of [client, server]) channel.allowLargeFrames();
    return running;
  }

  /** DER */
  get authority(): Uint8Array {
    return new X509Certificate(rsaKeys().ca.certificate).raw;
  }

  get now(): number {
    return CERTIFICATE_TIME.getTime();
  }

  /** Certifies the person's present keys; those certified before are revoked. */
  certify({ account, keys }: Person): Buffer {
    const before = this.#certificates.get(account);
    if (before) {
      this.#revoked.push({ serial: new X509Certificate(before).serialNumber, at: this.now, reason: 'reset' });
    }
    const { ca, publicKey } = rsaKeys();
    const identityKey = keys.publicKey.serialize();
    const fields = { account, name: `person ${account}`, publicKey, identityKey };
    const certificate = createAccountCertificate(ca, { ...fields, now: CERTIFICATE_TIME });
    this.#certificates.set(account, certificate);
    return certificate;
  }

  /** Shows that certificate for the person from now on. */
  show({ account }: Person, certificate: Buffer): void {
    this.#certificates.set(account, certificate);
  }

  /** What it gives out for that device; its own published keys unless the test says otherwise. */
  publish(device: SignalDevice, bundle: () => PreKeyBundle = () => device.bundle()): void {
    this.#bundles.set(device.id, bundle);
  }

  #answer(name: RequestName, id: number, params: unknown): void {
    this.asked.push(name);
    try {
      if (name === 'keys.bundle') this.#giveBundles(id, params as Request<'keys.bundle'>);
      else if (name === 'keys.certificate') this.#giveCertificate(id, params as Request<'keys.certificate'>);
      else throw new OperationError('unknown-operation');
    } catch (error) {
      if (!(error instanceof OperationError)) throw error;
      this.#server.fail(name, id, error);
    }
  }

  #giveBundles(id: number, { account, devices }: Request<'keys.bundle'>): void {
    const bundles = devices.flatMap((device) => this.#bundles.get(device)?.() ?? []);
    this.#server.reply('keys.bundle', id, { certificate: this.#certificateOf(account), bundles });
  }

  #giveCertificate(id: number, { account }: Request<'keys.certificate'>): void {
    const certificate = this.#certificateOf(account);
    this.#server.reply('keys.certificate', id, { certificate, revoked: this.#revoked });
  }

  #certificateOf(account: AccountId): Buffer {
    const certificate = this.#certificates.get(account);
    if (!certificate) throw new OperationError('not-found');
    return certificate;
  }
}
