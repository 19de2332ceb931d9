/** Waits until a server on loopback answers. */
import { request } from "node:http";
import { connect } from "node:net";

const PAUSE_MS = 50;
const ANSWER_TIMEOUT_MS = 10_000;

export class NoAnswer extends Error {}

async function tryUntil(what: string, timeoutMs: number, mayGoOn: () => boolean, attempt: () => Promise<void>) {
  const deadlineMs = performance.now() + timeoutMs;
  let last: unknown;
  while (mayGoOn() && performance.now() < deadlineMs) {
    try {
      return await attempt();
    } catch (error) {
      last = error;
      await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
    }
  }
  throw new Error(`${what} did not become ready`, { cause: last });
}

/** The status of an answer. Rejects when the connection is refused or cut, and with `NoAnswer` when nothing comes in time. */
export function readStatus(url: string, timeoutMs = ANSWER_TIMEOUT_MS): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(url, { agent: false, timeout: timeoutMs }, response => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    call.once("timeout", () => call.destroy(new NoAnswer("it did not answer in time")));
    call.once("error", reject);
    call.end();
  });
}

/** Resolves at the first answer that `isReady` accepts (200 by default). Rejects when `mayGoOn` says no, or after `timeoutMs`. */
export function waitForHttp(
  url: string,
  options: { timeoutMs: number; mayGoOn: () => boolean; isReady?: (status: number) => boolean },
): Promise<void> {
  const isReady = options.isReady ?? (status => status === 200);
  return tryUntil(url, options.timeoutMs, options.mayGoOn, async () => {
    const status = await readStatus(url);
    if (!isReady(status)) throw new Error(`it answered ${status}`);
  });
}

/** Resolves once something accepts connections on the port. */
export function waitForPort(port: number, timeoutMs: number, mayGoOn: () => boolean): Promise<void> {
  return tryUntil(`port ${port}`, timeoutMs, mayGoOn, async () => {
    const socket = connect(port, "127.0.0.1");
    try {
      await new Promise((resolve, reject) => {
        socket.once("connect", resolve);
        socket.once("error", reject);
      });
    } finally {
      socket.destroy();
    }
  });
}
