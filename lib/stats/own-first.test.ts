import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { preferOwn } from "./own-first.ts";

const post = fc.record({ platform: fc.constantFrom("x", "y", "z"), isOwn: fc.boolean() });

describe("Whose posts are learned from", () => {
  it("are one's own where there are enough, all observed ones elsewhere", () => {
    const posts = [
      { platform: "x", isOwn: true },
      { platform: "x", isOwn: false },
      { platform: "y", isOwn: false },
    ];
    expect(preferOwn(posts, 1)).toEqual({ posts: [posts[0], posts[2]], own: ["x"], observed: ["y"] });
    expect(preferOwn(posts, 2)).toEqual({ posts, own: [], observed: ["x", "y"] });
  });

  it("never leave a platform without posts, nor change their order", () => {
    fc.assert(
      fc.property(fc.array(post), fc.integer({ min: 1, max: 5 }), (posts, least) => {
        const chosen = preferOwn(posts, least);
        const platforms = new Set(posts.map(({ platform }) => platform));
        expect(new Set(chosen.posts.map(({ platform }) => platform))).toEqual(platforms);
        expect([...chosen.own, ...chosen.observed].sort()).toEqual([...platforms].sort());
        expect(chosen.posts).toEqual(posts.filter(one => chosen.posts.includes(one)));
      }),
    );
  });
});
