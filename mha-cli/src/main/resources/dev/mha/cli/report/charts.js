// Numbers, colours and the kinds of charts; report.js puts them into the page. Both stand in one scope there.

const root = document.documentElement;
root.classList.add("js");
const report = JSON.parse(document.getElementById("report-data").textContent);
const at = id => document.getElementById(id);
const color = name => getComputedStyle(root).getPropertyValue(name).trim();

// ---- numbers, printed as the tables print them

const percent = share => (100 * share).toFixed(1) + " %";
const number = value => {
  if (value === null || value === undefined) return "n/a";
  if (value === 0) return "0";
  const size = Math.abs(value);
  return size < 1e-4 || size >= 1e6 ? value.toExponential(1) : String(Number(value.toPrecision(3)));
};
const heads = count => count + (count === 1 ? " head" : " heads");
const seconds = value => value < 0.0995 ? number(1000 * value) + " ms" : number(value) + " s";

// ---- charts: each is rebuilt when the colours change and resized with its box

const redraws = [];
function mount(id, build) {
  const host = at(id);
  if (!host) return { draw() {} };
  let plot = null;
  const draw = () => {
    if (plot) plot.destroy();
    const made = build();
    plot = made ? new uPlot({ ...made.options, width: host.clientWidth, height: host.clientHeight }, made.data, host) : null;
  };
  new ResizeObserver(() => {
    if (plot && (host.clientWidth !== plot.width || host.clientHeight !== plot.height)) {
      plot.setSize({ width: host.clientWidth, height: host.clientHeight });
    }
  }).observe(host);
  host.addEventListener("keydown", event => {
    const move = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (!plot || !move) return;
    event.preventDefault();
    const xs = plot.data[0];
    const from = plot.cursor.idx === null || plot.cursor.idx === undefined ? (move > 0 ? -1 : xs.length) : plot.cursor.idx;
    const to = Math.min(xs.length - 1, Math.max(0, from + move));
    plot.setCursor({ left: plot.valToPos(xs[to], "x"), top: plot.bbox.height / uPlot.pxRatio / 2 });
  });
  redraws.push(draw);
  draw();
  return { draw, plot: () => plot };
}

const font = '12px system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif';
const axis = more => ({
  stroke: color("--soft"), font, labelFont: font, labelGap: 2, labelSize: 20,
  grid: { stroke: color("--line"), width: 1 }, ticks: { show: false }, ...more,
});
const cursor = { y: false, drag: { x: false, y: false, setScale: false }, points: { show: false } };

/** Round values between two bounds: the wider the range, the fewer to a power of ten. */
function logSplits(low, high) {
  const list = [];
  const decades = Math.log10(high / low);
  const digits = decades > 3.2 ? [1] : decades > 1.2 ? [1, 2, 5] : decades > 0.6 ? [1, 1.5, 2, 3, 5, 7]
    : [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const digit of digits) {
      const value = Number((digit + "e" + power));
      if (value >= low && value <= high) list.push(value);
    }
  }
  return list;
}

const SHAPES = ["circle", "square", "triangle", "diamond", "down"];
function mark(context, shape, x, y, radius) {
  context.beginPath();
  if (shape === "square") {
    context.rect(x - radius, y - radius, 2 * radius, 2 * radius);
  } else if (shape === "triangle") {
    context.moveTo(x, y - 1.2 * radius);
    context.lineTo(x + 1.1 * radius, y + 0.8 * radius);
    context.lineTo(x - 1.1 * radius, y + 0.8 * radius);
    context.closePath();
  } else if (shape === "diamond") {
    context.moveTo(x, y - 1.3 * radius);
    context.lineTo(x + 1.3 * radius, y);
    context.lineTo(x, y + 1.3 * radius);
    context.lineTo(x - 1.3 * radius, y);
    context.closePath();
  } else if (shape === "down") {
    context.moveTo(x, y + 1.2 * radius);
    context.lineTo(x + 1.1 * radius, y - 0.8 * radius);
    context.lineTo(x - 1.1 * radius, y - 0.8 * radius);
    context.closePath();
  } else {
    context.arc(x, y, radius, 0, 2 * Math.PI);
  }
  context.fill();
}
const DASHES = [[], [7, 4], [2, 3]];
function swatch(stroke, dash, shape) {
  const marks = {
    circle: '<circle cx="14" cy="6" r="4"/>', square: '<rect x="10" y="2" width="8" height="8"/>',
    triangle: '<path d="M14 1l5 9h-10z"/>', diamond: '<path d="M14 0l6 6-6 6-6-6z"/>', down: '<path d="M14 11l5-9h-10z"/>',
  };
  return '<svg width="28" height="12" aria-hidden="true" fill="' + stroke + '"><path d="M0 6h28" stroke="' + stroke +
    '" stroke-width="2" stroke-dasharray="' + dash.join(" ") + '"/>' + (shape ? marks[shape] : "") + "</svg>";
}

