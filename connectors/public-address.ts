/** Owns the decision which addresses may be called: public ones only, by the very address that was checked. */
import { type LookupAddress, lookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";
import type { House } from "#lib/kernel/connector.ts";

/** Special-purpose networks (RFC 6890 and the registries it began) that no stranger's web server is in. */
const privateNetworks: readonly [string, number][] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
  ["::", 96],
  ["::ffff:0:0:0", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
  ["5f00::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
  // Looks public and is not: what a machine at Azure asks about itself.
  ["168.63.129.16", 32],
];

const blocked = new BlockList();
for (const [network, prefix] of privateNetworks) {
  blocked.addSubnet(network, prefix, isIP(network) === 6 ? "ipv6" : "ipv4");
}

/** Whether an address is one of the public internet. An IPv4 address inside an IPv6 one counts as itself. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && !blocked.check(address, family === 6 ? "ipv6" : "ipv4");
}

export type Resolve = (
  host: string,
  options: { all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** What stands before every connection that a workspace's values lead to. */
export type AddressGuard = {
  /** Whether a host may be connected to, as far as it is an address itself: such a one reaches no lookup. */
  mayConnectTo(host: string): boolean;
  lookup: LookupFunction;
};

/** The guard that a house sets up, or null where everything may be reached. */
export function createAddressGuard({ mayReachPrivate }: House, resolve?: Resolve): AddressGuard | null {
  if (mayReachPrivate) return null;
  return {
    mayConnectTo: host => isIP(host) === 0 || isPublicAddress(host),
    lookup: createPublicLookup(resolve),
  };
}

/** A URL's host as a connection takes it: an IPv6 address stands without its brackets. */
export function readHost({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, "");
}

/**
 * A lookup for one connection: every address of the name must be public, and what was checked is what is connected to, so that a
 * name cannot answer once for the check and once for the call. Fails with the code PRIVATE_ADDRESS.
 */
export function createPublicLookup(resolve: Resolve = lookup): LookupFunction {
  return (host, options, done) => {
    resolve(host, { all: true }, (error, addresses) => {
      if (error !== null) return done(error, "");
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) {
        return done(Object.assign(new Error("the name leads into a private network"), { code: "PRIVATE_ADDRESS" }), "");
      }
      if (options.all === true) return done(null, addresses);
      done(null, first.address, first.family);
    });
  };
}
