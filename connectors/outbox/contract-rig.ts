/** Owns the outbox's part in the contract suite: it has no vendor, so every state is the same empty environment. */
import { fillStates, type StartContractRig } from "../testing/contract-rig.ts";

export const startContractRig: StartContractRig = async () => ({
  environments: fillStates(() => ({})),
  secrets: [],
  limitMs: 0,
  countMade: () => 0,
  close: async () => undefined,
});
