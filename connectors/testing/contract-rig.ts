/** Owns what a connector's folder gives the contract suite: environments that reach its vendor, played by a local server, in each state. */
import type { Environment } from "#lib/kernel/connector.ts";

/** What a vendor can be, as a connector meets it. */
export const vendorStates = [
  /** Does what its interface promises. */
  "healthy",
  /** Takes no connections. */
  "stopped",
  /** Refuses the credentials, and is rude enough to repeat them in its answer. */
  "unauthorized",
  /** Has reached its limit and says how long it lasts. */
  "limited",
  /** Reads the whole request and fails on its own side (HTTP 5xx). */
  "broken",
  /** Makes what was asked and cuts the connection before it answers. */
  "cut",
  /** Takes the request and never answers. */
  "silent",
  /** Says yes in a form that its interface does not have. */
  "malformed",
] as const;
export type VendorState = (typeof vendorStates)[number];

/** A connector's folder exports `startContractRig` of this type from `contract-rig.ts`. */
export type StartContractRig = () => Promise<ContractRig>;

export type ContractRig = {
  environments: Record<VendorState, Environment>;
  /** Texts that must never be seen in anything the connector says. */
  secrets: readonly string[];
  /** How long the limited vendor says that its limit lasts, in milliseconds; at least a minute. */
  limitMs: number;
  /** How many effects the vendor has made in a state; the healthy one unless named. */
  countMade(state?: VendorState): number;
  /** How many calls have reached the limited vendor. Absent where a limit holds one recipient only, so that others may be tried. */
  countLimited?(): number;
  /** States that a test of the connection cannot see, because they show only when something is sent. */
  unseenByCheck?: readonly VendorState[];
  close(): Promise<void>;
};

/** One environment for each state. */
export function fillStates(describe: (state: VendorState) => Environment): Record<VendorState, Environment> {
  return Object.fromEntries(vendorStates.map(state => [state, describe(state)])) as Record<VendorState, Environment>;
}
