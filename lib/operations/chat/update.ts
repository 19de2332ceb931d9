/** Owns what is read of a chat's update: a message in a private chat, or a pressed button. Everything else is not looked at. */
import { z } from "zod";

const Id = z.number().int();
const From = z.object({
  id: Id,
  is_bot: z.boolean(),
  first_name: z.string().default(""),
  username: z.string().optional(),
});
const Chat = z.object({ id: Id, type: z.string() });
const Message = z.object({ message_id: Id, chat: Chat, from: From.optional(), text: z.string().optional() });
const Update = z.object({
  message: Message.optional(),
  callback_query: z
    .object({ id: z.string(), from: From, message: Message.optional(), data: z.string().optional() })
    .optional(),
});

export type Said = { kind: "said"; chatId: string; person: { id: string; name: string }; text: string };
export type Pressed = {
  kind: "pressed";
  pressId: string;
  personId: string;
  data: string;
  message: { chatId: string; messageId: string; text: string; isPrivate: boolean } | null;
};

/** What a person did, or null when it is nothing that could matter: a group's talk, a bot, another kind of update. */
export function readUpdate(payload: unknown): Said | Pressed | null {
  const parsed = Update.safeParse(payload);
  if (!parsed.success) return null;
  const { message, callback_query: press } = parsed.data;
  if (press !== undefined) {
    return {
      kind: "pressed",
      pressId: press.id,
      personId: String(press.from.id),
      data: press.data ?? "",
      message:
        press.message === undefined
          ? null
          : {
              chatId: String(press.message.chat.id),
              messageId: String(press.message.message_id),
              text: press.message.text ?? "",
              isPrivate: press.message.chat.type === "private",
            },
    };
  }
  if (message?.from === undefined || message.from.is_bot || message.chat.type !== "private") return null;
  const { from } = message;
  return {
    kind: "said",
    chatId: String(message.chat.id),
    person: {
      id: String(from.id),
      name: (from.username === undefined ? from.first_name : `@${from.username}`).slice(0, 100),
    },
    text: message.text ?? "",
  };
}
