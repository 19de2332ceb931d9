/** The refusals of the storage API, with the codes and the words that the hosted service answers. */

export class StorageError extends Error {
  override name = "StorageError";
  readonly statusCode: number;
  readonly code: string;
  /** The older name of the kind of error, which some clients still read. */
  readonly kind: string;

  constructor(statusCode: number, code: string, message: string, kind = code) {
    super(message);
    this.statusCode = statusCode;
    this.code = code;
    this.kind = kind;
  }

  /** The hosted service answers every refusal with 400 and tells the real status in the body. */
  get httpStatus(): number {
    return this.statusCode >= 500 ? this.statusCode : 400;
  }

  toJSON(): Record<string, string> {
    return { statusCode: String(this.statusCode), code: this.code, error: this.kind, message: this.message };
  }
}

export const refuse = {
  noSuchBucket: () => new StorageError(404, "NoSuchBucket", "Bucket not found", "Bucket not found"),
  noSuchKey: () => new StorageError(404, "NoSuchKey", "Object not found", "not_found"),
  bucketExists: () => new StorageError(409, "BucketAlreadyExists", "The resource already exists", "Duplicate"),
  keyExists: () => new StorageError(409, "KeyAlreadyExists", "The resource already exists", "Duplicate"),
  bucketNotEmpty: () => new StorageError(409, "ResourceNotEmpty", "The bucket you tried to delete is not empty"),
  accessDenied: () =>
    new StorageError(403, "AccessDenied", "new row violates row-level security policy", "Unauthorized"),
  accessDeniedTo: (reason: string) => new StorageError(403, "AccessDenied", reason, "Unauthorized"),
  invalidToken: (message: string) => new StorageError(403, "InvalidJWT", message, "Unauthorized"),
  invalidSignature: () => new StorageError(400, "InvalidSignature", "Invalid signature"),
  expiredSignature: () => new StorageError(400, "ExpiredToken", "The provided token has expired."),
  invalidBucketName: () => new StorageError(400, "InvalidBucketName", "Bucket name invalid", "Invalid Input"),
  invalidKey: (key: string) => new StorageError(400, "InvalidKey", `Invalid key: ${key.slice(0, 200)}`),
  invalidMimeType: (type: string) =>
    new StorageError(415, "InvalidMimeType", `mime type ${type.slice(0, 100)} is not supported`, "invalid_mime_type"),
  tooLarge: () =>
    new StorageError(413, "EntityTooLarge", "The object exceeded the maximum allowed size", "Payload too large"),
  diskFull: () =>
    new StorageError(507, "InsufficientStorage", "The disk of this installation is almost full: free some space first"),
  invalidRequest: (message: string) => new StorageError(400, "InvalidRequest", message),
  notSupported: (feature: string) =>
    new StorageError(409, "NotSupported", `${feature} is not offered by the embedded storage; hosted Supabase has it`),
};
