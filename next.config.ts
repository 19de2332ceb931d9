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
  serverExternalPackages: ["pg", "pino", "nodemailer", "piscina"],
  experimental: {
    agentUpgrade: false,
    optimizePackageImports: ["@base-ui/react", "lucide-react", "recharts"],
  },
  headers: async () => [{ source: "/:path*", headers: securityHeaders }],
};

export default config;
