/** One open socket: builds WebSocket frames once for many peers and cuts off a peer that does not read. */
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";

/** A client that does not read is cut off above this, so that it cannot fill the memory. */
const MAX_BUFFERED_BYTES = 8 * 1024 * 1024;
const TEXT = 0x81;
const BINARY = 0x82;

/** A whole, unmasked frame (RFC 6455, section 5.2): text for a string, binary for a buffer. */
export function buildFrame(data: string | Buffer): Buffer {
  const length = typeof data === "string" ? Buffer.byteLength(data) : data.length;
  const headerLength = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headerLength + length);
  frame[0] = typeof data === "string" ? TEXT : BINARY;
  if (headerLength === 2) frame[1] = length;
  else if (headerLength === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  if (typeof data === "string") frame.write(data, headerLength);
  else data.copy(frame, headerLength);
  return frame;
}

export class Peer {
  readonly #socket: WebSocket;
  readonly #wire: Duplex;

  /** @param wire what `socket` writes to, without compression, so that whole frames may be written beside it */
  constructor(socket: WebSocket, wire: Duplex) {
    this.#socket = socket;
    this.#wire = wire;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  send(data: string): void {
    this.write(buildFrame(data));
  }

  /** Never waits: what the client has not read yet is kept, up to a limit. */
  write(frame: Buffer): void {
    if (!this.isOpen) return;
    if (this.#wire.writableLength > MAX_BUFFERED_BYTES) this.#socket.terminate();
    else this.#wire.write(frame);
  }

  disconnect(): void {
    this.#socket.close(1000);
  }
}
