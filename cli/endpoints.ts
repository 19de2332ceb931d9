/** Owns which operations the command line calls and where; a test holds it against the list of operations. */

export const endpoints = {
  "workspace.list": ["GET", "/workspaces"],
  "workspace.get": ["GET", "/workspaces/current"],
  "agent.list": ["GET", "/agents"],
  "agent.get": ["GET", "/agents/{domain}"],
  "agent.update": ["PATCH", "/agents/{domain}"],
  "agent.pause": ["POST", "/agents/{domain}/pause"],
  "agent.resume": ["POST", "/agents/{domain}/resume"],
  "task.dispatch": ["POST", "/tasks"],
  "task.list": ["GET", "/tasks"],
  "task.get": ["GET", "/tasks/{id}"],
  "task.cancel": ["POST", "/tasks/{id}/cancel"],
  "sweep.run": ["POST", "/sweeps"],
  "sweep.get": ["GET", "/sweeps/{id}"],
  "import.preview": ["POST", "/imports/preview"],
  "import.create": ["POST", "/imports"],
  "approval.list": ["GET", "/approvals"],
  "approval.get": ["GET", "/approvals/{id}"],
  "approval.approve": ["POST", "/approvals/{id}/approve"],
  "approval.reject": ["POST", "/approvals/{id}/reject"],
  "approval.edit": ["POST", "/approvals/{id}/edit"],
} as const satisfies Record<string, readonly [method: "GET" | "POST" | "PATCH" | "DELETE", path: `/${string}`]>;

export type Endpoint = keyof typeof endpoints;
