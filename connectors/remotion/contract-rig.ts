/** Owns Remotion's part in the contract suite: it has no vendor, so every state is the same environment. Run where it is installed. */
import { type StartContractRig, vendorStates } from "../testing/contract-rig.ts";

export const startContractRig: StartContractRig = async () => ({
  environments: Object.fromEntries(vendorStates.map(state => [state, { REMOTION_LICENSE: "free" }])) as Record<
    (typeof vendorStates)[number],
    { REMOTION_LICENSE: string }
  >,
  secrets: [],
  limitMs: 0,
  countMade: () => 0,
  close: async () => undefined,
});
