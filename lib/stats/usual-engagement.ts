/** Owns what a post is compared with: what its own account usually got around that time. Refuses to compare across accounts. */

export type EngagedPost = {
  platform: string;
  account: string;
  atMs: number;
  /** Reactions or views, at least 0. */
  engagement: number;
};
/** lift: logarithm of (1 + engagement) over what was usual; usual: mean logarithm of the neighbours. */
export type Lift = { lift: number; usual: number };

/**
 * For each post the mean of ln(1 + engagement) of up to `reach` posts of the same account before it and as many after it,
 * itself left out, and the distance from it. An audience that grows or tires is thereby not mistaken for a good hour.
 * Null for an account's only post. A running mean as in Cleveland and Devlin 1988, with uniform weights and logarithms.
 */
export function measureLifts(posts: readonly EngagedPost[], reach = 25): (Lift | null)[] {
  if (!Number.isInteger(reach) || reach < 1) throw new RangeError("reach must be a whole number of at least 1");
  const lifts: (Lift | null)[] = new Array(posts.length).fill(null);
  for (const group of groupByAccount(posts).values()) {
    const logs = group.map(index => toLog(posts[index] as EngagedPost));
    const sums = new Float64Array(logs.length + 1);
    for (let i = 0; i < logs.length; i++) sums[i + 1] = (sums[i] as number) + (logs[i] as number);
    group.forEach((index, i) => {
      const from = Math.max(0, i - reach);
      const to = Math.min(logs.length, i + reach + 1);
      const others = to - from - 1;
      if (others === 0) return;
      const own = logs[i] as number;
      const usual = ((sums[to] as number) - (sums[from] as number) - own) / others;
      lifts[index] = { lift: own - usual, usual };
    });
  }
  return lifts;
}

/** What each account usually gets now: mean ln(1 + engagement) of its newest posts, by `platform` and `account`. */
export function measureUsual(posts: readonly EngagedPost[], newest = 50) {
  return [...groupByAccount(posts).values()].map(group => {
    const last = group.slice(-newest);
    const sum = last.reduce((total, index) => total + toLog(posts[index] as EngagedPost), 0);
    const { platform, account } = posts[group[0] as number] as EngagedPost;
    return { platform, account, posts: group.length, usual: sum / last.length };
  });
}

function toLog({ engagement }: EngagedPost): number {
  if (!(engagement >= 0)) throw new RangeError("engagement must be at least 0");
  return Math.log1p(engagement);
}

/** Indices by account in time order; posts of the same moment keep their order. */
function groupByAccount(posts: readonly EngagedPost[]): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  posts.forEach((post, index) => {
    const key = JSON.stringify([post.platform, post.account]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [index]);
    else group.push(index);
  });
  for (const group of groups.values()) {
    group.sort((a, b) => (posts[a] as EngagedPost).atMs - (posts[b] as EngagedPost).atMs || a - b);
  }
  return groups;
}
