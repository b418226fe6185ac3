import { randomBytes, sign } from 'node:crypto';
import { PSS } from '../../protocol/certificates.ts';
import { encode } from '../../protocol/codec.ts';
import { encodeFrame } from '../../protocol/frame.ts';
import { FrameReader } from '../../protocol/handshake/frame-reader.ts';
import { ClientHello, handshakeMessages } from '../../protocol/handshake/messages.ts';
import { generateEphemeralKeys, HandshakeState } from '../../protocol/handshake/state.ts';
import { decode, type ServerIdentity, type Wire } from '../../protocol/index.ts';
import { PUBLIC_KEYS } from '../../protocol/key-schedule.ts';
import { Direction, Opener, Sealer } from '../../protocol/record.ts';

export interface HostileServerOptions {
  identity: ServerIdentity;
  /** what it says instead of the right MAC */
  finished?: (right: Buffer) => Uint8Array;
  /** what the client must say its hello again with */
  cookie?: Uint8Array;
}

/**
 * The server's side of a handshake by somebody who keeps to it only as far as the options say.
 * @returns the hellos it got
 */
export async function shakeHandsBadly(wire: Wire, options: HostileServerOptions): Promise<ClientHello[]> {
  const { identity, finished = (right) => right, cookie } = options;
  const reader = new FrameReader(wire);
  const opener = new Opener(Direction.clientToServer, 0, PUBLIC_KEYS);
  const open = new Sealer(Direction.serverToClient, 0, PUBLIC_KEYS);
  const hellos: ClientHello[] = [];
  const nextHello = async () => {
    const frame = await reader.read();
    const hello = ClientHello.parse(decode(opener.open(frame).payload));
    hellos.push(hello);
    return { bytes: encodeFrame(frame), hello };
  };

  let client = await nextHello();
  if (cookie) {
    wire.write(open.seal(handshakeMessages.retry.code, [encode({ cookie })]));
    client = await nextHello();
  }
  const ephemeral = generateEphemeralKeys();
  const fields = { version: 1, suite: 1, key: ephemeral.publicKey, random: randomBytes(32) };
  const hello = open.seal(handshakeMessages.serverHello.code, [encode(fields)]);
  wire.write(hello);
  const state = new HandshakeState(ephemeral, client.hello.key, client.bytes, hello);
  const signature = sign('sha256', state.addChain(identity.chain), { key: identity.privateKey, ...PSS });
  state.addSignature(signature);
  const auth = encode({ chain: identity.chain, signature, finished: finished(state.serverFinished()) });
  wire.write(
    new Sealer(Direction.serverToClient, 1, state.keys.server).seal(handshakeMessages.serverAuth.code, [auth]),
  );
  return hellos;
}
