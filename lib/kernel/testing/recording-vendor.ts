/** A vendor for tests only: it records every call it takes and answers as it is told to. */
import { type Connector, defineConnector, type EffectOutcome, type Lookup } from "../connector.ts";
import type { Capability } from "../effects.ts";

export type RecordingVendor = Connector & {
  calls: { recipient: string; payload: unknown; idempotencyKey: string }[];
  /** How it answers from now on. */
  answerWith(answer: (call: number) => EffectOutcome | Promise<EffectOutcome>): void;
};

/** A vendor that accepts everything until told otherwise. With `canLookUp` it can say what a key led to. */
export function createRecordingVendor(
  options: { account?: string; canLookUp?: boolean; timeoutMs?: number; capabilities?: Capability[] } = {},
): RecordingVendor {
  const calls: RecordingVendor["calls"] = [];
  let answer: (call: number) => EffectOutcome | Promise<EffectOutcome> = call => ({
    outcome: "accepted",
    vendorId: `vendor-${call}`,
  });
  const lookup = async (key: string): Promise<Lookup> => {
    const index = calls.findIndex(call => call.idempotencyKey === key);
    return index === -1 ? { outcome: "absent" } : { outcome: "found", vendorId: `vendor-${index + 1}` };
  };
  const connector = defineConnector({
    name: "recorder",
    title: "Recorder",
    capabilities: options.capabilities ?? ["email"],
    account: options.account ?? "recorder:test",
    label: options.account?.replace(/^[a-z-]+:/, "") ?? "the recorder",
    isLocal: false,
    timeoutMs: options.timeoutMs ?? 1_000,
    isIdempotent: false,
    async execute(effect, { idempotencyKey }) {
      calls.push({ recipient: effect.recipient, payload: effect.payload, idempotencyKey });
      return answer(calls.length);
    },
    ...(options.canLookUp === true ? { lookup } : {}),
    check: async () => ({ isHealthy: true, message: "recording" }),
  });
  return Object.assign(connector, {
    calls,
    answerWith(next: typeof answer) {
      answer = next;
    },
  });
}
