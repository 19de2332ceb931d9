import { describe, expect, it } from "vitest";
import { readReply, stripQuoted } from "./reply-reading.ts";

describe("Reading a reply", () => {
  it.each([
    "STOP",
    "Stop please.",
    "Please remove me from your list.",
    "Please do not contact me again",
    "don't email me any more",
    "I'd like to unsubscribe",
    "Bitte keine weiteren E-Mails!",
    "Bitte schreiben Sie mir nicht mehr",
    "Löschen Sie bitte meine Daten",
    "Je souhaite me désabonner",
    "Merci de ne plus me contacter",
    "Por favor, dar de baja mi correo",
    "No quiero recibir más correos",
    "Non desidero più ricevere messaggi",
    "Não quero mais receber mensagens",
    "Graag uitschrijven",
    "Proszę nie pisać: wypisz mnie",
    "Avregistrera mig tack",
  ])('takes "%s" as an opt-out', text => {
    expect(readReply(text)).toBe("opt-out");
  });

  it.each([
    ["I can't stop thinking about your idea, tell me more", "interested"],
    ["We have to stop by your stand first. When are you there?", "question"],
    ["I am out of office until Monday", "automatic"],
    ["Automatische Antwort: Abwesenheit bis 3. Mai", "automatic"],
    ["No thank you.", "declined"],
    ["Kein Interesse", "declined"],
    ["Gerne, wann passt es Ihnen?", "interested"],
    ["What does it cost?", "question"],
    ["Received.", "other"],
  ])('reads "%s" as %s', (text, reading) => {
    expect(readReply(text)).toBe(reading);
  });

  it("never takes our own quoted opt-out line for theirs", () => {
    const quoted = [
      "What does it cost?",
      "",
      "On Mon, 2 Nov 2026 at 10:00, Ada <ada@example.com> wrote:",
      'If you would rather not hear from me, answer with "stop" and I will not write again.',
      "> unsubscribe",
    ].join("\n");
    expect(readReply(quoted)).toBe("question");
    expect(stripQuoted(quoted)).toBe("What does it cost?");
    expect(readReply("Sounds good\n> please unsubscribe me")).toBe("interested");
  });
});
