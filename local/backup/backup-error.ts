/** A reason that the person at the terminal can act on: it names the file and the fix, and is printed without a stack. */
export class BackupError extends Error {
  override name = "BackupError";
}

const FULL = new Set(["ENOSPC", "EDQUOT"]);
const CLOSED = new Set(["EACCES", "EPERM", "EROFS"]);

/** What the operating system said about a file, as a reason with a fix; what it did not say stays as it is. */
export function explainFileError(error: unknown, what: string): unknown {
  const { code, path: file } = error as NodeJS.ErrnoException;
  const where = file ? ` (${file})` : "";
  if (code !== undefined && FULL.has(code)) {
    return new BackupError(
      `The disk is full: ${what} could not be written${where}. Free some space and run it again.`,
      {
        cause: error,
      },
    );
  }
  if (code !== undefined && CLOSED.has(code)) {
    return new BackupError(
      `${what} could not be read or written${where}: the system refused it (${code}). Run this as the user who runs Quarterdeck, or choose another place.`,
      { cause: error },
    );
  }
  return error;
}
