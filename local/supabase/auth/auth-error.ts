/** A refusal of the auth API in the shape that auth-js reads: the HTTP status, a code and words for people. */

export class AuthRefusal extends Error {
  override name = "AuthRefusal";
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }

  toResponse(): Response {
    const body = { code: this.status, error_code: this.code, msg: this.message };
    return answerJson(this.status, body, { "x-sb-error-code": this.code });
  }
}

export function answerJson(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers: { "access-control-allow-origin": "*", ...headers } });
}

export const refuseAuth = {
  notAdmin: () => new AuthRefusal(403, "not_admin", "User not allowed"),
  tooMany: (seconds: number) =>
    new AuthRefusal(
      429,
      "over_request_rate_limit",
      `Request rate limit reached. Try again in ${Math.max(1, Math.ceil(seconds))} seconds.`,
    ),
  tooManyMails: (seconds: number) =>
    new AuthRefusal(
      429,
      "over_email_send_rate_limit",
      `For security purposes, you can only request this after ${Math.max(1, Math.ceil(seconds))} seconds.`,
    ),
  invalid: (message: string) => new AuthRefusal(400, "validation_failed", message),
  emailExists: () => new AuthRefusal(422, "email_exists", "A user with this email address has already been registered"),
  userNotFound: () => new AuthRefusal(404, "user_not_found", "User not found"),
  unknownRefreshToken: () =>
    new AuthRefusal(400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found"),
  banned: () => new AuthRefusal(400, "user_banned", "User is banned"),
  expired: () => new AuthRefusal(403, "otp_expired", "Email link is invalid or has expired"),
  weakPassword: (length: number) =>
    new AuthRefusal(422, "weak_password", `Password should be at least ${length} characters.`),
};
