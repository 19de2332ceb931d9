/** Owns local mail servers for tests: a real SMTP server that records, and raw TCP servers that follow a script to the byte. */
import { createServer, type Server, type Socket } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

export type ReceivedMail = { recipients: string[]; raw: string; user: string | null };

export type MailServer = { port: number; received: ReceivedMail[]; close(): Promise<void> };

/** A real SMTP server on a free loopback port; options say what it refuses. Without certificates unless asked. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    closeTimeout: 100,
    onAuth: (auth, _session, done) => done(null, { user: auth.username ?? "" }),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", chunk => chunks.push(chunk));
      stream.on("end", () => {
        received.push({
          recipients: session.envelope.rcptTo.map(recipient => recipient.address),
          raw: Buffer.concat(chunks).toString("utf8"),
          user: typeof session.user === "string" ? session.user : null,
        });
        done(null);
      });
    },
    ...options,
  });
  // A client that hangs up in the middle is what some tests are about; the server reports it here.
  server.on("error", () => undefined);
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  return { port: readPort(server.server), received, close: () => new Promise(done => server.close(() => done())) };
}

/** A reply per command verb; "cut" ends the connection at once, "hang" never answers. */
export type Script = Partial<Record<"CONNECT" | "EHLO" | "MAIL" | "RCPT" | "DATA" | "DOT", string>>;

export type ScriptedServer = { port: number; dotsSeen: () => number; close(): Promise<void> };

/** A TCP server that speaks just enough SMTP to fail exactly where the script says. */
export async function startScriptedServer(script: Script): Promise<ScriptedServer> {
  let dots = 0;
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    let buffer = "";
    let isReceivingData = false;
    sockets.add(socket);
    socket.on("error", () => undefined);
    const answer = (step: keyof Script, usual: string) => {
      const reply = script[step] ?? usual;
      if (reply === "cut") socket.destroy();
      else if (reply !== "hang") socket.write(`${reply}\r\n`);
    };
    answer("CONNECT", "220 scripted ESMTP");
    socket.on("data", chunk => {
      buffer += chunk.toString("latin1");
      for (;;) {
        const end = isReceivingData ? buffer.indexOf("\r\n.\r\n") : buffer.indexOf("\r\n");
        if (end === -1) return;
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + (isReceivingData ? 5 : 2));
        if (isReceivingData) {
          isReceivingData = false;
          dots += 1;
          answer("DOT", "250 kept as 42");
          continue;
        }
        const verb = line.slice(0, 4).toUpperCase();
        if (verb === "EHLO") answer("EHLO", "250 scripted");
        else if (verb === "MAIL") answer("MAIL", "250 sender ok");
        else if (verb === "RCPT") answer("RCPT", "250 recipient ok");
        else if (verb === "DATA") {
          isReceivingData = (script.DATA ?? "354 go on").startsWith("354");
          answer("DATA", "354 go on");
        } else socket.write("250 ok\r\n");
      }
    });
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  return {
    port: readPort(server),
    dotsSeen: () => dots,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise(done => server.close(() => done()));
    },
  };
}

function readPort(server: Pick<Server, "address">): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}
