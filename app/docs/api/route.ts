/** The reference of the API as a page: Scalar, from our own origin, over our own description. */
export const runtime = "nodejs";
export const dynamic = "force-dynamic";

const settings = {
  url: "/api/v1/openapi.json",
  theme: "default",
  layout: "modern",
  withDefaultFonts: false,
  hideClientButton: true,
  showDeveloperTools: "never",
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  persistAuth: false,
  defaultOpenAllTags: false,
  documentDownloadType: "json",
  metaData: { title: "Quarterdeck API" },
};

export function GET(request: Request): Response {
  const nonce = escapeAttribute(request.headers.get("x-nonce") ?? "");
  const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta property="csp-nonce" content="${nonce}" nonce="${nonce}">
<link rel="icon" href="/icon.svg">
<title>API reference · Quarterdeck</title>
</head>
<body>
<div id="reference"></div>
<noscript>The reference needs JavaScript. The description itself is at <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>.</noscript>
<script nonce="${nonce}" src="/docs/api/reference.js"></script>
<script nonce="${nonce}">Scalar.createApiReference("#reference", ${JSON.stringify(settings)});</script>
</body>
</html>`;
  return new Response(page, { headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" } });
}

function escapeAttribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
