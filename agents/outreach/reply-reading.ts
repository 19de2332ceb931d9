/** Owns the reading of a reply by rules: opt-out, automatic answer, decline, interest, question; refuses to judge quoted text. */

export type ReplyReading = "opt-out" | "automatic" | "declined" | "interested" | "question" | "other";

/** Lower case without accents, so that one spelling of each phrase is enough. */
function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/ß/g, "ss")
    .replace(/ł/g, "l")
    .replace(/[’‘]/g, "'");
}

const QUOTE_START = [
  /^on .{4,120} wrote:$/,
  /^am .{4,120} schrieb.*:$/,
  /^le .{4,120} a ecrit ?:$/,
  /^el .{4,120} escribio:$/,
  /^il .{4,120} ha scritto:$/,
  /^op .{4,120} schreef.*:$/,
  /^em .{4,120} escreveu:$/,
  /^-{2,} ?(original message|ursprungliche nachricht|message d'origine|mensaje original)/,
  /^_{10,}$/,
  /^(from|von|de|da|van): .+@/,
];

/** What the person wrote anew: without quoted lines and everything below "On … wrote:". Our own opt-out line is quoted there. */
export function stripQuoted(text: string): string {
  const kept: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const folded = fold(line).trim();
    if (QUOTE_START.some(pattern => pattern.test(folded))) break;
    if (!folded.startsWith(">")) kept.push(line);
  }
  return kept.join("\n").trim();
}

/** The whole message says only this. */
const OPT_OUT_ALONE =
  /^(please )?(stop|stopp|unsubscribe|remove|abmelden|austragen|desabonner|desinscription|baja|cancelar|cancella|afmelden|uitschrijven|wypisz|avregistrera|avmeld|afmeld)( (me|please|bitte|svp|por favor|per favore|aub))*[.! ]*$/;

/** A phrase anywhere in it, one line a language: en, de, fr, es, it, pt, nl, pl, sv/da/no. */
const OPT_OUT_PHRASES = [
  /\bunsubscribe\b|\bopt(ing)?[- ]?out\b|\b(remove|take|delete) (me|my (name|address|e-?mail|data))\b|\b(do not|don't|stop|never|no longer) (contact|write|e-?mail|messag)\w* ?(to )?(me|us)?\b|\bno more (e-?mails|messages)\b/,
  /\babmelden\b|\baustragen\b|\bkeine (weiteren |mehr )?(e-?mails?|nachrichten|werbung)\b|\bnicht (mehr|weiter) (an)?(schreiben|kontaktieren|anschreiben)\b|\b(schreiben|kontaktieren) sie (mir|mich) (bitte )?nicht\b|\bloschen sie (bitte )?mein/,
  /\bdesabonn|\bdesinscri|\bne (me|nous) (plus )?(contact|ecri)|\bne plus (me |nous |recevoir|etre)|\bretirez[- ]moi\b/,
  /\b(dar|darme|denme|deme) de baja\b|\bno me (contact|escrib|mand|envi)|\bno (quiero|deseo) recibir\b/,
  /\bdisiscri|\bcancella(mi|temi|re il mio)\b|\bnon (voglio|desidero) (piu )?riceve|\bnon (mi )?contatt/,
  /\bdescadastr|\bremov(a|er|am) (o )?meu\b|\bnao (quero|desejo) (mais )?receber\b|\bnao me (contact|envi)|\bcancelar (a )?(inscricao|subscricao)\b/,
  /\buitschrijven\b|\bafmelden\b|\bgeen (e-?mails?|berichten) meer\b|\bniet meer (mailen|contacteren|benaderen)\b/,
  /\bwypis(z|ac|uje)\b|\brezygnuje z\b|\b(prosze )?nie (kontaktuj|pisz|wysylaj)/,
  /\bavregistrer|\bavmeld|\bavprenumerer|\bframeld\b|\binga fler (mejl|mail|e-post)|\bikke (kontakt|skriv)/,
];

const AUTOMATIC =
  /\bout of (the )?office\b|\bauto(matic)?[- ]?(reply|response)\b|\bautomatische antwort\b|\babwesen(d|heit)\b|\breponse automatique\b|\babsent(e)? du bureau\b|\brespuesta automatica\b|\bfuera de la oficina\b|\brisposta automatica\b|\bresposta automatica\b|\bautomatisch antwoord\b|\bautosvar\b/;
const DECLINED =
  /\bnot interested\b|\bno,? thank(s| you)\b|\bno interest\b|\bkein(e)? (interesse|bedarf)\b|\bpas interesse|\bno (me )?interesa\b|\bno estoy interesad|\bnon (sono )?interessat|\bsem interesse\b|\bgeen interesse\b|\bnie jestem zainteresowan|\binte intresserad\b/;
const INTERESTED =
  /\binterested\b|\bsounds (good|great|interesting)\b|\b(let us|let's|happy to|would love to) (talk|meet|speak|chat|call)\b|\bsend me (more|the)\b|\btell me more\b|\b(sehr )?gern(e)?\b|\bklingt gut\b|\binteressiert\b|\bavec plaisir\b|\binteresse\b|\bme interesa\b|\binteressat[oa]\b|\bschedule\b|\bbook a (call|meeting|time)\b/;

/** What a reply says, the more cautious reading first. */
export function readReply(text: string): ReplyReading {
  const own = fold(stripQuoted(text)).trim();
  const firstLine = own.split("\n")[0]?.trim() ?? "";
  if (OPT_OUT_ALONE.test(own) || OPT_OUT_ALONE.test(firstLine)) return "opt-out";
  if (AUTOMATIC.test(own)) return "automatic";
  if (OPT_OUT_PHRASES.some(pattern => pattern.test(own))) return "opt-out";
  if (DECLINED.test(own)) return "declined";
  if (INTERESTED.test(own)) return "interested";
  return own.includes("?") ? "question" : "other";
}
