/** Backup and restore of a real database with files beside it, through the same calls and processes that a person starts. */
import { spawn } from "node:child_process";
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { placePostgres } from "../postgres/place.ts";
import { openDataFolder } from "../stack/data-folder.ts";
import { takeLock } from "../stack/lock.ts";
import { describeDifferences, type Figure, takeInventory } from "./inventory.ts";
import type { Manifest, Reach } from "./manifest.ts";
import { type RestoreRequest, restoreBackup, verifyBackup } from "./restore-backup.ts";
import { takeBackup } from "./take-backup.ts";
import { withServer } from "./temporary-server.ts";
import {
  createFolder,
  createProductFolder,
  type ProductFolder,
  removeFolders,
  runProduct,
  settings,
} from "./testing/product-folder.ts";

const abort = new AbortController().signal;
const say = () => undefined;
const folders: string[] = [];
const makeFolder = () => {
  const folder = createFolder();
  folders.push(folder);
  return folder;
};

let product: ProductFolder;
let original: Figure[];
let plain: string;
let sealed: string;
let manifest: Manifest;
let reach: Reach;

const back = (target: string, passphrase?: string) =>
  takeBackup({ dataDir: product.dataDir, target, product: "0.1.0", passphrase, say, abort });
const restore = (dataDir: string, changes: Partial<RestoreRequest> = {}) => {
  const request = { file: plain, dataDir, passphrase: undefined, reach, mayReplace: false, isLastState: true };
  return restoreBackup({ ...request, say, abort, ...changes });
};
const readFigures = async (dataDir: string) =>
  withServer(await placePostgres(dataDir), product.keys.superuserPassword, settings, takeInventory);

beforeAll(async () => {
  product = await createProductFolder();
  const target = makeFolder();
  folders.push(product.dataDir);
  plain = path.join(target, "plain.tar.gz");
  sealed = path.join(target, "sealed.tar.gz.encrypted");
  manifest = await runProduct(product, async url => {
    original = await takeInventory(url);
    await back(sealed, "open sesame");
    return back(plain);
  });
  reach = { postgres: manifest.postgres, migration: manifest.migration };
}, 240_000);

afterAll(() => removeFolders(folders));

describe("A backup", () => {
  test("counts every table, sequence, role, grant and policy of the running product as they are", () => {
    expect(describeDifferences(original, manifest.figures)).toEqual([]);
    const rows = (name: string) => manifest.figures.find(figure => figure.name === name)?.rows;
    expect([rows("public.activity"), rows("public.deliveries"), manifest.wasRunning]).toEqual([20_000, 3, true]);
  });

  test("is readable by its owner only, and leaves nothing of its making behind", () => {
    expect(statSync(plain).mode & 0o777).toBe(0o600);
    expect(readdirSync(path.dirname(plain)).sort()).toEqual(["plain.tar.gz", "sealed.tar.gz.encrypted"]);
    expect(readdirSync(product.dataDir).filter(name => name.startsWith("backup"))).toEqual([]);
  });

  test("holds the keys, the stored files and the mails of sign-in, and no other log", () => {
    const beside = manifest.files.map(file => file.path).filter(name => !name.startsWith("postgres/"));
    expect(beside).toEqual(["keys.json", "logs/mail.log", "storage/outputs/report.bin", "version"]);
  });

  test("never overwrites a file", async () => {
    await expect(back(plain)).rejects.toThrow(`${plain} exists already. Choose another name.`);
  });

  test("that is interrupted leaves no file", async () => {
    const target = path.join(makeFolder(), "cut.tar.gz");
    const controller = new AbortController();
    const taken = takeBackup({
      dataDir: product.dataDir,
      target,
      product: "0.1.0",
      passphrase: undefined,
      say: message => {
        if (message.startsWith("Writing")) controller.abort();
      },
      abort: controller.signal,
    });
    await expect(taken).rejects.toThrow();
    expect(readdirSync(path.dirname(target))).toEqual([]);
  }, 120_000);

  test("of a product under writes shows one moment: what was committed together is there together", async () => {
    const target = path.join(makeFolder(), "busy.tar.gz");
    await runProduct(product, async url => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.query("create table ones (n bigserial, text text); create table twos (n bigserial, text text)");
      let isOver = false;
      let written = 0;
      const writing = (async () => {
        while (!isOver) {
          await client.query(
            "with one as (insert into ones (text) values (repeat('x', 500))) insert into twos (text) values (repeat('y', 500))",
          );
          written += 1;
        }
      })();
      const { figures } = await back(target).finally(() => {
        isOver = true;
      });
      await writing;
      await client.query("drop table ones, twos");
      await client.end();
      const rows = (name: string) => figures.find(figure => figure.name === name)?.rows ?? -1;
      expect(rows("public.ones")).toBe(rows("public.twos"));
      expect(rows("public.ones")).toBeGreaterThan(0);
      expect(rows("public.ones")).toBeLessThan(written);
    });
    await verifyBackup({ file: target, passphrase: undefined, reach, abort });
  }, 240_000);
});

