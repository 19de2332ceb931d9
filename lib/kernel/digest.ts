/** Owns what an approval is bound to: the digest of everything that decides what would leave. */
import { digestOf } from "#lib/core/digest.ts";

export type BoundEffect = {
  kind: string;
  account: string;
  recipient: string;
  payload: unknown;
  policyVersion: number;
};

/** SHA-256 over the canonical JSON of kind, connector account, recipient, payload and policy version. */
export function bindEffect(effect: BoundEffect): string {
  return digestOf({
    kind: effect.kind,
    account: effect.account,
    recipient: effect.recipient,
    payload: effect.payload,
    policy_version: effect.policyVersion,
  });
}
