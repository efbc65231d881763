import type uPlot from 'uplot';

/** A moment, as an upright line. */
export interface Mark {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Name of a colour in tokens.css. */
  readonly colour: string;
}

/** A stretch of time behind the lines. */
export interface Span {
  readonly from: number;
  readonly to: number;
  /** `gap`: hours without logs, hatched. `shade`: marked in its colour. */
  readonly as: 'gap' | 'shade';
  readonly colour: string;
}

/** Draws marks and spans on the plot's canvas. @param resolve gives the colour of a token */
export function drawMarks(
  chart: uPlot,
  { spans, marks }: { spans: readonly Span[]; marks: readonly Mark[] },
  resolve: (token: string) => string,
): void {
  const { ctx, bbox } = chart;
  const place = (time: number): number => {
    const x = chart.valToPos(time / 1_000, 'x', true);
    return Math.min(Math.max(x, bbox.left), bbox.left + bbox.width);
  };
  ctx.save();
  for (const span of spans) {
    const [left, right] = [place(span.from), place(span.to)];
    if (right <= left) continue;
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, bbox.top, right - left, bbox.height);
    ctx.clip();
    if (span.as === 'shade') {
      ctx.globalAlpha = 0.16;
      ctx.fillStyle = resolve(span.colour);
      ctx.fill();
    } else hatch(ctx, { left, right, top: bbox.top, height: bbox.height }, resolve(span.colour));
    ctx.restore();
  }
  for (const mark of marks) {
    const x = chart.valToPos(mark.at / 1_000, 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.strokeStyle = resolve(mark.colour);
    ctx.lineWidth = 2 * devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}

function hatch(
  ctx: CanvasRenderingContext2D,
  area: { left: number; right: number; top: number; height: number },
  colour: string,
): void {
  const step = 6 * devicePixelRatio;
  ctx.strokeStyle = colour;
  ctx.globalAlpha = 0.6;
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  // From a multiple of the step, so that neighbouring spans hatch as one.
  for (let x = Math.floor((area.left - area.height) / step) * step; x < area.right; x += step) {
    ctx.moveTo(x, area.top + area.height);
    ctx.lineTo(x + area.height, area.top);
  }
  ctx.stroke();
}
