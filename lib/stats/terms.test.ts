import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explainAbsence, hasDataSet, readDataSet } from "#testing/data-set.ts";
import { computeLogOdds } from "./log-odds.ts";
import { createSeededRandom } from "./seeded-random.ts";
import { isWithinEdits } from "./term-merging.ts";
import type { TermPost } from "./terms.ts";
import { discoverTerms } from "./terms.ts";
import { decodeEntities, tokenizePost } from "./tokens.ts";

const at = (atMs: number, ...texts: string[]): TermPost[] => texts.map(text => ({ text, atMs }));
const readKeys = (text: string) =>
  tokenizePost(text).map(token => token && (token.isHashtag ? `#${token.key}` : token.key));

describe("tokenizePost", () => {
  it("drops links and mentions, decodes entities and reads hashtags", () => {
    expect(readKeys("RT @bob: Rock &amp; Roll #LiveMusic https://t.co/x1 now")).toEqual([
      "rt",
      null,
      "rock",
      null,
      "roll",
      "#livemusic",
      null,
      "now",
    ]);
  });

  it("reads words of any script and folds case, accents and apostrophes", () => {
    expect(readKeys("Cafés it's 東京 привет #Ñandú")).toEqual(["cafes", "its", "東京", "привет", "#nandu"]);
  });

  it("never fails and never returns an empty key, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), text => {
        for (const token of tokenizePost(text)) expect(token === null || token.key.length > 0).toBe(true);
      }),
    );
  });

  it("leaves impossible entities alone", () => {
    expect(decodeEntities("&#x41;&#66;&nope;&#9999999;&lt;")).toBe("AB&nope;&#9999999;<");
  });
});

describe("discoverTerms", () => {
  it("merges a tag, a last name and a full name into one niche", () => {
    const posts = at(
      1,
      "McGregor looks sharp",
      "so fast #mcgregor",
      "Conor McGregor walks in",
      "I like Conor McGregor",
      "go McGregor",
      "tired McGregor",
    );
    const [term, ...others] = discoverTerms(posts, 0, { minPosts: 2 });
    expect(term).toMatchObject({ label: "McGregor", key: "mcgregor", recentPosts: 6, postIndices: [0, 1, 2, 3, 4, 5] });
    expect(term?.variants.map(({ surface }) => surface)).toContain("Conor McGregor");
    expect(others).toEqual([]);
  });

  it("keeps a phrase whose words mean other things alone", () => {
    const posts = at(
      1,
      "tax cuts pass",
      "more tax cuts",
      "those tax cuts",
      "income tax rises",
      "tax forms due",
      "my tax letter",
      "property tax vote",
    );
    const keys = discoverTerms(posts, 0, { minPosts: 2 }).map(({ key }) => key);
    expect(keys).toContain("taxcuts");
    expect(keys).toContain("tax");
    expect(keys).not.toContain("cuts");
  });

  it("merges long misspelt tags but never different numbers", () => {
    const posts = at(
      1,
      "#MayweatherMcGregor one",
      "#MayweatherVMcGregor two",
      "#marathon2025 three",
      "#marathon2026 four",
    );
    const keys = discoverTerms(posts, 0, { minPosts: 1 })
      .filter(({ label }) => label[0] === "#")
      .map(({ postIndices }) => postIndices);
    expect(keys).toContainEqual([0, 1]);
    expect(keys).toContainEqual([2]);
    expect(keys).toContainEqual([3]);
  });

  it("ranks what rises above what fades", () => {
    const before = Array.from({ length: 30 }, (_, i) => `#oldnews item ${i} ${i % 3 ? "" : "#steady"}`);
    const recent = Array.from(
      { length: 30 },
      (_, i) => `#breaking item ${i} ${i % 3 ? "" : "#steady"} ${i % 5 ? "" : "#oldnews"}`,
    );
    const terms = discoverTerms([...at(1, ...before), ...at(9, ...recent)], 5);
    const find = (key: string) => terms.find(term => term.key === key);
    expect(terms[0]?.key).toBe("breaking");
    expect(find("breaking")?.zScore).toBeGreaterThan(3);
    expect(find("oldnews")?.zScore).toBeLessThan(-2);
    expect(Math.abs(find("steady")?.zScore ?? 9)).toBeLessThan(0.5);
  });

  it("counts copies once but still hands back all their posts", () => {
    const posts = at(
      1,
      ...new Array<string>(20).fill("buy #pills now https://t.co/a"),
      "#chess opening",
      "#chess endgame",
      "#chess club",
    );
    const terms = discoverTerms(posts, 0, { minPosts: 1 });
    expect(terms.find(({ key }) => key === "pills")).toMatchObject({ recentPosts: 1 });
    expect(terms.find(({ key }) => key === "pills")?.postIndices).toHaveLength(20);
    expect(terms[0]?.key).toBe("chess");
  });

  it("names no stop word, number, link or mention, and nothing at all for no posts", () => {
    const posts = at(1, "the and 2026 @bob https://t.co/x", "the and 2026 @bob https://t.co/y z", "la pour und");
    expect(discoverTerms(posts, 0, { minPosts: 1 })).toEqual([]);
    expect(discoverTerms([], 0)).toEqual([]);
  });

  it("reads twenty thousand posts within three seconds of processor time on a busy machine (half a second on a quiet one)", () => {
    const random = createSeededRandom(1);
    const spell = () => String.fromCharCode(97 + Math.floor(random() * 26));
    const words = Array.from({ length: 3000 }, () =>
      Array.from({ length: 4 + Math.floor(random() * 8) }, spell).join(""),
    );
    const posts = Array.from({ length: 20_000 }, (_, i) => ({
      text: Array.from({ length: 12 }, () => words[Math.floor(random() ** 2 * 3000)]).join(" "),
      atMs: i,
    }));
    const before = process.cpuUsage();
    discoverTerms(posts, 10_000);
    // Shared cores make even processor time stretch: the limit finds a wrong order of growth, not a slow neighbour.
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(3000);
  });
});

