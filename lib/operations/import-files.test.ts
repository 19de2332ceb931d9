import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { explainAbsence, hasDataSet, readDataSetBytes } from "#testing/data-set.ts";
import { toInputFile } from "./input-file.ts";
import { type OperationsRig, openOperationsRig } from "./testing/operations-rig.ts";

let rig: OperationsRig;
beforeAll(async () => {
  rig = await openOperationsRig();
});
afterAll(() => rig.close());

const findByEmail = (email: string) =>
  rig.asPerson(session => session.selectFrom("contacts").selectAll().where("email", "=", email).executeTakeFirst());

describe("Files as they come", () => {
  const importBytes = (kind: string, bytes: Uint8Array | string, input = {}) =>
    rig.call("import.create", { kind, file_name: "file.csv", ...input }, rig.owner, undefined, toInputFile(bytes));

  it("in another encoding, with NULs, ragged rows, an open quote and invalid bytes keep every good row and tell of each bad one", async () => {
    const lines = [
      "id,name,town",
      "r1,Åsa,Malmö",
      "r2,B\u0000,Rome",
      "r3,Cy",
      'r4,"Di,Paris',
      "r5,Ed,Köln,,",
      "r6,\ud83d\ude03".repeat(1),
    ].join("\n");
    const bytes = Buffer.concat([
      Buffer.from(`${lines}\nr7,F`),
      Buffer.from([0xff]),
      Buffer.from(",Oslo\nr8,Gus,Bonn\n"),
    ]);
    const report = await importBytes("contacts", bytes);
    expect(report).toMatchObject({ encoding: "utf-8", accepted: 3, rejected: 5 });
    expect(report.rejections).toMatchObject([
      { line: 3, field: "name", reason: expect.stringContaining("NUL") },
      { line: 4, field: "row", reason: expect.stringContaining("2 fields") },
      { line: 5, field: "row", reason: expect.stringContaining("never closed") },
      { line: 7, field: "row", reason: expect.stringContaining("2 fields") },
      { line: 8, field: "row", reason: expect.stringContaining("not valid in UTF-8") },
    ]);
    const western = await importBytes("contacts", Buffer.from("name\nZoë\n", "latin1"));
    expect(western).toMatchObject({ encoding: "windows-1252", accepted: 1, rejected: 0 });
  });

  it("may have refused cells whose beginning no column could hold", async () => {
    const long = `${"x".repeat(39)}😃${"y".repeat(20)}`;
    const report = await importBytes("contacts", `name,when\nAda,${long}\nBen,\u0000\nCy,2026-01-01\n`, {
      mapping: { name: "name", when: "last_interaction_at" },
    });
    expect(report).toMatchObject({ accepted: 1, rejected: 2 });
  });

  it("tell which later row took the place of which earlier one, in the file; the later one counts", async () => {
    const csv = "id,email,name\n91,w1@f.example,One\n92,w2@f.example,Two\n91,,One again\n93,W2@f.example,Mixed\n";
    const report = await importBytes("contacts", csv, { mapping: { id: "external_id", email: "email", name: "name" } });
    expect(report).toMatchObject({ accepted: 2, updated: 2, replaced: 2, rejected: 0 });
    expect(report.notes).toMatchObject([
      { line: 4, field: "external_id", reason: expect.stringContaining("as line 2") },
      { line: 5, field: "email", reason: expect.stringContaining("as line 3") },
    ]);
    expect(await findByEmail("w1@f.example")).toMatchObject({ name: "One again", external_id: "91" });
  });

  it("are imported once for a key, and another file with that key is refused", async () => {
    const input = { kind: "contacts", file_name: "k.csv" };
    const call = (text: string) => rig.call("import.create", input, rig.owner, "upload-1", toInputFile(text));
    const first = await call("name\nKay\n");
    expect(await call("name\nKay\n")).toEqual(first);
    await expect(call("name\nLee\n")).rejects.toMatchObject({ code: "invalid" });
  });

  it("need no mapping when the guesses are right, and what is left out can be kept as attributes", async () => {
    const report = await importBytes("contacts", "who,shoe\nAda,39\n", {
      mapping: { who: "name" },
      others: "attribute",
    });
    expect(report).toMatchObject({ accepted: 1, mapping: { who: "name", shoe: "attribute" } });
    await expect(importBytes("posts", "text\nhello\n", { others: "attribute" })).rejects.toMatchObject({
      code: "invalid",
    });
  });
});

