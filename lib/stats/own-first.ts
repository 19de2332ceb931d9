/** Owns whose posts are learned from: one's own where there are enough of them, everybody's that were observed otherwise. */

/** Platforms by whose posts were taken. */
export type OwnChoice<P> = { posts: P[]; own: string[]; observed: string[] };

/** Keeps, platform by platform, only own posts where there are `least` of them or more. The order stays. */
export function preferOwn<P extends { platform: string; isOwn: boolean }>(
  posts: readonly P[],
  least: number,
): OwnChoice<P> {
  const counts = new Map<string, number>();
  for (const { platform, isOwn } of posts) counts.set(platform, (counts.get(platform) ?? 0) + (isOwn ? 1 : 0));
  const hasEnough = (platform: string) => (counts.get(platform) ?? 0) >= least;
  const platforms = [...counts.keys()].sort();
  return {
    posts: posts.filter(({ platform, isOwn }) => isOwn || !hasEnough(platform)),
    own: platforms.filter(hasEnough),
    observed: platforms.filter(platform => !hasEnough(platform)),
  };
}