const FIGHT = "fight_night_tweets.csv";

describe("discoverTerms on a public fight night", () => {
  it.skipIf(!hasDataSet(FIGHT))(`names the fight and both fighters first${explainAbsence(FIGHT)}`, () => {
    const rows = readDataSet(FIGHT);
    const posts = rows.map(row => ({
      text: row.text ?? "",
      atMs: Date.parse(`${row.created_at?.replace(" ", "T")}Z`),
    }));
    const times = posts.map(({ atMs }) => atMs).sort((a, b) => a - b);
    const terms = discoverTerms(posts, times[Math.floor(times.length * 0.66)] ?? 0);
    expect(terms.slice(0, 5).map(({ key }) => key)).toEqual(
      expect.arrayContaining(["mayweather", "mayweathervmcgregor", "mcgregor"]),
    );
    expect(terms.slice(0, 12).map(({ key }) => key)).toContain("tko");
  });
});

describe("isWithinEdits", () => {
  it("counts insertions, deletions and replacements", () => {
    expect(isWithinEdits("kitten", "sitting", 3)).toBe(true);
    expect(isWithinEdits("kitten", "sitting", 2)).toBe(false);
    expect(isWithinEdits("", "ab", 2)).toBe(true);
  });
});

describe("computeLogOdds", () => {
  it("mirrors when the groups change places and is 0 for equal use", () => {
    const there = computeLogOdds(40, 100, 10, 100);
    const back = computeLogOdds(10, 100, 40, 100);
    expect(there.zScore).toBeCloseTo(-back.zScore, 10);
    expect(there.zScore).toBeGreaterThan(2);
    expect(computeLogOdds(5, 50, 10, 100).logOdds).toBeCloseTo(0, 10);
  });

  it("says nothing without a group to compare and refuses impossible counts", () => {
    expect(computeLogOdds(5, 10, 0, 0)).toEqual({ logOdds: 0, zScore: 0 });
    expect(() => computeLogOdds(5, 4, 0, 1)).toThrow(RangeError);
  });
});
