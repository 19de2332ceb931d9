/** How Next builds and serves the product: fixed headers, server-only packages, no calls home. The content policy lives in proxy.ts. */
import type { NextConfig } from "next";

const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), payment=()" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
];

const config: NextConfig = {
  agentRules: false,
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  poweredByHeader: false,
  reactStrictMode: true,
  // Types are checked by `npm run verify`; checking them again here would only double the build time.
  typescript: { ignoreBuildErrors: true },
  // What is opened by its path and not imported, for hosts that copy only what was traced. Thread modules and what they import
  // stay TypeScript on disk, found through the package's "imports".
  outputFileTracingIncludes: {
    "/api/inngest": [
      "agents/**/!(*.test).ts",
      "lib/**/!(*.test).ts",
      "package.json",
      "node_modules/piscina/**/*",
      "connectors/renderer/page/*",
      "node_modules/mediabunny/dist/bundles/mediabunny.min.mjs",
      "node_modules/geist/dist/fonts/geist-sans/Geist-Variable.woff2",
      "node_modules/@sparticuz/chromium/bin/*",
    ],
    "/docs/api/reference.js": ["node_modules/@scalar/api-reference/dist/browser/standalone.js"],
  },
  serverExternalPackages: [
    "pg",
    "pino",
    "nodemailer",
    "piscina",
    "grammy",
    "@googleapis/youtube",
    "playwright-core",
    "@sparticuz/chromium",
  ],
  experimental: {
    agentUpgrade: false,
    optimizePackageImports: ["@base-ui/react", "lucide-react"],
  },
  // Browsers ask for it by this name, whatever the page says.
  rewrites: async () => [{ source: "/favicon.ico", destination: "/icon.svg" }],
  // Both stand among the settings now; an address that somebody kept leads there, with its filters.
  redirects: async () =>
    ["keys", "webhooks"].map(page => ({ source: `/${page}`, destination: `/settings/${page}`, permanent: true })),
  headers: async () => [{ source: "/:path*", headers: securityHeaders }],
};

export default config;
