/** A real SMTP server on loopback for journeys: every message it takes becomes a file, so that any process can read them. */
import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { SMTPServer } from "smtp-server";

export type ReceivedMail = { from: string; to: string[]; headers: Record<string, string>; body: string };

export type MailServer = { url: string; port: number; stop(): Promise<void> };

/**
 * Starts the server; messages go to `folder`, one JSON file each, in the order of arrival. With `answerAfterMs` a message has
 * arrived for so long before its sender is told.
 */
export async function startMailServer(
  folder: string,
  port = 0,
  { answerAfterMs = () => 0 }: { answerAfterMs?: () => number } = {},
): Promise<MailServer> {
  mkdirSync(folder, { recursive: true });
  let count = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on("data", chunk => chunks.push(chunk));
      stream.on("end", () => {
        const mail: ReceivedMail = {
          from: session.envelope.mailFrom === false ? "" : session.envelope.mailFrom.address,
          to: session.envelope.rcptTo.map(recipient => recipient.address),
          ...splitMessage(Buffer.concat(chunks).toString("utf8")),
        };
        count += 1;
        const name = `${String(count).padStart(6, "0")}-${randomUUID()}.json`;
        // Written aside and moved, so that a reader never sees half a message.
        writeFileSync(path.join(folder, `.${name}`), JSON.stringify(mail));
        renameSync(path.join(folder, `.${name}`), path.join(folder, name));
        const waitMs = answerAfterMs();
        if (waitMs > 0) setTimeout(callback, waitMs);
        else callback();
      });
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.on("error", reject);
    server.listen(port, "127.0.0.1", () => resolve());
  });
  const address = server.server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  return {
    url: `smtp://127.0.0.1:${bound}`,
    port: bound,
    stop: () => new Promise(resolve => server.close(() => resolve())),
  };
}

/** What has arrived so far. */
export function readMails(folder: string): ReceivedMail[] {
  return readdirSync(folder)
    .filter(name => name.endsWith(".json") && !name.startsWith("."))
    .sort()
    .map(name => JSON.parse(readFileSync(path.join(folder, name), "utf8")));
}

function splitMessage(raw: string): { headers: Record<string, string>; body: string } {
  const end = raw.indexOf("\r\n\r\n");
  const lines = raw
    .slice(0, end)
    .replaceAll(/\r\n[ \t]+/g, " ")
    .split("\r\n");
  const headers = Object.fromEntries(
    lines.map(line => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
  return { headers, body: raw.slice(end + 4) };
}
