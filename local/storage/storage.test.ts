import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import type { SupabaseClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestGateway } from "../supabase/testing/gateway-rig.ts";
import { readText, runSql, type StorageRig, startStorageRig } from "./testing/storage-rig.ts";

let gateway: TestGateway;
let service: SupabaseClient;
let ada: SupabaseClient;
let adaId: string;
let bob: SupabaseClient;
let bobId: string;
let listFiles: StorageRig["listFiles"];

const MB = 1024 * 1024;

beforeAll(async () => {
  ({ gateway, service, ada, adaId, bob, bobId, listFiles } = await startStorageRig());
});

afterAll(() => gateway.stop());

describe("buckets", () => {
  test("are made, listed, changed, emptied and deleted with the secret key", async () => {
    expect(await service.storage.createBucket("reports", { public: false, fileSizeLimit: "2MB" })).toMatchObject({
      data: { name: "reports" },
      error: null,
    });
    expect((await service.storage.getBucket("reports")).data).toMatchObject({ public: false, file_size_limit: 2e6 });
    expect((await service.storage.listBuckets()).data?.map(bucket => bucket.id)).toEqual(
      expect.arrayContaining(["desk", "reports"]),
    );
    expect((await service.storage.updateBucket("reports", { public: true })).error).toBeNull();
    expect((await service.storage.getBucket("reports")).data?.public).toBe(true);
    await service.storage.from("reports").upload("a.txt", "one");
    expect((await service.storage.deleteBucket("reports")).error?.message).toContain("not empty");
    expect((await service.storage.emptyBucket("reports")).error).toBeNull();
    expect((await service.storage.deleteBucket("reports")).error).toBeNull();
    expect((await service.storage.getBucket("reports")).error).toMatchObject({
      message: "Bucket not found",
      statusCode: "404",
    });
  });

  test("are private and closed to everybody else unless a policy says otherwise", async () => {
    for (const client of [gateway.connect(), ada]) {
      expect((await client.storage.createBucket("mine")).error?.message).toContain("row-level security");
      expect((await client.storage.listBuckets()).data).toEqual([]);
      expect((await client.storage.deleteBucket("desk")).error).not.toBeNull();
    }
    expect((await service.storage.getBucket("desk")).data?.public).toBe(false);
  });

  test("refuse a second one of the name, a limit above the installation's, and a name that is none", async () => {
    expect((await service.storage.createBucket("desk")).error).toMatchObject({ statusCode: "409" });
    expect((await service.storage.createBucket("huge", { public: false, fileSizeLimit: "1GB" })).error).toMatchObject({
      statusCode: "413",
    });
    expect((await service.storage.createBucket("a/b")).error?.message).toBe("Bucket name invalid");
    expect((await service.storage.createBucket("..")).error?.message).toBe("Bucket name invalid");
  });
});

