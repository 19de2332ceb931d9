import { statSync } from "node:fs";
import { Readable } from "node:stream";
import type { SupabaseClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectConsole } from "#testing/console.ts";
import type { TestGateway } from "../supabase/testing/gateway-rig.ts";
import { readText, runSql, type StorageRig, startStorageRig } from "./testing/storage-rig.ts";

let gateway: TestGateway;
let service: SupabaseClient;
let ada: SupabaseClient;
let adaId: string;
let bobId: string;
let listFiles: StorageRig["listFiles"];

const MB = 1024 * 1024;

beforeAll(async () => {
  ({ gateway, service, ada, adaId, bobId, listFiles } = await startStorageRig());
});

afterAll(() => gateway.stop());

describe("addresses", () => {
  test("that are signed open one object for a while, without a key", async () => {
    const key = `${adaId}/shared file.txt`;
    await ada.storage.from("desk").upload(key, "words");
    const signed = await ada.storage.from("desk").createSignedUrl(key, 60, { download: "für Bob.txt" });
    const answer = await fetch(signed.data?.signedUrl ?? "");
    expect(await answer.text()).toBe("words");
    expect(answer.headers.get("content-disposition")).toBe(
      `attachment; filename="f_r Bob.txt"; filename*=UTF-8''f%C3%BCr%20Bob.txt`,
    );
    const other = (signed.data?.signedUrl ?? "").replace("shared%20file", "private");
    expect(await (await fetch(other)).json()).toMatchObject({ code: "InvalidSignature" });
    const many = await ada.storage.from("desk").createSignedUrls([key, `${bobId}/x`], 60);
    expect(many.data?.map(entry => entry.error)).toEqual([null, expect.stringContaining("does not exist")]);
    const brief = (await ada.storage.from("desk").createSignedUrl(key, 1)).data?.signedUrl ?? "";
    await expect.poll(async () => (await fetch(brief)).status, { timeout: 10_000, interval: 200 }).toBe(400);
    expect(await (await fetch(brief)).json()).toMatchObject({ code: "ExpiredToken" });
  });

  test("that are signed for an upload take one object of their owner", async () => {
    const key = `${adaId}/by-address.txt`;
    const { data } = await ada.storage.from("desk").createSignedUploadUrl(key);
    const stranger = gateway.connect().storage.from("desk");
    expect((await stranger.uploadToSignedUrl(key, data?.token ?? "", "words")).error).toBeNull();
    expect(await readText(await ada.storage.from("desk").download(key))).toBe("words");
    expect((await stranger.uploadToSignedUrl(key, data?.token ?? "", "again")).error).toMatchObject({
      statusCode: "409",
    });
    expect((await stranger.uploadToSignedUrl(`${adaId}/else.txt`, data?.token ?? "", "x")).error).not.toBeNull();
    const download = (await ada.storage.from("desk").createSignedUrl(key, 60)).data?.signedUrl ?? "";
    const token = new URL(download).searchParams.get("token") ?? "";
    expect((await stranger.uploadToSignedUrl(key, token, "x")).error).toMatchObject({ statusCode: "400" });
    expect((await gateway.connect().auth.getUser(token)).error).not.toBeNull();
  });

  test("that are public exist for public buckets only", async () => {
    await service.storage.createBucket("site", { public: true });
    await service.storage.from("site").upload("logo.txt", "logo");
    await service.storage.from("site").upload("page.html", "<script>1</script>", { contentType: "text/html" });
    const open = async (bucket: string, key: string) =>
      fetch(gateway.connect().storage.from(bucket).getPublicUrl(key).data.publicUrl);
    expect(await (await open("site", "logo.txt")).text()).toBe("logo");
    expect((await open("site", "page.html")).headers.get("content-type")).toContain("text/plain");
    expect(await (await open("desk", `${adaId}/private.txt`)).json()).toMatchObject({ message: "Bucket not found" });
    expect((await gateway.connect().storage.from("site").list()).data).toEqual([]);
  });

  test("answer ranges, validators and HEAD", async () => {
    const key = `${adaId}/ranges.txt`;
    await ada.storage.from("desk").upload(key, "0123456789");
    const address = (await ada.storage.from("desk").createSignedUrl(key, 60)).data?.signedUrl ?? "";
    const get = async (headers: Record<string, string>, method = "GET") => {
      const answer = await fetch(address, { headers, method });
      return [answer.status, await answer.text(), answer.headers.get("content-range")];
    };
    const etag = (await fetch(address)).headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
    expect(await get({ range: "bytes=2-4" })).toEqual([206, "234", "bytes 2-4/10"]);
    expect(await get({ range: "bytes=-3" })).toEqual([206, "789", "bytes 7-9/10"]);
    expect(await get({ range: "bytes=8-" })).toEqual([206, "89", "bytes 8-9/10"]);
    expect(await get({ range: "bytes=10-" })).toEqual([416, "", "bytes */10"]);
    expect(await get({ range: "bytes=0-1", "if-range": '"other"' })).toEqual([200, "0123456789", null]);
    expect(await get({ "if-none-match": etag })).toEqual([304, "", null]);
    expect(await get({}, "HEAD")).toEqual([200, "", null]);
  });
});

