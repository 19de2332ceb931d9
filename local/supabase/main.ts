/** The gateway process of the embedded stack: auth and data API over HTTP, realtime over WebSocket, on loopback only. */

import { readGatewaySettings } from "./environment.ts";
import { startGateway } from "./gateway.ts";

const gateway = await startGateway(readGatewaySettings(process.env));
console.log(`gateway ready on ${gateway.url}`);

let isStopping = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, async () => {
    if (isStopping) return;
    isStopping = true;
    await gateway.close();
    process.exit(0);
  });
}
