/** The database roles that log in, each with its own password. */
export const LOGIN_ROLES = [
  "postgres",
  "authenticator",
  "quarterdeck_realtime",
  "quarterdeck_app",
  "inngest_engine",
] as const;
export type LoginRole = (typeof LOGIN_ROLES)[number];
