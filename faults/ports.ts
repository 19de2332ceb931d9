/** Owns the ports of a product that is killed and started again: below those that the system gives to outgoing connections, so that they stay free. */
import { createServer } from "node:net";

const lowest = 22_900;
const highest = 23_299;
function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

/**
 * The lowest ports that nothing listens on, as many as asked for. The same ones time after time, because the pages are built
 * for the address of the gateway: another port would have them built again.
 */
export async function takePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let port = lowest; ports.length < count; port += 1) {
    if (port > highest) throw new Error(`there are no ${count} free ports from ${lowest} to ${highest}`);
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}
