/** The process behind `quarterdeck mail`: writes the mails of the data folder to standard output, one line of JSON each; sends nothing. */
import { existsSync } from "node:fs";
import path from "node:path";
import { resolveDataDir } from "../../stack/data-folder.ts";
import { listMails, locateMessage, readMailText } from "./folder.ts";

const projectDir = path.resolve(import.meta.dirname, "..", "..", "..");
for (const name of [".env.local", ".env"]) {
  const file = path.join(projectDir, name);
  if (existsSync(file)) process.loadEnvFile(file);
}

const folder = path.join(resolveDataDir(projectDir, process.env), "mail");
const [wanted] = process.argv.slice(2);

for (const record of await listMails(folder)) {
  if (wanted !== undefined && record.id !== wanted) continue;
  const file = locateMessage(folder, record.id);
  // The words hold a link that signs somebody in: only for whoever asks for this one mail.
  const more = wanted === undefined ? {} : { text: await readMailText(folder, record.id) };
  process.stdout.write(`${JSON.stringify({ ...record, file: existsSync(file) ? file : null, ...more })}\n`);
}
