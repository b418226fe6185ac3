/**
 * The network as the channel sees it: an ordered stream of bytes both ways. Each side adapts its sockets to it, tests
 * join two of them in memory.
 */
export interface Wire {
  write(bytes: Buffer): void;
  /** Bytes handed over and not yet taken by the network. */
  readonly bufferedBytes: number;
  /** Sends what is buffered, then FIN. */
  end(): void;
  /** Ends at once; what is buffered may be lost. */
  destroy(): void;
  /** Assigned by the channel, called by the adapter for each chunk. */
  onData: (chunk: Buffer) => void;
  /** Assigned by the channel, called by the adapter once, when the stream is gone: FIN or error. */
  onClose: () => void;
}
