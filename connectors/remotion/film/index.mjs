/** Owns the film as Remotion draws it: the same scenes, captions and progress as the renderer of the house. Bundled only where Remotion is installed. */
import { createElement as h } from "react";
import {
  AbsoluteFill,
  Composition,
  interpolate,
  registerRoot,
  Sequence,
  useCurrentFrame,
  useVideoConfig,
} from "remotion";

const font = '"Geist", "Liberation Sans", "DejaVu Sans", sans-serif';

function SceneView({ scene, job }) {
  const frame = useCurrentFrame();
  const { fps, width, height } = useVideoConfig();
  const unit = Math.min(width, height) / 100;
  const arrival = interpolate(frame, [0, fps / 2], [0, 1], { extrapolateRight: "clamp" });
  const text = { opacity: arrival, transform: `translateY(${(1 - arrival) * unit * 4}px)` };
  return h(
    AbsoluteFill,
    {
      style: {
        padding: `${height * 0.1}px ${width * 0.085}px ${height * 0.18}px`,
        justifyContent: "center",
        color: job.theme.foreground,
        fontFamily: font,
      },
    },
    h("div", { style: { ...text, fontSize: unit * 9, fontWeight: 760, lineHeight: 1.12 } }, scene.headline),
    h("div", { style: { ...text, fontSize: unit * 5, lineHeight: 1.36, marginTop: unit * 4 } }, scene.body),
    scene.caption === ""
      ? null
      : h(
          "div",
          { style: { position: "absolute", left: 0, right: 0, bottom: height * 0.18, textAlign: "center" } },
          h(
            "span",
            {
              style: {
                background: "rgb(0 0 0 / 0.62)",
                borderRadius: unit * 1.6,
                color: "#ffffff",
                display: "inline-block",
                fontSize: unit * 4,
                maxWidth: "80%",
                padding: `${unit * 1.6}px ${unit * 2.5}px`,
              },
            },
            scene.caption,
          ),
        ),
  );
}

function Film({ job }) {
  const frame = useCurrentFrame();
  const { fps, durationInFrames, height } = useVideoConfig();
  let from = 0;
  const scenes = job.scenes.map((scene, at) => {
    const frames = Math.max(1, Math.round((scene.durationMs / 1_000) * fps));
    const sequence = h(Sequence, { key: at, from, durationInFrames: frames }, h(SceneView, { scene, job }));
    from += frames;
    return sequence;
  });
  const share = `${((frame + 1) / durationInFrames) * 100}%`;
  return h(
    AbsoluteFill,
    { style: { background: job.theme.background } },
    scenes,
    h("div", {
      style: {
        position: "absolute",
        left: 0,
        bottom: 0,
        height: height / 100,
        width: share,
        background: job.theme.accent,
      },
    }),
  );
}

function measure({ props: { job } }) {
  const frames = job.scenes.map(scene => Math.max(1, Math.round((scene.durationMs / 1_000) * job.framesPerSecond)));
  return {
    durationInFrames: frames.reduce((sum, count) => sum + count, 0),
    fps: job.framesPerSecond,
    width: job.width,
    height: job.height,
  };
}

registerRoot(() =>
  h(Composition, { id: "film", component: Film, calculateMetadata: measure, defaultProps: { job: null } }),
);
