import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extractOccurrences, featureGroups } from "./text-features.ts";
import { createRowMaker, learnVocabulary } from "./text-vocabulary.ts";

const listHashes = (text: string) => extractOccurrences(text).hashes;

describe("Features of a text", () => {
  it("are words, pairs of neighbours and pieces of words, each with the word it stands in", () => {
    const { groups, at, words } = extractOccurrences("good cat");
    expect(words).toEqual(["good", "cat"]);
    const count = (group: (typeof featureGroups)[number]) =>
      groups.filter(index => featureGroups[index] === group).length;
    // <good>: 4 + 3 + 2 pieces; <cat>: 3 + 2 + 1; the first word also pairs with the start.
    expect([count("word"), count("pair"), count("piece")]).toEqual([2, 2, 15]);
    expect(new Set(at)).toEqual(new Set([0, 1]));
  });

  it("do not depend on case, accents, entities or blanks", () => {
    expect(listHashes("CRÈME  brûlée &amp; tea")).toEqual(listHashes("creme brulee tea"));
  });

  it("pair no words across a bar or a line end, and do across a blank", () => {
    expect(listHashes("red|fox")).not.toEqual(listHashes("red fox"));
    expect(listHashes("red|fox")).toEqual(listHashes("red\nfox"));
  });

  it("are found in any text without an error, and lead back to its words", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), text => {
        const { hashes, groups, at, words } = extractOccurrences(text);
        expect(groups).toHaveLength(hashes.length);
        expect(at).toHaveLength(hashes.length);
        for (const word of at) expect(words[word]).toBeDefined();
        for (const hash of hashes) expect(Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32).toBe(true);
      }),
    );
  });
});

describe("Rows of features", () => {
  const texts = ["the red fox", "the red hen", "a blue hen"].map(extractOccurrences);

  it("know only what enough texts hold", () => {
    const all = learnVocabulary(texts, { bits: 18, minTexts: 1 });
    const shared = learnVocabulary(texts, { bits: 18, minTexts: 2 });
    expect(shared.buckets.length).toBeLessThan(all.buckets.length);
    expect([...all.buckets]).toEqual([...all.buckets].sort((a, b) => a - b));
    expect(createRowMaker(shared)(extractOccurrences("zzz")).indices).toHaveLength(0);
  });

  it("have length 1 and each known feature once, whatever the text", () => {
    const makeRow = createRowMaker(learnVocabulary(texts, { bits: 18, minTexts: 1 }));
    const words = fc.array(fc.constantFrom("red", "fox", "hen", "blue", "the", "unheard"), { maxLength: 12 });
    fc.assert(
      fc.property(words, list => {
        const { indices, values, occurrences } = makeRow(extractOccurrences(list.join(" ")));
        expect(new Set(indices).size).toBe(indices.length);
        expect(occurrences).toHaveLength(indices.length);
        const length = Math.hypot(...values);
        if (indices.length > 0) expect(length).toBeCloseTo(1, 5);
      }),
    );
  });

  it("refuse a hash space that is none", () => {
    expect(() => learnVocabulary(texts, { bits: 40, minTexts: 1 })).toThrow("bits");
  });
});
