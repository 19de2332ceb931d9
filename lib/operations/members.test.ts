import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createRecordingVendor, type RecordingVendor } from "#lib/kernel/testing/recording-vendor.ts";
import type { Caller } from "./define.ts";
import { type OperationsRig, openOperationsRig } from "./testing/operations-rig.ts";

let rig: OperationsRig;
let admin: Caller;
let member: Caller;
let viewer: Caller;
beforeAll(async () => {
  rig = await openOperationsRig();
  admin = await rig.addPerson("admin");
  member = await rig.addPerson("member");
  viewer = await rig.addPerson("viewer");
});
afterAll(() => rig.close());

const roleOf = async (userId: string) =>
  (await rig.call("member.list")).data.find((row: { user_id: string }) => row.user_id === userId)?.role;
const inside = (stranger: Caller): Caller => ({ ...stranger, workspaceId: rig.workspaceId });

/** A new person who has come in by an invitation. */
async function bringIn(role: "viewer" | "member" | "admin"): Promise<Caller> {
  const stranger = rig.createStranger();
  const { token } = await rig.call("member.invite", { email: stranger.email, role });
  await rig.call("member.join", { token }, stranger);
  return inside(stranger);
}

describe("Members", () => {
  it("are changed and removed by admins only, through the door and around it", async () => {
    for (const caller of [viewer, member]) {
      for (const [name, input] of [
        ["member.update", { user_id: viewer.userId, role: "admin" }],
        ["member.remove", { user_id: viewer.userId }],
        ["member.invite", { email: "new@example.com" }],
        ["invitation.list", {}],
        ["workspace.update", { name: "Mine" }],
        ["workspace.transfer", { user_id: viewer.userId }],
        ["workspace.delete", { name: "x" }],
        ["model.check", {}],
      ] as const) {
        await expect(rig.call(name, input, caller), `${caller.email} ${name}`).rejects.toMatchObject({
          code: "forbidden",
        });
      }
      // What a mistake in the door would meet: the policies let none of it through.
      await rig.kernel.database.asPerson({ userId: caller.userId }, async session => {
        const raised = await session
          .updateTable("members")
          .set({ role: "admin" })
          .where("user_id", "=", caller.userId)
          .executeTakeFirst();
        expect(raised.numUpdatedRows).toBe(0n);
        const gone = await session.deleteFrom("members").where("user_id", "=", admin.userId).executeTakeFirst();
        expect(gone.numDeletedRows).toBe(0n);
        expect(await session.selectFrom("invitations").select("id").execute()).toEqual([]);
        const renamed = await session.deleteFrom("workspaces").executeTakeFirst();
        expect(renamed.numDeletedRows).toBe(0n);
      });
    }
  });

  it("get no role above that of whoever gives it: only an owner makes or changes owners", async () => {
    await expect(rig.call("member.update", { user_id: member.userId, role: "owner" }, admin)).rejects.toMatchObject({
      code: "forbidden",
      message: expect.stringContaining("only an owner"),
    });
    for (const [name, input] of [
      ["member.update", { user_id: rig.owner.userId, role: "member" }],
      ["member.remove", { user_id: rig.owner.userId }],
    ] as const)
      await expect(rig.call(name, input, admin)).rejects.toMatchObject({ code: "forbidden" });
    await expect(rig.call("member.invite", { email: "boss@example.com", role: "owner" }, admin)).rejects.toMatchObject({
      code: "invalid",
    });
    expect(await roleOf(rig.owner.userId)).toBe("owner");
  });

  it("who own the workspace alone cannot leave, be lowered or be removed", async () => {
    for (const [name, input] of [
      ["member.leave", {}],
      ["member.update", { user_id: rig.owner.userId, role: "admin" }],
    ] as const)
      await expect(rig.call(name, input)).rejects.toMatchObject({
        code: "conflict",
        message: expect.stringContaining("at least one owner"),
      });
    await expect(rig.call("member.remove", { user_id: rig.owner.userId })).rejects.toMatchObject({ code: "conflict" });
  });

  it("take their keys and their open invitations with them, and the log says so", async () => {
    const leaving = await bringIn("admin");
    const { id: keyId } = await rig.call("key.create", { name: "Nightly", scopes: ["tasks:read"] }, leaving);
    await rig.call("member.invite", { email: "friend@example.com" }, leaving);
    await rig.call("member.remove", { user_id: leaving.userId }, admin);

    const key = (await rig.call("key.list")).data.find((row: { id: string }) => row.id === keyId);
    expect(key.revoked_at).not.toBeNull();
    const { data } = await rig.call("invitation.list");
    expect(data.map((row: { email: string }) => row.email)).not.toContain("friend@example.com");
    await expect(rig.call("workspace.get", {}, leaving)).rejects.toMatchObject({ code: "not-found" });
    const [entry] = (await rig.call("activity.list", { entity: "member", entity_id: leaving.userId })).data;
    expect(entry).toMatchObject({
      verb: "member.removed",
      summary: `removed ${leaving.email}`,
      data: { role: "admin", keys_revoked: 1, invitations_taken_back: 1 },
    });
  });

  it("whose role is lowered below admin lose the invitations they made", async () => {
    const lowered = await bringIn("admin");
    await rig.call("member.invite", { email: "back-door@example.com", role: "admin" }, lowered);
    await rig.call("member.update", { user_id: lowered.userId, role: "member" }, admin);
    const { data } = await rig.call("invitation.list");
    expect(data.map((row: { email: string }) => row.email)).not.toContain("back-door@example.com");
  });

  it("may leave by themselves, but a key may not leave for them", async () => {
    const leaving = await bringIn("member");
    const key = { ...leaving, apiKey: { id: "k", scopes: ["workspaces:write"] }, via: "api" as const };
    await expect(rig.call("member.leave", {}, key)).rejects.toMatchObject({ code: "forbidden" });
    await rig.call("member.leave", {}, leaving);
    expect(await roleOf(leaving.userId)).toBeUndefined();
  });

  it("are seen when a page of theirs is open, and a key is nobody's page", async () => {
    const person = await bringIn("viewer");
    const seen = async () =>
      (await rig.call("member.list")).data.find((row: { user_id: string }) => row.user_id === person.userId)
        .last_seen_at;
    await rig.call("member.seen", {}, { ...person, apiKey: { id: "k", scopes: ["workspaces:read"] }, via: "api" });
    expect(await seen()).toBeNull();
    await rig.call("member.seen", {}, person);
    expect(Date.now() - Date.parse(await seen())).toBeLessThan(60_000);
  });
});

