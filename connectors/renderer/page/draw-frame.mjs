// @ts-check
/** Owns how a moment of a film looks. A pure function of the moment: the same frame is drawn alike whenever it is drawn. */

/**
 * @typedef {{ startMs: number, endMs: number, headline: string, body: string }} Stage a scene and when it stands
 * @typedef {{ startMs: number, endMs: number, lines: string[] }} Cue a caption and when it stands
 * @typedef {{ title: string, width: number, height: number, durationMs: number, stages: Stage[], cues: Cue[],
 *   theme: { background: string, foreground: string, accent: string } }} Film
 * @typedef {{ size: number, lines: string[] }} Block a text broken into lines at a size
 * @typedef {OffscreenCanvasRenderingContext2D} Context
 */

export const fontFamily = '"Geist", "Liberation Sans", "DejaVu Sans", "Noto Sans", sans-serif';
const ENTER_MS = 520;
const LEAVE_MS = 260;

/** Draws the film as it is at a time.
 * @param {Context} context
 * @param {Film} film
 * @param {number} timeMs
 */
export function drawFrame(context, film, timeMs) {
  const stageIndex = Math.max(
    0,
    film.stages.findLastIndex(stage => stage.startMs <= timeMs),
  );
  const stage = film.stages[stageIndex];
  const frame = measure(film);
  drawGround(context, film, timeMs);
  drawHead(context, film, frame, stageIndex);
  if (stage !== undefined) drawStage(context, film, frame, stage, timeMs);
  const cue = film.cues.find(candidate => candidate.startMs <= timeMs && timeMs < candidate.endMs);
  if (cue !== undefined) drawCaption(context, frame, cue);
  drawProgress(context, film, frame, timeMs);
}

/** What a player's own buttons and titles never cover, and the sizes that follow from it.
 * @param {Film} film
 */
function measure({ width, height }) {
  const short = Math.min(width, height);
  const isTall = height > width * 1.2;
  const left = width * (isTall ? 0.085 : 0.075);
  return {
    unit: short / 100,
    left,
    right: width - left,
    top: height * (isTall ? 0.1 : 0.085),
    bottom: height * (isTall ? 0.82 : 0.9),
    isTall,
  };
}

/** @param {Context} context @param {Film} film @param {number} timeMs */
function drawGround(context, { width, height, theme }, timeMs) {
  context.globalAlpha = 1;
  context.fillStyle = theme.background;
  context.fillRect(0, 0, width, height);
  const turn = (timeMs / 14_000) * 2 * Math.PI;
  const reach = Math.hypot(width, height);
  const glow = (
    /** @type {number} */ x,
    /** @type {number} */ y,
    /** @type {number} */ radius,
    /** @type {number} */ strength,
  ) => {
    const light = context.createRadialGradient(x, y, 0, x, y, radius);
    light.addColorStop(0, theme.accent);
    light.addColorStop(1, "transparent");
    context.globalAlpha = strength;
    context.fillStyle = light;
    context.fillRect(0, 0, width, height);
  };
  glow(width * (0.88 + 0.06 * Math.cos(turn)), height * (0.1 + 0.04 * Math.sin(turn)), reach * 0.42, 0.3);
  glow(width * (0.05 + 0.05 * Math.sin(turn)), height * (0.96 + 0.03 * Math.cos(turn)), reach * 0.36, 0.16);
  context.globalAlpha = 1;
}

/** @param {Context} context @param {Film} film @param {ReturnType<typeof measure>} frame @param {number} stageIndex */
function drawHead(context, film, { unit, left, right, top }, stageIndex) {
  context.fillStyle = film.theme.accent;
  context.fillRect(left, top, unit * 9, unit * 1.1);
  const size = unit * 3.4;
  context.font = `600 ${size}px ${fontFamily}`;
  context.textBaseline = "top";
  context.fillStyle = film.theme.foreground;
  context.globalAlpha = 0.72;
  const count = `${stageIndex + 1} / ${film.stages.length}`;
  context.textAlign = "right";
  context.fillText(count, right, top + unit * 3);
  context.textAlign = "left";
  const room = right - left - context.measureText(count).width - unit * 4;
  context.fillText(shorten(context, film.title, room), left, top + unit * 3);
  context.globalAlpha = 1;
}