// ---- a chart against heads: lines with marks and error bars, a dashed line for the baseline

/** The largest value with its error bar, or null. */
function highest(series) {
  const points = series.flatMap(line => line.points).filter(point => point.mean !== null);
  return points.length ? Math.max(...points.map(point => point.mean + (point.error || 0))) : null;
}
/** Whether the baseline is drawn: one far above all points would press them to the bottom. */
function fits(baseline, series) {
  const top = highest(series);
  return Boolean(baseline) && baseline.mean !== null && top !== null && baseline.mean < 4 * top;
}
function againstHeads({ series, baseline, format, unit, onPoint }) {
  const spread = series.length > 1 ? 1.035 : 1;
  const points = series.map((line, s) => line.points.map(point => ({ ...point, x: point.heads * spread ** (s - (series.length - 1) / 2) })));
  const xs = [...new Set(points.flat().map(point => point.x))].sort((a, b) => a - b);
  const columns = points.map(list => xs.map(x => {
    const found = list.find(point => point.x === x);
    return found && found.mean !== null ? found.mean : null;
  }));
  const counts = [...new Set(points.flat().map(point => point.heads))].sort((a, b) => a - b);
  const all = points.flat().filter(point => point.mean !== null);
  if (!all.length) return null;
  let top = highest(series);
  const showBaseline = fits(baseline, series);
  let low = Math.min(...all.map(point => point.mean - (point.error || 0)));
  if (showBaseline) {
    top = Math.max(top, baseline.mean);
    low = Math.min(low, baseline.mean);
  }
  // from 0, unless that would press all points into the upper third
  const bottom = low > 2 / 3 * top && low < top ? Math.max(0, low - 0.6 * (top - low)) : 0;
  const strokes = [color("--accent"), color("--ink"), color("--soft")];
  return {
    data: [xs, ...columns],
    options: {
      legend: { show: false }, cursor, padding: [10, 14, 0, 0],
      scales: {
        x: { time: false, distr: 3, log: 2, range: [counts[0] / 1.25, counts[counts.length - 1] * 1.25] },
        y: { range: [bottom, top + 0.08 * (top - bottom) || 1] },
      },
      axes: [
        axis({ label: "heads", splits: () => counts, filter: (u, list) => list, values: (u, list) => list.map(String), grid: { show: false }, size: 30 }),
        axis({ values: (u, list) => list.map(value => number(value * (unit || 1))), size: 52 }),
      ],
      series: [{}, ...series.map((line, s) => ({
        stroke: strokes[line.slot], width: 2, dash: DASHES[line.slot], spanGaps: true, points: { show: false },
      }))],
      hooks: {
        drawAxes: [u => {
          if (!showBaseline) return;
          const context = u.ctx, ratio = uPlot.pxRatio, y = Math.round(u.valToPos(baseline.mean, "y", true));
          context.save();
          context.strokeStyle = color("--soft");
          context.lineWidth = ratio;
          context.setLineDash([4 * ratio, 4 * ratio]);
          context.beginPath();
          context.moveTo(u.bbox.left, y);
          context.lineTo(u.bbox.left + u.bbox.width, y);
          context.stroke();
          context.restore();
        }],
        draw: [u => {
          const context = u.ctx, ratio = uPlot.pxRatio;
          context.save();
          points.forEach((list, s) => {
            context.fillStyle = context.strokeStyle = strokes[series[s].slot];
            context.lineWidth = 1.25 * ratio;
            context.setLineDash([]);
            for (const point of list) {
              if (point.mean === null) continue;
              const x = u.valToPos(point.x, "x", true), y = u.valToPos(point.mean, "y", true);
              if (point.error) {
                const low = u.valToPos(Math.max(bottom, point.mean - point.error), "y", true);
                const high = u.valToPos(point.mean + point.error, "y", true), cap = 4 * ratio;
                context.beginPath();
                context.moveTo(x, low); context.lineTo(x, high);
                context.moveTo(x - cap, low); context.lineTo(x + cap, low);
                context.moveTo(x - cap, high); context.lineTo(x + cap, high);
                context.stroke();
              }
              mark(context, SHAPES[series[s].slot], x, y, 4 * ratio);
            }
          });
          context.restore();
        }],
        setCursor: [u => {
          if (!onPoint) return;
          const index = u.cursor.idx;
          if (index === null || index === undefined) { onPoint(null); return; }
          const lines = [];
          let count = null;
          points.forEach((list, s) => {
            const near = list.reduce((best, point) => Math.abs(Math.log(point.x / xs[index])) < Math.abs(Math.log(best.x / xs[index])) ? point : best, list[0]);
            count = count === null ? near.heads : count;
            if (near.heads === count && near.mean !== null) {
              lines.push(series[s].name + " " + format(near.mean) + (near.error ? " ± " + format(near.error).replace(" %", "") : ""));
            }
          });
          onPoint(heads(count) + ": " + lines.join("; "));
        }],
      },
    },
  };
}
