/** Owns what a connector's folder gives the contract suite: environments that reach its vendor, played by a local server, in each state. */
import type { Environment } from "../environment.ts";

/**
 * `healthy` accepts; `stopped` does not take connections; `failing` answers every attempt with its own kind of refusal; `silent` takes
 * the connection and never answers.
 */
export const vendorStates = ["healthy", "stopped", "failing", "silent"] as const;
export type VendorState = (typeof vendorStates)[number];

/** A connector's folder exports `startContractRig` of this type from `contract-rig.ts`. */
export type StartContractRig = () => Promise<ContractRig>;

export type ContractRig = {
  environments: Record<VendorState, Environment>;
  /** Texts that must never be seen in anything the connector says. */
  secrets: readonly string[];
  /** How many effects the healthy vendor has made. */
  countMade(): number;
  close(): Promise<void>;
};
