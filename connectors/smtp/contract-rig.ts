/** Owns the mail servers, one per state, against which the contract suite holds the SMTP connector. */
import { findClosedPort } from "../testing/closed-port.ts";
import type { StartContractRig } from "../testing/contract-rig.ts";
import { startMailServer, startScriptedServer } from "./testing/mail-server.ts";

const password = "canary-smtp-password";

export const startContractRig: StartContractRig = async () => {
  const healthy = await startMailServer();
  const failing = await startMailServer({
    onAuth: (auth, _session, done) => done(new Error(`wrong password ${auth.password}`)),
  });
  const silent = await startScriptedServer({ CONNECT: "hang" });
  const stoppedPort = await findClosedPort();
  const setPort = (port: number) => ({
    SMTP_URL: `smtp://ada:${password}@127.0.0.1:${port}`,
    SMTP_FROM: "Ada Lovelace <ada@example.com>",
  });
  return {
    environments: {
      healthy: setPort(healthy.port),
      stopped: setPort(stoppedPort),
      failing: setPort(failing.port),
      silent: setPort(silent.port),
    },
    secrets: [password],
    countMade: () => healthy.received.length,
    close: async () => {
      await Promise.all([healthy.close(), failing.close(), silent.close()]);
    },
  };
};
