import { expect, test } from "vitest";
import { createVault } from "#lib/core/vault.ts";
import { chooseLink, createConnections } from "#lib/kernel/connections.ts";
import type { Environment } from "#lib/kernel/connector.ts";
import { connectorFactories, createConfiguredConnectors } from "../index.ts";
import { openHouse } from "../testing/houses.ts";
import { createOutboxConnector } from "./connector.ts";

const signal = new AbortController().signal;
const effect = {
  kind: "email.send" as const,
  recipient: "bob@example.org",
  payload: { subject: "Hello", text: "Good morning" },
};

test("The outbox keeps an e-mail and says that nothing was sent.", async () => {
  const outbox = createOutboxConnector();
  expect(outbox.isLocal).toBe(true);
  expect(await outbox.execute(effect, { idempotencyKey: "key-1", signal })).toEqual({
    outcome: "accepted",
    vendorId: "outbox:key-1",
    evidence: { kept: true, note: "Kept in the outbox: no e-mail connection is set up, so nothing was sent." },
  });
});

test("The outbox finds what it kept under the same reference.", async () => {
  const outbox = createOutboxConnector();
  expect(await outbox.lookup?.("key-1", { signal })).toEqual({ outcome: "found", vendorId: "outbox:key-1" });
});

test("The outbox serves e-mail only while no mail server is set.", () => {
  const serve = (environment: Environment) => {
    const installed = createConfiguredConnectors(environment);
    return createConnections({ factories: connectorFactories, house: openHouse, installed, vault: createVault([]) })
      .lent;
  };
  expect(chooseLink(serve({ SMTP_URL: "", SMTP_FROM: undefined }), "email")?.name).toBe("outbox");
  const withServer = serve({ SMTP_URL: "smtp://mail.example.com", SMTP_FROM: "ada@example.com" });
  expect(chooseLink(withServer, "email")?.name).toBe("smtp");
  expect(withServer.at(-1)?.name).toBe("outbox");
});

test("A half configured mail server is refused by the name of what is missing.", () => {
  expect(() => createConfiguredConnectors({ SMTP_URL: "smtp://mail.example.com" })).toThrow("SMTP_FROM");
  expect(() => createConfiguredConnectors({ SMTP_FROM: "ada@example.com" })).toThrow("SMTP_URL");
});
