/** Owns a loopback port on which nothing listens, for playing a vendor that is down. */
import { createServer } from "node:net";

export async function findClosedPort(): Promise<number> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const address = server.address();
  await new Promise(done => server.close(done));
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}