/** @param {Context} context @param {Film} film @param {ReturnType<typeof measure>} frame @param {Stage} stage @param {number} timeMs */
function drawStage(context, film, { unit, left, right, top, bottom, isTall }, stage, timeMs) {
  const room = right - left;
  const from = top + unit * 12;
  const space = bottom - unit * 21 - from;
  const headline = layOut(context, stage.headline, {
    weight: 760,
    room,
    height: space * 0.62,
    from: unit * (isTall ? 11.5 : 10),
    lead: 1.12,
  });
  const headHeight = headline.lines.length * headline.size * 1.12;
  const body = layOut(context, stage.body, {
    weight: 420,
    room,
    height: space - headHeight - unit * 4,
    from: unit * 5.4,
    lead: 1.36,
  });
  const bodyHeight = body.lines.length * body.size * 1.36;
  let y = from + Math.max(0, (space - headHeight - unit * 4 - bodyHeight) / 2);
  const age = timeMs - stage.startMs;
  const leaving = Math.min(1, Math.max(0, (stage.endMs - timeMs) / LEAVE_MS));
  context.textAlign = "left";
  context.textBaseline = "top";
  context.fillStyle = film.theme.foreground;
  let position = 0;
  const line = (/** @type {string} */ text, /** @type {number} */ alpha, /** @type {number} */ advance) => {
    const arrival = ease((age - position * 90) / ENTER_MS);
    context.globalAlpha = alpha * arrival * leaving;
    context.fillText(text, left, y + (1 - arrival) * unit * 4);
    y += advance;
    position += 1;
  };
  context.font = `760 ${headline.size}px ${fontFamily}`;
  for (const text of headline.lines) line(text, 1, headline.size * 1.12);
  y += unit * 4;
  context.font = `420 ${body.size}px ${fontFamily}`;
  for (const text of body.lines) line(text, 0.84, body.size * 1.36);
  context.globalAlpha = 1;
}

/** @param {Context} context @param {ReturnType<typeof measure>} frame @param {Cue} cue */
function drawCaption(context, { unit, left, right, bottom }, cue) {
  const room = right - left;
  const size = unit * 4.1;
  context.font = `600 ${size}px ${fontFamily}`;
  const lines = cue.lines.map(text => shorten(context, text, room - unit * 5));
  const height = lines.length * size * 1.3 + unit * 3.2;
  const width = Math.max(...lines.map(text => context.measureText(text).width)) + unit * 5;
  const x = left + (room - width) / 2;
  const y = bottom - height - unit * 2;
  context.fillStyle = "rgb(0 0 0 / 0.62)";
  context.beginPath();
  context.roundRect(x, y, width, height, unit * 1.6);
  context.fill();
  context.fillStyle = "#ffffff";
  context.textAlign = "center";
  context.textBaseline = "top";
  lines.forEach((text, at) => {
    context.fillText(text, left + room / 2, y + unit * 1.6 + at * size * 1.3 + size * 0.1);
  });
}

/** @param {Context} context @param {Film} film @param {ReturnType<typeof measure>} frame @param {number} timeMs */
function drawProgress(context, film, { unit, left, right, bottom }, timeMs) {
  const gap = unit * 0.9;
  const room = right - left - gap * (film.stages.length - 1);
  let x = left;
  for (const { startMs, endMs } of film.stages) {
    const width = (room * (endMs - startMs)) / film.durationMs;
    const done = Math.min(1, Math.max(0, (timeMs - startMs) / (endMs - startMs)));
    context.globalAlpha = 0.22;
    context.fillStyle = film.theme.foreground;
    context.fillRect(x, bottom + unit, width, unit * 0.7);
    context.globalAlpha = 1;
    context.fillStyle = film.theme.accent;
    context.fillRect(x, bottom + unit, width * done, unit * 0.7);
    x += width + gap;
  }
}

/** Slow at the end, still before the beginning. @param {number} share */
function ease(share) {
  const clamped = Math.min(1, Math.max(0, share));
  return 1 - (1 - clamped) ** 3;
}

/** The largest size at which a text fits, and its lines; below the smallest size the rest is cut with an ellipsis.
 * @param {Context} context @param {string} text
 * @param {{ weight: number, room: number, height: number, from: number, lead: number }} box
 * @returns {Block}
 */
function layOut(context, text, { weight, room, height, from, lead }) {
  if (text === "") return { size: 0, lines: [] };
  let size = from;
  for (; ; size *= 0.92) {
    context.font = `${weight} ${size}px ${fontFamily}`;
    const lines = breakLines(context, text, room);
    if (lines.length * size * lead <= height) return { size, lines };
    if (size < from * 0.4) {
      const fitting = Math.max(1, Math.floor(height / (size * lead)));
      const last = lines.slice(fitting - 1).join(" ");
      return { size, lines: [...lines.slice(0, fitting - 1), shorten(context, `${last}`, room)] };
    }
  }
}

/** @param {Context} context @param {string} text @param {number} room @returns {string[]} */
function breakLines(context, text, room) {
  /** @type {string[]} */
  const lines = [];
  let line = "";
  for (const word of text.split(/\s+/).flatMap(whole => breakWord(context, whole, room))) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && context.measureText(longer).width > room) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line === "" ? lines : [...lines, line];
}

/** A word wider than the frame, such as an address, in pieces. @param {Context} context @param {string} word @param {number} room */
function breakWord(context, word, room) {
  /** @type {string[]} */
  const pieces = [];
  let piece = "";
  for (const { segment } of new Intl.Segmenter().segment(word)) {
    if (piece !== "" && context.measureText(piece + segment).width > room) {
      pieces.push(piece);
      piece = "";
    }
    piece += segment;
  }
  return [...pieces, piece];
}

/** @param {Context} context @param {string} text @param {number} room */
function shorten(context, text, room) {
  if (context.measureText(text).width <= room) return text;
  const letters = [...new Intl.Segmenter().segment(text)].map(part => part.segment);
  while (letters.length > 0 && context.measureText(`${letters.join("")}…`).width > room) letters.pop();
  return `${letters.join("").trimEnd()}…`;
}
