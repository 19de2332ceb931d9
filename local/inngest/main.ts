/** Owns the engine as a process: settings from the environment, one line when ready, an orderly end on a signal. */
import { closeAgents } from "./call.ts";
import { reportTrouble, Superseded } from "./database.ts";
import { Engine } from "./engine.ts";
import { readSettings } from "./environment.ts";
import { startServer } from "./server.ts";

async function run(): Promise<void> {
  const settings = readSettings(process.env);
  const engine = await Engine.start(settings, error => {
    reportTrouble(error instanceof Superseded ? "another engine took over" : "the engine cannot go on", error);
    process.exit(1);
  });
  const server = await startServer(engine);
  process.stdout.write(`inngest-local is ready on http://127.0.0.1:${settings.port}\n`);
  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    await engine.stop();
    server.close();
    server.closeAllConnections();
    closeAgents();
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      stop().then(
        () => process.exit(0),
        error => {
          reportTrouble("stopping failed", error);
          process.exit(1);
        },
      );
    });
  }
}

run().catch(error => {
  reportTrouble("the engine could not start", error);
  process.exit(1);
});
