/**
 * Owns the passphrase of a backup: scrypt, then AES-256-GCM in chunks of which each knows its number and the last one that
 * it is the last (the STREAM construction, Hoang, Reyhanitabar, Rogaway and Vizár 2015). What was not authenticated is never
 * handed on, and a file that was cut is refused.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { Transform, type TransformCallback } from "node:stream";
import { BackupError } from "./backup-error.ts";

/** The first bytes of an encrypted backup; a plain one begins as every gzip file does. */
export const MAGIC = Buffer.from("quarterdeck-backup-1\n");

const CHUNK_BYTES = 1024 * 1024;
const TAG_BYTES = 16;
const SALT_BYTES = 16;
const CHECK_BYTES = 16;
/** What precedes the chunks: the mark, the salt, and what tells a wrong passphrase from a damaged file. */
export const HEADER_BYTES = MAGIC.length + SALT_BYTES + CHECK_BYTES;
/** 128 MB and about half a second for each guess. */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };

type Secrets = { key: Buffer; check: Buffer };

function deriveSecrets(passphrase: string, salt: Buffer): Promise<Secrets> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize("NFKC"), salt, 64, SCRYPT, (error, derived) => {
      if (error) return reject(error);
      const check = createHash("sha256").update(derived.subarray(32)).digest().subarray(0, CHECK_BYTES);
      resolve({ key: derived.subarray(0, 32), check });
    });
  });
}

/** Eight bytes of chunk number and four that say whether it is the last. A key serves one file only, so none repeats. */
function buildNonce(index: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(index), 0);
  nonce.writeUInt32BE(isLast ? 1 : 0, 8);
  return nonce;
}

/** Collects bytes into pieces of one size; only the flush hands out the last, so that it is known to be the last. */
class ChunkedTransform extends Transform {
  readonly #size: number;
  readonly #convert: (chunk: Buffer, index: number, isLast: boolean) => Buffer;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #index = 0;

  constructor(size: number, convert: (chunk: Buffer, index: number, isLast: boolean) => Buffer) {
    super();
    this.#size = size;
    this.#convert = convert;
  }

  override _transform(data: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    this.#pending.push(data);
    this.#pendingBytes += data.length;
    if (this.#pendingBytes <= this.#size) {
      callback();
      return;
    }
    try {
      let rest = Buffer.concat(this.#pending);
      for (; rest.length > this.#size; rest = rest.subarray(this.#size))
        this.#emit(rest.subarray(0, this.#size), false);
      this.#pending = [rest];
      this.#pendingBytes = rest.length;
      callback();
    } catch (error) {
      callback(error as Error);
    }
  }

  override _flush(callback: TransformCallback): void {
    try {
      this.#emit(Buffer.concat(this.#pending), true);
      callback();
    } catch (error) {
      callback(error as Error);
    }
  }

  #emit(chunk: Buffer, isLast: boolean): void {
    this.push(this.#convert(chunk, this.#index, isLast));
    this.#index += 1;
  }
}

/** The header of a new encrypted file, and what encrypts everything after it. */
export async function openEncryption(passphrase: string): Promise<{ header: Buffer; stream: Transform }> {
  const salt = randomBytes(SALT_BYTES);
  const { key, check } = await deriveSecrets(passphrase, salt);
  const header = Buffer.concat([MAGIC, salt, check]);
  const stream = new ChunkedTransform(CHUNK_BYTES, (chunk, index, isLast) => {
    const cipher = createCipheriv("aes-256-gcm", key, buildNonce(index, isLast));
    cipher.setAAD(header);
    return Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()]);
  });
  return { header, stream };
}

/** What decrypts everything after the header. Throws when the passphrase is wrong; its stream fails when a byte was changed. */
export async function openDecryption(header: Buffer, passphrase: string, file: string): Promise<Transform> {
  const salt = header.subarray(MAGIC.length, MAGIC.length + SALT_BYTES);
  const { key, check } = await deriveSecrets(passphrase, salt);
  if (!timingSafeEqual(check, header.subarray(MAGIC.length + SALT_BYTES))) {
    throw new BackupError(`The passphrase does not open ${file}. Give the one that the backup was made with.`);
  }
  return new ChunkedTransform(CHUNK_BYTES + TAG_BYTES, (chunk, index, isLast) => {
    try {
      const decipher = createDecipheriv("aes-256-gcm", key, buildNonce(index, isLast));
      decipher.setAAD(header);
      decipher.setAuthTag(chunk.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(chunk.subarray(0, -TAG_BYTES)), decipher.final()]);
    } catch (cause) {
      throw new BackupError(
        `${file} is damaged or was cut: its part ${index + 1} is not what was written. Use another copy of it.`,
        { cause },
      );
    }
  });
}