describe("Handing the workspace over", () => {
  it("makes the heir the owner and the owner an admin, together or not at all", async () => {
    const founder = rig.createStranger();
    const { id } = await rig.call("workspace.create", { name: "Handed over" }, founder);
    const owner = { ...founder, workspaceId: id };
    const heir = rig.createStranger();
    const { token } = await rig.call("member.invite", { email: heir.email, role: "viewer" }, owner);
    await rig.call("member.join", { token }, heir);
    await expect(rig.call("workspace.transfer", { user_id: founder.userId }, owner)).rejects.toMatchObject({
      code: "conflict",
    });
    await rig.call("workspace.transfer", { user_id: heir.userId }, owner);
    const { data } = await rig.call("member.list", {}, owner);
    expect(data.map((row: { role: string }) => row.role)).toEqual(["admin", "owner"]);
    await expect(rig.call("workspace.delete", { name: "Handed over" }, owner)).rejects.toMatchObject({
      code: "forbidden",
    });
    await rig.call("member.leave", {}, owner);
  });
});

describe("An invitation", () => {
  it("replaces an earlier one for the same address, and none is made for a member", async () => {
    const guest = rig.createStranger();
    const first = await rig.call("member.invite", { email: guest.email, role: "viewer" });
    const second = await rig.call("member.invite", { email: guest.email.toUpperCase(), role: "member" });
    await expect(rig.call("member.join", { token: first.token }, guest)).rejects.toMatchObject({ code: "not-found" });
    await rig.call("member.join", { token: second.token }, guest);
    expect(await roleOf(guest.userId)).toBe("member");
    await expect(rig.call("member.invite", { email: guest.email })).rejects.toMatchObject({
      code: "invalid",
      details: { errors: [{ path: "email", message: expect.stringContaining("is a member already") }] },
    });
  });

  it("gets a new link that ends the old one, can be taken back, and expires", async () => {
    const guest = rig.createStranger();
    const made = await rig.call("member.invite", { email: guest.email });
    const renewed = await rig.call("invitation.resend", { id: made.id });
    expect(renewed.token).not.toBe(made.token);
    await expect(rig.call("member.join", { token: made.token }, guest)).rejects.toMatchObject({ code: "not-found" });
    await rig.call("invitation.revoke", { id: made.id });
    await expect(rig.call("member.join", { token: renewed.token }, guest)).rejects.toMatchObject({ code: "not-found" });
    for (const name of ["invitation.resend", "invitation.revoke"])
      await expect(rig.call(name, { id: made.id })).rejects.toMatchObject({ code: "not-found" });

    const late = await rig.call("member.invite", { email: guest.email });
    await rig.asPerson(session =>
      session
        .updateTable("invitations")
        .set({ expires_at: new Date(Date.now() - 1000) })
        .where("id", "=", late.id)
        .execute(),
    );
    const { data } = await rig.call("invitation.list");
    expect(data.find((row: { id: string }) => row.id === late.id)).toMatchObject({ is_expired: true });
    await expect(rig.call("member.join", { token: late.token }, guest)).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("An invitation by mail", () => {
  let vendor: RecordingVendor;
  let mailed: OperationsRig;
  beforeAll(async () => {
    vendor = createRecordingVendor();
    mailed = await openOperationsRig({ vendor });
  });
  afterAll(() => mailed.close());
  beforeEach(() => {
    vendor.calls.length = 0;
  });

  it("is sent through the connected account with the link that works, after the invitation is kept", async () => {
    const guest = mailed.createStranger();
    const link_origin = "https://deck.example.com";
    let joined: unknown;
    vendor.answerWith(async () => {
      const [call] = vendor.calls;
      const link = /https:\S+/.exec(JSON.stringify(call?.payload).replaceAll("\\n", " "))?.[0] ?? "";
      const token = new URL(link).searchParams.get("token");
      joined = await mailed.call("member.join", { token }, guest);
      return { outcome: "accepted", vendorId: "1" };
    });
    const told = await mailed.call("member.invite", { email: guest.email, link_origin });
    expect(told).toMatchObject({ mail: "sent", mail_message: "Recorder" });
    expect(vendor.calls[0]).toMatchObject({ recipient: guest.email });
    expect(joined).toEqual({ workspace_id: mailed.workspaceId });
  });

  it("is not sent for a key or without an origin, and a mail that fails leaves a link to pass on by hand", async () => {
    const scopes = ["workspaces:write"];
    const { id } = await mailed.call("key.create", { name: "Invites", scopes });
    const key: Caller = { ...mailed.owner, apiKey: { id, scopes }, via: "api" };
    const link_origin = "https://deck.example.com";
    expect(await mailed.call("member.invite", { email: "one@example.com" })).toMatchObject({ mail: "none" });
    const byKey = await mailed.call("member.invite", { email: "zero@example.com", link_origin }, key);
    expect(byKey).toMatchObject({ mail: "none" });
    expect(vendor.calls).toEqual([]);
    vendor.answerWith(() => ({ outcome: "refused", reason: "the mailbox is unknown", fix: "check it" }));
    const told = await mailed.call("member.invite", { email: "two@example.com", link_origin });
    expect(told).toMatchObject({ mail: "failed", mail_message: "the mailbox is unknown" });
    const guest = { ...mailed.createStranger(), email: "two@example.com" };
    await mailed.call("member.join", { token: told.token }, guest);
  });
});
