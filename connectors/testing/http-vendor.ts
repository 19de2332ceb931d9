/** Owns a vendor with an HTTP interface as local servers, one for each state it can be in: what a rig says it answers, byte for byte. */

import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Environment } from "#lib/kernel/connector.ts";
import { findClosedPort } from "./closed-port.ts";
import { fillStates, type VendorState, vendorStates } from "./contract-rig.ts";

export type VendorRequest = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** The body as it came. */
  text: string;
};

export type VendorAnswer = {
  status: number;
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON unless it is a text. */
  body?: unknown;
  /** True when this request made an effect. */
  isMade?: boolean;
};

type Answering = VendorAnswer | ((request: VendorRequest) => VendorAnswer | Promise<VendorAnswer>);

export type VendorScript = {
  /** The interface as documented: paths, headers and bodies are checked here, and what does not fit is refused as the vendor would. */
  healthy(request: VendorRequest): VendorAnswer | Promise<VendorAnswer>;
  unauthorized: Answering;
  limited: Answering;
  broken: Answering;
  /** "noise" is an answer that is not even HTTP, for a vendor whose every answer counts. */
  malformed: Answering | "noise";
};

export type HttpVendor = {
  /** Where the vendor is in each state, without a slash at the end. */
  origins: Record<VendorState, string>;
  /** Every request of the healthy vendor, in order. */
  received: VendorRequest[];
  countMade(state?: VendorState): number;
  countLimited(): number;
  close(): Promise<void>;
};

export async function startHttpVendor(script: VendorScript): Promise<HttpVendor> {
  const received: VendorRequest[] = [];
  const calls = new Map<VendorState, number>();
  const made = new Map<VendorState, number>();
  const count = (counts: Map<VendorState, number>, state: VendorState) =>
    counts.set(state, (counts.get(state) ?? 0) + 1);

  async function answer(
    state: VendorState,
    request: VendorRequest,
  ): Promise<VendorAnswer | "cut" | "silence" | "noise"> {
    count(calls, state);
    if (state === "silent" || state === "stopped") return "silence";
    if (state === "healthy") received.push(request);
    const answering = script[state === "cut" ? "healthy" : state];
    const given = typeof answering === "function" ? await answering(request) : answering;
    if (given === "noise") return given;
    if (given.isMade === true) count(made, state);
    return state === "cut" ? "cut" : given;
  }

  const servers: Server[] = [];
  const start = async (state: VendorState): Promise<[VendorState, string]> => {
    if (state === "stopped") return [state, `http://127.0.0.1:${await findClosedPort()}`];
    const server = createServer(async (incoming, outgoing) => {
      const url = new URL(incoming.url ?? "/", "http://vendor.test");
      const given = await answer(state, {
        method: incoming.method ?? "",
        path: url.pathname,
        query: url.searchParams,
        headers: incoming.headers,
        text: await text(incoming),
      });
      if (given === "cut") incoming.socket.destroy();
      if (given === "noise") incoming.socket.end("certainly\r\n\r\n");
      if (typeof given === "string") return;
      const isText = typeof given.body === "string";
      outgoing.writeHead(given.status, {
        "content-type": isText ? "text/html; charset=utf-8" : "application/json; charset=utf-8",
        ...given.headers,
      });
      outgoing.end(isText ? given.body : given.body === undefined ? undefined : JSON.stringify(given.body));
    });
    servers.push(server);
    const { promise, resolve } = Promise.withResolvers<void>();
    server.listen(0, "127.0.0.1", resolve);
    await promise;
    return [state, `http://127.0.0.1:${(server.address() as AddressInfo).port}`];
  };
  const origins = Object.fromEntries(await Promise.all(vendorStates.map(start))) as Record<VendorState, string>;
  return {
    origins,
    received,
    countMade: (state = "healthy") => made.get(state) ?? 0,
    countLimited: () => calls.get("limited") ?? 0,
    async close() {
      await Promise.all(
        servers.map(server => {
          server.closeAllConnections();
          return new Promise(done => server.close(done));
        }),
      );
    },
  };
}

/** What a connector reads in each state, made from where its vendor is then. */
export function describeStates(
  origins: Record<VendorState, string>,
  describe: (origin: string) => Environment,
): Record<VendorState, Environment> {
  return fillStates(state => describe(origins[state]));
}