describe("A restore", () => {
  test("into an empty folder gives back every row, sequence, role, grant, policy and file", async () => {
    const into = makeFolder();
    const report = await restore(into, { file: sealed, passphrase: "open sesame" });
    expect([report.held, report.replacedIn]).toEqual([null, null]);
    expect(describeDifferences(original, await readFigures(into))).toEqual([]);
    for (const name of ["keys.json", "version", "logs/mail.log", "storage/outputs/report.bin"]) {
      expect(readFileSync(path.join(into, name)).equals(readFileSync(path.join(product.dataDir, name)))).toBe(true);
    }
    expect(statSync(path.join(into, "keys.json")).mode & 0o777).toBe(0o600);
    expect(() => openDataFolder(into)).not.toThrow();
  }, 120_000);

  test("pauses every agent, gives what was about to leave back to a decision and calls what was leaving unknown", async () => {
    const into = makeFolder();
    const { held } = await restore(into, { isLastState: false });
    expect(held).toEqual({ agents: 2, deliveries: 1, unknown: 1 });
    await withServer(await placePostgres(into), product.keys.superuserPassword, settings, async url => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      const { rows } = await client.query(
        `select split_part(d.recipient, '@', 1) as was, d.status as delivery, a.status as approval, a.decided_by
         from deliveries d join approvals a on a.id = d.approval_id order by 1`,
      );
      const paused = await client.query("select bool_and(paused_at is not null) as all_paused from agents");
      const told = await client.query(
        "select verb, count(*)::int as times from activity where actor_id = 'restore' group by 1 order by 1",
      );
      await client.end();
      expect(rows).toEqual([
        { was: "confirmed", delivery: "confirmed", approval: "approved", decided_by: "somebody" },
        { was: "intended", delivery: "recalled", approval: "pending", decided_by: null },
        { was: "sending", delivery: "unknown", approval: "approved", decided_by: "somebody" },
      ]);
      expect(paused.rows).toEqual([{ all_paused: true }]);
      expect(told.rows).toEqual([
        { verb: "agent.paused", times: 2 },
        { verb: "delivery.recalled", times: 1 },
        { verb: "delivery.unknown", times: 1 },
      ]);
    });
  }, 120_000);

  test("refuses a folder that holds something, and with --replace moves that aside without deleting it", async () => {
    const into = makeFolder();
    writeFileSync(path.join(into, "keys.json"), "precious");
    await expect(restore(into)).rejects.toThrow(`${into} is not empty.`);
    const { replacedIn } = await restore(into, { mayReplace: true });
    expect(readFileSync(path.join(replacedIn ?? "", "keys.json"), "utf8")).toBe("precious");
    expect(readdirSync(into).filter(name => !name.startsWith("replaced-"))).toEqual(
      ["keys.json", "logs", "postgres", "storage", "version"].filter(name => existsSync(path.join(into, name))),
    );
    expect(describeDifferences(original, await readFigures(into))).toEqual([]);
  }, 120_000);

  test("refuses a folder on which the product runs", async () => {
    const into = makeFolder();
    const release = takeLock(into, "http://localhost:3000");
    await expect(restore(into)).rejects.toThrow(/already running on this data folder.*http:\/\/localhost:3000/);
    release();
  });

  test("that is killed half-way is refused by the next start, and can be run again", async () => {
    const into = makeFolder();
    const child = spawn(process.execPath, [path.join(import.meta.dirname, "main.ts"), "restore", plain], {
      env: { PATH: process.env.PATH, QUARTERDECK_DATA: into } as unknown as NodeJS.ProcessEnv,
      stdio: "ignore",
    });
    const ended = new Promise(resolve => child.once("close", resolve));
    const isUnpacking = () => readdirSync(into).some(name => existsSync(path.join(into, name, "keys.json")));
    await vi.waitFor(() => expect(isUnpacking()).toBe(true), { timeout: 60_000, interval: 5 });
    child.kill("SIGKILL");
    await ended;
    expect(() => openDataFolder(into)).toThrow(/A restore of .*plain.tar.gz into .* did not finish/);
    await restore(into);
    expect(() => openDataFolder(into)).not.toThrow();
    expect(describeDifferences(original, await readFigures(into))).toEqual([]);
  }, 120_000);

  test("that is killed while it puts things in place asks for --replace, and keeps what it finds", async () => {
    const into = makeFolder();
    writeFileSync(path.join(into, "restore-unfinished"), `${plain}\n`);
    writeFileSync(path.join(into, "keys.json"), "half of it");
    await expect(restore(into)).rejects.toThrow("An earlier restore");
    const { replacedIn } = await restore(into, { mayReplace: true });
    expect(readFileSync(path.join(replacedIn ?? "", "keys.json"), "utf8")).toBe("half of it");
    expect(() => openDataFolder(into)).not.toThrow();
  }, 120_000);

  test("that fails leaves the folder as it was", async () => {
    const into = makeFolder();
    const damaged = damage(sealed, 0.5);
    await expect(restore(into, { file: damaged, passphrase: "open sesame" })).rejects.toThrow("is damaged");
    expect(readdirSync(into)).toEqual([]);
  }, 120_000);
});

