/** Owns the product's version: that of its package, so that every surface says the same. */
import packageFile from "#package.json" with { type: "json" };

export const { version } = packageFile;
