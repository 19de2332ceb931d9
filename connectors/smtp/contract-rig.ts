/** Owns the mail servers, one per state, against which the contract suite holds the SMTP connector. */
import { findClosedPort } from "../testing/closed-port.ts";
import type { StartContractRig, VendorState } from "../testing/contract-rig.ts";
import { startMailServer, startScriptedServer } from "./testing/mail-server.ts";

const password = "canary-smtp-password";
const limitMs = 600_000;

export const startContractRig: StartContractRig = async () => {
  const healthy = await startMailServer();
  const unauthorized = await startMailServer({
    onAuth: (auth, _session, done) => done(new Error(`wrong password ${auth.password}`)),
  });
  const limited = await startScriptedServer({ DOT: "451 4.7.1 Greylisted, try again in 10 minutes" });
  // Every 5yz of a mail server is its word that it took nothing: what leaves it open is a connection that ends.
  const broken = await startScriptedServer({ DOT: "cut" });
  const cut = await startScriptedServer({ DOT: "cut" });
  const silent = await startScriptedServer({ DOT: "hang" });
  const malformed = await startScriptedServer({ DOT: "certainly" });
  const stoppedPort = await findClosedPort();
  const setPort = (port: number, user = "") => ({
    SMTP_URL: `smtp://${user}127.0.0.1:${port}`,
    SMTP_FROM: "Ada Lovelace <ada@example.com>",
  });
  const made: Partial<Record<VendorState, () => number>> = {
    healthy: () => healthy.received.length,
    cut: cut.dotsSeen,
  };
  return {
    environments: {
      healthy: setPort(healthy.port, `ada:${password}@`),
      stopped: setPort(stoppedPort, `ada:${password}@`),
      unauthorized: setPort(unauthorized.port, `ada:${password}@`),
      limited: setPort(limited.port),
      broken: setPort(broken.port),
      cut: setPort(cut.port),
      silent: setPort(silent.port),
      malformed: setPort(malformed.port),
    },
    secrets: [password],
    limitMs,
    countMade: (state = "healthy") => made[state]?.() ?? 0,
    unseenByCheck: ["limited", "broken", "cut", "silent", "malformed"],
    close: async () => {
      await Promise.all([healthy, unauthorized, limited, broken, cut, silent, malformed].map(server => server.close()));
    },
  };
};