describe("A file that is not the whole truth is refused, and named:", () => {
  const check = (file: string, passphrase?: string) => verifyBackup({ file, passphrase, reach, abort });

  test.each([0.02, 0.3, 0.6, 0.98])("a disk's mistake at %s of it", async where => {
    // One bit of gzip may say the same in other words, as where it repeats zeros from; sixty-four mixed bytes do not.
    await expect(check(damage(plain, where, 64))).rejects.toThrow(/changed.*(is damaged|was cut|not a backup)/);
    await expect(check(damage(sealed, where), "open sesame")).rejects.toThrow(/changed.*is damaged/);
  });

  test.each([0.2, 0.999])("cut at %s of it", async where => {
    for (const [source, passphrase] of [
      [plain, undefined],
      [sealed, "open sesame"],
    ] as const) {
      const file = path.join(makeFolder(), "cut.tar.gz");
      copyFileSync(source, file);
      truncateSync(file, Math.floor(statSync(file).size * where));
      await expect(check(file, passphrase)).rejects.toThrow(/cut.tar.gz.*was cut/);
    }
  });

  test("a wrong passphrase, none, and a file of another kind", async () => {
    await expect(check(sealed, "open barley")).rejects.toThrow(`The passphrase does not open ${sealed}.`);
    await expect(check(sealed)).rejects.toThrow("is encrypted. Give its passphrase with --passphrase-file");
    const other = path.join(makeFolder(), "other.tar.gz");
    writeFileSync(other, "nothing of ours");
    await expect(check(other)).rejects.toThrow("is not a backup of Quarterdeck");
    await expect(check(`${other}.gone`)).rejects.toThrow(`There is no file ${other}.gone.`);
  });

  test("one of newer code, and one of another PostgreSQL", async () => {
    const older = { ...reach, migration: "20250101000000" };
    await expect(verifyBackup({ file: plain, passphrase: undefined, reach: older, abort })).rejects.toThrow(
      "was made by a newer Quarterdeck (0.1.0). Update the code",
    );
    const other = { ...reach, postgres: 17 };
    await expect(verifyBackup({ file: plain, passphrase: undefined, reach: other, abort })).rejects.toThrow(
      `holds a database of PostgreSQL ${reach.postgres}, and this code brings 17`,
    );
  });
});

/** A copy with one bit changed in so many bytes at a share of its length. */
function damage(source: string, where: number, count = 1): string {
  const file = path.join(makeFolder(), "changed.tar.gz");
  const bytes = readFileSync(source);
  const position = Math.floor(bytes.length * where);
  // A pattern of its own: the same change in every byte of a long repetition may spell the same repetition.
  for (let index = position; index < position + count; index += 1)
    bytes[index] = (bytes[index] ?? 0) ^ (((16 + index * 37) % 255) + 1);
  writeFileSync(file, bytes);
  return file;
}
