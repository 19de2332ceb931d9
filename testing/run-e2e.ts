/** `npm run e2e`: the whole product and a real mail server, on free ports and in a folder of their own, for Playwright's journeys. */
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startMailServer } from "./mail-server.ts";
import { startProduct } from "./product.ts";

const mailFolder = mkdtempSync(path.join(tmpdir(), "quarterdeck-mail-"));
const mail = await startMailServer(mailFolder);
const product = await startProduct({
  environment: { SMTP_URL: mail.url, SMTP_FROM: "Quarterdeck <desk@quarterdeck.example>" },
});
process.stdout.write(`The product is ready at ${product.url} after ${Math.round(product.startedInMs / 1000)} s.\n`);

try {
  const playwright = path.join(import.meta.dirname, "..", "node_modules", "@playwright", "test", "cli.js");
  const run = spawn(
    process.execPath,
    [playwright, "test", "--config", "e2e/playwright.config.ts", ...process.argv.slice(2)],
    {
      cwd: path.join(import.meta.dirname, ".."),
      env: {
        ...process.env,
        QUARTERDECK_URL: product.url,
        QUARTERDECK_DATA: product.dataDir,
        QUARTERDECK_MAIL: mailFolder,
      },
      stdio: "inherit",
    },
  );
  process.exitCode = await new Promise<number>(resolve => run.once("exit", code => resolve(code ?? 1)));
} finally {
  await product.stop();
  await mail.stop();
}