describe("what is refused", () => {
  test.each([
    "../x",
    "a/../../x",
    "a//b",
    "/",
    "%2e%2e/x",
    "naïve.txt",
    "灯.txt",
    "a\\b",
    "a%00b",
    "x".repeat(1_025),
    ".",
  ])("an object called %j, and nothing is written", async name => {
    const before = listFiles().length;
    const address = `${gateway.url}/storage/v1/object/desk/${name.includes("%") ? name : name.split("/").map(encodeURIComponent).join("/")}`;
    const answer = await fetch(address.replace("..", "%2e%2e"), {
      method: "POST",
      headers: { apikey: gateway.keys.secretKey, "content-type": "text/plain" },
      body: "x",
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(listFiles()).toHaveLength(before);
  });

  test("a file above the bucket's limit, whether it says its size or not, and nothing of it stays", async () => {
    await service.storage.createBucket("small", {
      public: false,
      fileSizeLimit: 1_000,
      allowedMimeTypes: ["image/*", "text/plain"],
    });
    const before = listFiles().length;
    const files = service.storage.from("small");
    const large = { statusCode: "413", message: "The object exceeded the maximum allowed size" };
    expect((await files.upload("a.txt", "x".repeat(1_001), { contentType: "text/plain" })).error).toMatchObject(large);
    const stream = Readable.from(Array.from({ length: 100 }, () => Buffer.alloc(100)));
    expect((await files.upload("b.txt", stream, { contentType: "text/plain", duplex: "half" })).error).toMatchObject(
      large,
    );
    expect((await files.upload("c.txt", new Blob(["x".repeat(1_001)], { type: "text/plain" }))).error).toMatchObject(
      large,
    );
    expect((await files.upload("ok.txt", "x".repeat(1_000), { contentType: "text/plain" })).error).toBeNull();
    expect((await files.upload("d.pdf", "x", { contentType: "application/pdf" })).error).toMatchObject({
      statusCode: "415",
    });
    expect((await files.upload("e.png", new Blob(["x"], { type: "image/png" }))).error).toBeNull();
    expect(listFiles()).toHaveLength(before + 2);
  });

  test("a file above the installation's limit", async () => {
    const { data } = await ada.storage.from("desk").createSignedUploadUrl(`${adaId}/huge.bin`);
    const answer = await fetch(data?.signedUrl ?? "", { method: "PUT", body: new Uint8Array(50 * MB + 1) });
    expect(await answer.json()).toMatchObject({ statusCode: "413" });
  }, 60_000);

  test("what only hosted Supabase offers, by name", async () => {
    const answer = await ada.storage.from("desk").download(`${adaId}/plan.txt`, { transform: { width: 10 } });
    const { message } = await (await fetch(`${gateway.url}/storage/v1/upload/resumable`, { method: "POST" })).json();
    expect(answer.error).not.toBeNull();
    expect(message).toContain("Resumable upload is not offered");
  });
});

describe("files and rows stay together", () => {
  test("an upload that is cut off leaves neither", async () => {
    const before = listFiles().length;
    const key = `${adaId}/cut.bin`;
    const controller = new AbortController();
    const body = new ReadableStream({
      async pull(stream) {
        stream.enqueue(new Uint8Array(64 * 1024));
        await new Promise(resolve => setTimeout(resolve, 5));
      },
    });
    const session = (await ada.auth.getSession()).data.session?.access_token ?? "";
    const request = fetch(`${gateway.url}/storage/v1/object/desk/${key}`, {
      method: "POST",
      headers: { apikey: gateway.keys.publishableKey, authorization: `Bearer ${session}` },
      body,
      duplex: "half",
      signal: controller.signal,
    } as RequestInit);
    const isUnderWay = () => listFiles().some(file => file.includes("incoming") && statSync(file).size > 0);
    await expect.poll(isUnderWay, { timeout: 10_000 }).toBe(true);
    controller.abort();
    await expect(request).rejects.toThrow();
    await expect.poll(() => listFiles().length, { timeout: 10_000 }).toBe(before);
    expect((await ada.storage.from("desk").exists(key)).data).toBe(false);
  });

  test("a hundred writers of one object leave one row and one file", async () => {
    const key = `${adaId}/race.txt`;
    const before = listFiles().length;
    const files = ada.storage.from("desk");
    const first = await Promise.all(Array.from({ length: 20 }, (_, index) => files.upload(key, `first ${index}`)));
    expect(first.filter(answer => answer.error === null)).toHaveLength(1);
    const more = await Promise.all(
      Array.from({ length: 100 }, (_, index) => files.upload(key, `${index}`, { upsert: true })),
    );
    expect(more.filter(answer => answer.error !== null)).toEqual([]);
    expect(Number(await readText(await files.download(key)))).toBeLessThan(100);
    expect(listFiles()).toHaveLength(before + 1);
  }, 60_000);

  test("a database that drops its connections costs the requests of that moment, and nothing after it", async () => {
    const files = ada.storage.from("desk");
    expectConsole("error", /storage:/);
    let isOver = false;
    const working = (async () => {
      for (let count = 0; !isOver; count += 1)
        await files.upload(`${adaId}/dropped-${count % 5}.txt`, "x", { upsert: true });
    })();
    for (let count = 0; count < 10; count += 1) {
      await runSql(
        gateway.database.adminUrl,
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'storage'",
      );
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    isOver = true;
    await working;
    expect((await files.upload(`${adaId}/after.txt`, "words")).error).toBeNull();
    expect(await readText(await files.download(`${adaId}/after.txt`))).toBe("words");
  }, 60_000);
});
