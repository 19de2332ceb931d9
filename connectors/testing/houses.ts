/** Owns the two kinds of installation that tests of connectors run in. */
import type { House } from "#lib/kernel/connector.ts";

/** Vendors may be on this machine, as tests play them. */
export const openHouse: House = { mayReachPrivate: true };

/** An installation that strangers share. */
export const sharedHouse: House = { mayReachPrivate: false };
