/** A vendor for tests only that a workspace can connect: it tells what it was made from, and records what it is sent. */
import { refuseFields } from "#lib/core/fields.ts";
import type { ConnectorFactory } from "../connector.ts";
import { createRecordingVendor, type RecordingVendor } from "./recording-vendor.ts";

export type Courier = {
  factory: ConnectorFactory;
  /** One entry for each time it was made, newest last. */
  opened: { values: Readonly<Record<string, unknown>>; vendor: RecordingVendor }[];
};

/** A courier takes e-mails; COURIER_KEY is its secret, COURIER_DESK names its account. */
export function createCourier(): Courier {
  const opened: Courier["opened"] = [];
  const factory: ConnectorFactory = {
    name: "courier",
    title: "Courier",
    capabilities: ["email"],
    variables: [
      { name: "COURIER_KEY", purpose: "The key.", example: "ck_…", isSecret: true },
      { name: "COURIER_DESK", purpose: "Who sends.", example: "desk-1", isSecret: false },
    ],
    create(values) {
      if (values.COURIER_KEY === undefined && values.COURIER_DESK === undefined) return null;
      if (values.COURIER_KEY === undefined)
        throw refuseFields([{ path: "COURIER_KEY", message: "is needed with COURIER_DESK" }]);
      const vendor = createRecordingVendor({ account: `courier:${values.COURIER_DESK ?? "front"}` });
      opened.push({ values, vendor });
      return { ...vendor, name: "courier", title: "Courier" };
    },
  };
  return { factory, opened };
}
