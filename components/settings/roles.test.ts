import { describe, expect, it } from "vitest";
import { listGivenRoles, mayManage, nameRole, roles } from "./roles.ts";

describe("Roles", () => {
  const all = roles.map(role => role.value);

  it("are given by admins and owners alone, and never above the giver's own", () => {
    for (const own of all) {
      for (const role of listGivenRoles(own)) expect(all.indexOf(role)).toBeLessThanOrEqual(all.indexOf(own));
    }
    expect([undefined, "viewer", "member"].map(own => listGivenRoles(own as never))).toEqual([[], [], []]);
    expect(mayManage("admin", "owner")).toBe(false);
    expect(mayManage("owner", "owner")).toBe(true);
  });

  it("have a name that a person reads", () => {
    expect(all.map(nameRole)).toEqual(["Viewer", "Member", "Admin", "Owner"]);
  });
});