describe("Importing what creators do", () => {
  const importText = (kind: string, text: string, options = {}) =>
    rig.call("import.create", { kind, file_name: "c.csv", options }, rig.owner, undefined, toInputFile(text));

  it("takes creators by handle whatever its case, and adds the niches they are seen in", async () => {
    const first = await importText(
      "creators",
      "handle,name,followers,engagement rate,topic,link\n@Ada,Ada L,1200,3.5%,sewing,https://example.com/ada\nben,,10,0.5,sewing,\nCy,,ten,,sewing,\nDi,,5,7,sewing,\n",
      { platform: "Instagram" },
    );
    expect(first).toMatchObject({
      accepted: 2,
      rejected: 2,
      rejections: [{ field: "followers" }, { field: "engagement rate" }],
    });
    const second = await importText("creators", "username,topic\nADA,knitting\n", { platform: "instagram" });
    expect(second).toMatchObject({ accepted: 0, updated: 1 });
    const rows = await rig.asPerson(session =>
      session.selectFrom("creators").selectAll().orderBy("handle_key").execute(),
    );
    expect(rows).toMatchObject([
      {
        handle: "ADA",
        name: "Ada L",
        niches: ["sewing", "knitting"],
        followers: 1200,
        engagement_rate: 0.035,
        source: "import",
      },
      { handle: "ben", name: "ben", niches: ["sewing"], is_untrusted: true },
    ]);
  });

  it("ties their posts to them, and brings the figures of a known post up to date", async () => {
    const options = { platform: "instagram" };
    const header = "post id,posted at,text,author,likes";
    await importText(
      "creator_posts",
      `${header}\np1,2026-11-01,"one, two",@ada,5\np2,2026-11-02,alone,nobody,\n`,
      options,
    );
    const again = await importText("creator_posts", `${header}\np1,2026-11-01,one,@ada,9\n`, options);
    expect(again).toMatchObject({ accepted: 0, updated: 1 });
    const rows = await rig.asPerson(session =>
      session
        .selectFrom("creator_posts")
        .leftJoin("creators", "creators.id", "creator_posts.creator_id")
        .select(["body", "likes", "creators.name"])
        .orderBy("creator_posts.external_id")
        .execute(),
    );
    expect(rows).toEqual([
      { body: "one", likes: 9, name: "Ada L" },
      { body: "alone", likes: null, name: null },
    ]);
  });

  it("keeps every reading of a video that comes again with later numbers", async () => {
    const report = await importText(
      "videos",
      'video_id,title,channel_title,tags,views,date\nv1,"Tea, how to",Pots,tea|"green tea"|[none],10,2026-11-01\nv1,"Tea, how to",Pots,tea,25,2026-11-02\nv2,No numbers,Pots,[none],,2026-11-02\n',
    );
    expect(report).toMatchObject({ accepted: 2, updated: 1, replaced: 0, rejected: 0 });
    const readings = await rig.asPerson(session =>
      session.selectFrom("video_stats").select("views").orderBy("read_at").execute(),
    );
    expect(readings).toEqual([{ views: 10 }, { views: 25 }]);
  });
});

describe("Real files", () => {
  const importReal = (kind: string, name: string, options = {}) =>
    rig.call(
      "import.create",
      { kind, file_name: name, options },
      rig.owner,
      undefined,
      toInputFile(readDataSetBytes(name)),
    );

  it.skipIf(!hasDataSet("bank_marketing.csv"))(
    `of 41,188 people without name or address are taken whole${explainAbsence("bank_marketing.csv")}`,
    async () => {
      const report = await importReal("contacts", "bank_marketing.csv");
      expect(report.mapping).toMatchObject({
        y: "outcome",
        duration: "ignore",
        age: "attribute",
        contact: "attribute",
      });
      expect(report).toMatchObject({ status: "completed", accepted: 41_188, updated: 0, rejected: 0 });
      const page = await rig.call("contact.list", { has_email: "false", limit: 1 });
      expect(page.data[0].attributes).toMatchObject({ age: expect.any(Number), marital: expect.any(String) });
      expect(page.data[0].attributes).not.toHaveProperty("duration");
    },
    120_000,
  );

  it.skipIf(!hasDataSet("tweet_engagement.csv"))(
    `of posts and of trending videos are read with the guessed columns${explainAbsence("tweet_engagement.csv")}`,
    async () => {
      const tweets = await importReal("posts", "tweet_engagement.csv", { platform: "x" });
      expect(tweets.mapping).toEqual({
        account: "account",
        created_at: "posted_at",
        text: "body",
        replies: "replies",
        retweets: "shares",
        favorites: "likes",
      });
      expect(tweets).toMatchObject({ accepted: 6_439, rejected: 0 });
      const night = await importReal("posts", "fight_night_tweets.csv", { platform: "x", niche: "boxing" });
      expect(night.mapping).toEqual({ created_at: "posted_at", retweeted: "ignore", text: "body" });
      expect(night).toMatchObject({ accepted: 12_118, rejected: 0 });
      const videos = await importReal("videos", "youtube_us_trending.csv");
      expect(videos.mapping).toEqual({
        video_id: "external_id",
        title: "title",
        channel_title: "channel_title",
        category_id: "category",
        tags: "tags",
        views: "views",
        likes: "likes",
        dislikes: "ignore",
        comment_total: "comments",
        date: "read_at",
      });
      // 7,992 rows about 2,364 videos, five of them twice on the same day.
      expect(videos).toMatchObject({ accepted: 2_364, updated: 5_628, replaced: 5, rejected: 0 });
    },
    120_000,
  );
});
