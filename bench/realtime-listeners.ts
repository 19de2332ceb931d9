/** A process of its own that holds many bare sockets, so that what clients cost is not measured as the server's. Reports when each heard what. */
import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";

export type ListenersOrder = { url: string; publishableKey: string; token: string; topic: string; count: number };
/** `heardAtNs` has one entry per socket that heard the message, on the machine's monotonic clock. */
export type ListenersReport = { ready: true } | { heardAtNs: Record<string, number[]> };

const MARK = Buffer.from('"n": ');
const heardAtNs: Record<string, number[]> = {};
const sockets: Socket[] = [];

/** A masked frame, as clients have to send it (RFC 6455, section 5.3); the mask is zero. */
function buildFrame(text: string): Buffer {
  const body = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, 0x80 | 126, body.length >> 8, body.length & 255, 0, 0, 0, 0]), body]);
}

function open({ url, publishableKey, token, topic }: ListenersOrder): Promise<void> {
  const { hostname, port } = new URL(url);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = connect(Number(port), hostname);
  sockets.push(socket);
  socket.setNoDelay(true);
  socket.write(
    [
      `GET /realtime/v1/websocket?apikey=${publishableKey}&vsn=2.0.0 HTTP/1.1`,
      `Host: ${hostname}:${port}`,
      "Upgrade: websocket",
      "Connection: Upgrade",
      "Sec-WebSocket-Version: 13",
      `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\n\r\n`,
    ].join("\r\n"),
  );
  let opening = "";
  const listen = (chunk: Buffer) => {
    const nowNs = Number(process.hrtime.bigint());
    for (let at = chunk.indexOf(MARK); at >= 0; at = chunk.indexOf(MARK, at + 1)) {
      const number = Number.parseInt(chunk.toString("latin1", at + MARK.length, at + MARK.length + 8), 10);
      heardAtNs[number] ??= [];
      heardAtNs[number].push(nowNs);
    }
  };
  const join = (chunk: Buffer) => {
    const wasOpen = opening.includes("\r\n\r\n");
    opening += chunk.toString("latin1");
    if (!wasOpen && opening.includes("\r\n\r\n")) {
      if (!opening.startsWith("HTTP/1.1 101")) return reject(new Error(opening));
      const config = { private: true };
      socket.write(
        buildFrame(JSON.stringify(["1", "1", `realtime:${topic}`, "phx_join", { config, access_token: token }])),
      );
    } else if (opening.includes("phx_reply")) {
      if (!opening.includes('"status":"ok"')) return reject(new Error(opening));
      socket.off("data", join);
      socket.on("data", listen);
      resolve();
    }
  };
  socket.on("data", join);
  socket.on("error", reject);
  return promise;
}

const send = (report: ListenersReport, done?: () => void) => process.send?.(report, undefined, undefined, done);

process.once("message", async (order: ListenersOrder) => {
  // In groups: a listening port keeps only so many connections waiting.
  for (let begun = 0; begun < order.count; begun += 100) {
    await Promise.all(Array.from({ length: Math.min(100, order.count - begun) }, () => open(order)));
  }
  send({ ready: true });
  process.once("message", () => {
    for (const socket of sockets) socket.destroy();
    send({ heardAtNs }, () => process.disconnect());
  });
});
