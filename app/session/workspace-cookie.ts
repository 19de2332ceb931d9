/** Which workspace the person last chose. A wish only: whoever reads it must check membership. */
import { cookies } from "next/headers";

const cookieName = "quarterdeck-workspace";
const yearSeconds = 365 * 24 * 60 * 60;

export async function readChosenWorkspaceId(): Promise<string | null> {
  return (await cookies()).get(cookieName)?.value ?? null;
}

export async function writeChosenWorkspaceId(workspaceId: string, isSecure: boolean): Promise<void> {
  const jar = await cookies();
  jar.set(cookieName, workspaceId, {
    httpOnly: true,
    sameSite: "lax",
    secure: isSecure,
    path: "/",
    maxAge: yearSeconds,
  });
}
