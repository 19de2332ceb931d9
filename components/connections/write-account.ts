/** Writes the name that the product gives an account for a person: without the vendor before it, which stands beside it. */

/** "telegram:bot 987 to -100" is "bot 987 to -100"; a name without a vendor stays, "none" is said in words. */
export function writeAccount(account: string): string {
  if (account === "none") return "nothing connected";
  if (account === "outbox") return "the outbox: nothing is sent";
  return account.replace(/^[a-z][a-z0-9-]*:(?!\/\/)/, "");
}
