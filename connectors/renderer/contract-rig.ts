/** Owns the renderer's part in the contract suite: it has no vendor, so every state is the same empty environment. */
import { type StartContractRig, vendorStates } from "../testing/contract-rig.ts";

export const startContractRig: StartContractRig = async () => ({
  environments: Object.fromEntries(vendorStates.map(state => [state, {}])) as Record<
    (typeof vendorStates)[number],
    Record<string, never>
  >,
  secrets: [],
  limitMs: 0,
  countMade: () => 0,
  close: async () => undefined,
});
