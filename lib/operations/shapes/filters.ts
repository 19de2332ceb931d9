/** Owns the filters that several lists share. */
import { z } from "zod";

export const PlatformFilter = z.string().trim().min(1).max(40).optional().describe("Only this platform, like youtube");
export const NicheFilter = z.string().trim().min(1).max(200).optional().describe("Only this niche");
