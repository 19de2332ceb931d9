/** The Chromium that browser tests run in is the one that the product makes videos with. */
export { findChromium } from "#connectors/renderer/chromium.ts";
