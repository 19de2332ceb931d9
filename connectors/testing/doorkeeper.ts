/** Owns a loopback server that counts who comes to it and, spoken to in HTTP, sends everybody on elsewhere. */

import type { AddressInfo } from "node:net";
import { createServer } from "node:net";

export type Doorkeeper = {
  port: number;
  /** How many connections were made to it. */
  countVisitors(): number;
  close(): Promise<void>;
};

/** Redirects to `sendsOnTo`, an address; without one it only counts and hangs up. */
export async function startDoorkeeper(sendsOnTo?: string): Promise<Doorkeeper> {
  let visitors = 0;
  const server = createServer(socket => {
    visitors += 1;
    socket.on("error", () => socket.destroy());
    if (sendsOnTo === undefined) socket.destroy();
    else
      socket.once("data", () =>
        socket.end(`HTTP/1.1 307 Temporary Redirect\r\nlocation: ${sendsOnTo}\r\ncontent-length: 0\r\n\r\n`),
      );
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  return {
    port: (server.address() as AddressInfo).port,
    countVisitors: () => visitors,
    close: () => new Promise(done => void server.close(() => done())),
  };
}
