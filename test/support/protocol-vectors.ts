/** docs/protocol-vectors.json. Byte strings are hex. */
export interface ProtocolVectors {
  /** of epoch 0 */
  publicKeys: { encryption: string; mac: string };
  handshake: {
    time: string;
    pin: string;
    client: FixedValues;
    server: FixedValues;
    frames: { from: 'client' | 'server'; message: string; bytes: string }[];
    exporter: string;
  };
  records: {
    direction: 'clientToServer';
    trafficSecret: string;
    encryptionKey: string;
    macKey: string;
    nextTrafficSecret: string;
    frames: {
      what: string;
      epoch: number;
      sequence: number;
      iv: string;
      code: number;
      payload: string;
      frame: string;
    }[];
  };
}

interface FixedValues {
  privateKey: string;
  random: string;
  ivs: string[];
}
