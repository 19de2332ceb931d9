/** Owns the signatures in both directions: what an application and a server refuse. A dev server signs nothing, so it is spared. */
import { createHmac } from "node:crypto";
import { describe, expect } from "vitest";
import type { ConformanceApp } from "./harness/app.ts";
import { hashKey } from "./harness/rest.ts";

export function proveSigning(app: ConformanceApp): void {
  const { keys } = app.target;
  describe.skipIf(!keys)("in cloud mode (a dev server takes and makes unsigned calls)", () => {
    const signed = app.define({ id: "signed" }, ({ event }) => app.records.note(event.data.token, "run"));
    const signingKey = keys?.signingKey ?? "";
    const forge = (signature?: string) =>
      fetch(`${app.url}?fnId=${signed.functionId}&stepId=step`, {
        method: "POST",
        body: '{"a":2}',
        headers: { "content-type": "application/json", ...(signature ? { "x-inngest-signature": signature } : {}) },
      });

    app.prove("the server signs its calls so that the application takes them", async () => {
      expect(await app.run(signed)).toMatchObject({ status: "Completed" });
    });

    app.prove(
      "the application refuses calls that are unsigned, or signed for another body or with another key",
      async () => {
        const seconds = Math.floor(Date.now() / 1000);
        const sign = (body: string, key: string) =>
          `t=${seconds}&s=${createHmac("sha256", key.replace(/^signkey-\w+-/, ""))
            .update(`${body}${seconds}`)
            .digest("hex")}`;
        for (const signature of [undefined, sign('{"a":1}', signingKey), sign('{"a":2}', "signkey-test-00ff00ff")]) {
          expect((await forge(signature)).status).toBe(401);
        }
      },
    );

    const call = (method: string, path: string, authorization?: string) =>
      fetch(`${app.target.baseUrl}${path}`, {
        method,
        ...(method === "GET" ? {} : { body: "{}" }),
        headers: { "content-type": "application/json", ...(authorization ? { authorization } : {}) },
      });

    app.prove(
      "the server refuses events under a wrong key, and calls without or with a wrong signing key",
      async () => {
        const events = await fetch(`${app.target.baseUrl}/e/wrong-key`, {
          method: "POST",
          body: JSON.stringify([{ name: signed.event, data: { token: "forged" } }]),
        });
        expect(events.status).toBe(401);
        const { runId } = await app.run(signed);
        for (const [method, path] of [
          ["POST", "/fn/register"],
          ["POST", `/v1/checkpoint/${runId}/async`],
          ["POST", "/v1/signals"],
          ["GET", `/v0/runs/${runId}/actions`],
          ["GET", `/v1/runs/${runId}`],
          ["DELETE", `/v1/runs/${runId}`],
        ] as const) {
          expect({ path, status: (await call(method, path)).status }).toEqual({ path, status: 401 });
          expect({ path, status: (await call(method, path, "Bearer signkey-test-00ff00ff")).status }).toEqual({
            path,
            status: 401,
          });
        }
        expect(app.records.read("forged", "run")).toEqual([]);
      },
    );

    app.prove("the REST API takes the signing key itself and its hash", async () => {
      const { runId } = await app.run(signed);
      for (const key of [signingKey, hashKey(signingKey)]) {
        expect((await call("GET", `/v1/runs/${runId}`, `Bearer ${key}`)).status).toBe(200);
      }
    });
  });
}