describe("objects", () => {
  test("come back as they went in, with their type, their validators and their own metadata", async () => {
    const bytes = randomBytes(100_000);
    const key = `${adaId}/figures/one.png`;
    const up = await ada.storage
      .from("desk")
      .upload(key, bytes, { contentType: "image/png", cacheControl: "60", metadata: { source: "report" } });
    expect(up).toMatchObject({ error: null, data: { path: key, fullPath: `desk/${key}` } });
    const down = await ada.storage.from("desk").download(key);
    expect(Buffer.from((await down.data?.arrayBuffer()) ?? new ArrayBuffer())).toEqual(bytes);
    const info = await ada.storage.from("desk").info(key);
    expect(info.data).toMatchObject({
      id: up.data?.id,
      size: 100_000,
      contentType: "image/png",
      cacheControl: "max-age=60",
      metadata: { source: "report" },
    });
    expect((await ada.storage.from("desk").exists(key)).data).toBe(true);
    expect((await ada.storage.from("desk").exists(`${adaId}/nothing`)).data).toBe(false);
  });

  test.each([
    ["a string", () => "words", "words"],
    ["a Blob, by a form", () => new Blob(["words"], { type: "text/plain" }), "words"],
    ["an empty file", () => new Blob([], { type: "text/plain" }), ""],
    ["a Node stream", () => Readable.from([Buffer.from("wor"), Buffer.from("ds")]), "words"],
    [
      "bytes that look like a form's end",
      () => new Blob(["\r\n--", "x\r\n--\r\n\r\n------formdata"]),
      "\r\n--x\r\n--\r\n\r\n------formdata",
    ],
  ])("may be sent as %s", async (_, make, text) => {
    const key = `${adaId}/shapes/${crypto.randomUUID()}`;
    const options = { contentType: "text/plain", duplex: "half" };
    expect((await ada.storage.from("desk").upload(key, make(), options)).error).toBeNull();
    expect(await readText(await ada.storage.from("desk").download(key))).toBe(text);
  });

  test("of 12 MB and more go through as a stream, whole, by a form and by the body", async () => {
    const bytes = randomBytes(12 * MB);
    for (const body of [bytes, new Blob([bytes])]) {
      const key = `${adaId}/large/${crypto.randomUUID()}`;
      expect((await ada.storage.from("desk").upload(key, body)).error).toBeNull();
      const back = await (await ada.storage.from("desk").download(key)).data?.arrayBuffer();
      expect(Buffer.compare(Buffer.from(back ?? new ArrayBuffer()), bytes)).toBe(0);
    }
  }, 60_000);

  test("are replaced only when that is asked for, and the file replaced goes", async () => {
    const key = `${adaId}/plan.txt`;
    const files = ada.storage.from("desk");
    await files.upload(key, "one");
    expect((await files.upload(key, "two")).error).toMatchObject({
      statusCode: "409",
      message: "The resource already exists",
    });
    expect(await readText(await files.download(key))).toBe("one");
    const before = listFiles().length;
    expect((await files.upload(key, "three", { upsert: true })).error).toBeNull();
    expect((await files.update(key, "four")).error).toBeNull();
    expect(await readText(await files.download(key))).toBe("four");
    expect(listFiles()).toHaveLength(before);
  });

  test("are listed by folder, with paging, sorting and searching", async () => {
    const files = ada.storage.from("desk");
    for (const name of ["b.txt", "a.txt", "deep/c.txt", "deep/er/d.txt", "50%_off.txt".replace("%", "-")]) {
      await files.upload(`${adaId}/list/${name}`, name);
    }
    const names = async (options?: Parameters<typeof files.list>[1]) =>
      (await files.list(`${adaId}/list`, options)).data?.map(entry => [entry.name, entry.id !== null]);
    expect(await names()).toEqual([
      ["50-_off.txt", true],
      ["a.txt", true],
      ["b.txt", true],
      ["deep", false],
    ]);
    expect(await names({ limit: 1, offset: 1 })).toEqual([["a.txt", true]]);
    expect(await names({ sortBy: { column: "name", order: "desc" }, limit: 1 })).toEqual([["deep", false]]);
    expect(await names({ search: "a" })).toEqual([["a.txt", true]]);
    expect(await names({ search: "%" })).toEqual([]);
    const page = await files.listV2({ prefix: `${adaId}/list/`, with_delimiter: true, limit: 3 });
    expect(page.data).toMatchObject({ hasNext: true, objects: { length: 3 }, folders: [] });
    const next = await files.listV2({
      prefix: `${adaId}/list/`,
      with_delimiter: true,
      cursor: page.data?.nextCursor ?? "",
    });
    expect(next.data).toMatchObject({ hasNext: false, objects: [], folders: [{ name: `${adaId}/list/deep/` }] });
  });

  test("are moved and copied, within the person's own folder only", async () => {
    const files = ada.storage.from("desk");
    await files.upload(`${adaId}/from.txt`, "words", { metadata: { kept: true } });
    expect((await files.copy(`${adaId}/from.txt`, `${adaId}/copy.txt`)).data).toEqual({
      path: `desk/${adaId}/copy.txt`,
    });
    expect((await files.move(`${adaId}/from.txt`, `${adaId}/to.txt`)).error).toBeNull();
    expect((await files.exists(`${adaId}/from.txt`)).data).toBe(false);
    expect(await readText(await files.download(`${adaId}/to.txt`))).toBe("words");
    expect((await files.info(`${adaId}/copy.txt`)).data?.metadata).toEqual({ kept: true });
    expect((await files.move(`${adaId}/to.txt`, `${adaId}/copy.txt`)).error).toMatchObject({ statusCode: "409" });
    for (const verb of ["move", "copy"] as const) {
      expect((await files[verb](`${adaId}/to.txt`, `${bobId}/stolen.txt`)).error).toMatchObject({ statusCode: "403" });
      expect((await bob.storage.from("desk")[verb](`${adaId}/to.txt`, `${bobId}/got.txt`)).error).toMatchObject({
        statusCode: "404",
      });
    }
  });

  test("are removed with their files, and those of others are not even mentioned", async () => {
    const files = ada.storage.from("desk");
    await files.upload(`${adaId}/gone.txt`, "words");
    const before = listFiles().length;
    expect((await bob.storage.from("desk").remove([`${adaId}/gone.txt`])).data).toEqual([]);
    expect(
      (
        await gateway
          .connect()
          .storage.from("desk")
          .remove([`${adaId}/gone.txt`])
      ).data,
    ).toEqual([]);
    const gone = await files.remove([`${adaId}/gone.txt`, `${adaId}/never.txt`]);
    expect(gone.data?.map(entry => entry.name)).toEqual([`${adaId}/gone.txt`]);
    expect(listFiles()).toHaveLength(before - 1);
  });
});

describe("who may do what", () => {
  test("is decided by the policies of storage.objects, in the role of the request", async () => {
    const key = `${adaId}/private.txt`;
    await ada.storage.from("desk").upload(key, "words");
    for (const client of [bob, gateway.connect()]) {
      const files = client.storage.from("desk");
      expect((await files.download(key)).error).toMatchObject({ status: 400 });
      expect((await files.list(adaId)).data).toEqual([]);
      expect((await files.createSignedUrl(key, 60)).error).toMatchObject({ statusCode: "404" });
      expect((await files.upload(`${adaId}/planted.txt`, "x")).error).toMatchObject({ statusCode: "403" });
      expect((await files.upload(key, "x", { upsert: true })).error).toMatchObject({ statusCode: "403" });
      expect((await files.update(key, "x")).error).toMatchObject({ statusCode: "403" });
      expect((await files.createSignedUploadUrl(`${adaId}/planted.txt`)).error).toMatchObject({ statusCode: "403" });
    }
    expect(await readText(await ada.storage.from("desk").download(key))).toBe("words");
    expect(await readText(await service.storage.from("desk").download(key))).toBe("words");
  });

  test("a request without a key, with a forged token, or with the secret key out of a browser is refused", async () => {
    const address = `${gateway.url}/storage/v1/object/desk/${adaId}/private.txt`;
    const session = (await ada.auth.getSession()).data.session?.access_token ?? "";
    const tokens = [`${session.split(".").slice(0, 2).join(".")}.AAAA`, "abc"];
    expect((await fetch(address)).status).toBe(400);
    for (const token of tokens) {
      const headers = { apikey: gateway.keys.publishableKey, authorization: `Bearer ${token}` };
      expect(await (await fetch(address, { headers })).json()).toMatchObject({ statusCode: "403", code: "InvalidJWT" });
    }
    const headers = { apikey: gateway.keys.secretKey, "user-agent": "Mozilla/5.0 (X11) Chrome/140" };
    expect(await (await fetch(address, { headers })).json()).toMatchObject({ statusCode: "403" });
    const withSession = { apikey: gateway.keys.publishableKey, authorization: `Bearer ${session}` };
    expect((await fetch(address, { headers: withSession })).status).toBe(200);
  });

  test("no SQL deletes a row past the storage API, which would leave its file behind", async () => {
    await expect(runSql(gateway.database.url, "delete from storage.objects")).rejects.toThrow("Use the Storage API");
  });
});
