// What each part of the page shows, with the charts of charts.js.

const best = report.baselines.filter(baseline => baseline.error.mean !== null)
  .sort((a, b) => a.error.mean - b.error.mean)[0];
const baselineOf = figure => best ? best[figure] : null;

// ---- heads compared

const labels = { "best-step": "each at its best step", "same-step": "same step", "equal-training-loss": "equal training loss" };
const order = ["best-step", "same-step", "equal-training-loss"];
const comparisons = report.comparisons.filter(comparison => comparison.rows.length > 0)
  .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
let picked = "0";
function headLines(figure) {
  return comparisons.map((comparison, slot) => ({
    slot: slot % 3, name: labels[comparison.kind] || comparison.kind,
    points: comparison.rows.map(row => ({ heads: row.heads, mean: row[figure].mean, error: row[figure].standardError })),
  })).filter((line, slot) => picked === "all" || picked === String(slot));
}
const hint = "Point at a chart, or focus it and use the arrow keys, to read values.";
function headsChart(id, figure, baseline, format, unit, title) {
  return mount(id, () => againstHeads({
    series: headLines(figure), baseline: baselineOf(baseline), format, unit,
    onPoint: text => { at("heads-readout").textContent = text === null ? hint : title + ", " + text; },
  }));
}
if (comparisons.length) {
  at("heads-readout").textContent = hint;
  const charts = [headsChart("heads-error", "testError", "error", percent, 100, "Test error"),
    headsChart("heads-loss", "testLoss", "loss", number, 1, "Test loss")];
  const legend = () => {
    const strokes = [color("--accent"), color("--ink"), color("--soft")];
    at("heads-legend").innerHTML = headLines("testError").map(line =>
      "<span>" + swatch(strokes[line.slot], DASHES[line.slot], SHAPES[line.slot]) + line.name + "</span>").join("") +
      (["error", "loss"].some((figure, i) => fits(baselineOf(figure), headLines(["testError", "testLoss"][i])))
        ? "<span>" + swatch(color("--soft"), [4, 4], null) + best.name + "</span>" : "");
  };
  redraws.push(legend);
  legend();
  at("comparison-choice").addEventListener("change", event => {
    picked = event.target.value;
    charts.forEach(chart => chart.draw());
    legend();
  });
}

// ---- training curves

const state = { measure: "trainLoss", start: at("curve-start").value, step: "best", hidden: new Set() };
const captions = { trainLoss: "Training loss", testLoss: "Test loss", testError: "Test error, %" };
const chosen = report.recommendation.chosen;
/** One line for each head count: its best setting, or the one at the step that was asked for. */
function curveLines() {
  const byHeads = new Map();
  for (const summary of report.summaries) {
    if (summary.initialization !== state.start || !summary.curve) continue;
    if (state.step !== "best" && summary.step !== Number(state.step)) continue;
    const rank = s => s.diverged ? Infinity : s.bestTestError.mean === null ? Infinity : s.bestTestError.mean + 1e-9 * (s.bestTestLoss.mean || 0);
    const rival = byHeads.get(summary.heads);
    if (!rival || rank(summary) < rank(rival)) byHeads.set(summary.heads, summary);
  }
  return [...byHeads.values()].sort((a, b) => a.heads - b.heads);
}
/** From far to near the accent: the order of the colours is the order of the head counts. */
function ramp(index, count) {
  const parse = text => text.match(/[0-9a-f]{2}/gi).map(pair => parseInt(pair, 16));
  const from = parse(color("--first")), to = parse(color("--accent")), ink = parse(color("--ink"));
  const share = count < 2 ? 1 : index / (count - 1);
  const mix = (a, b, t) => a.map((value, i) => Math.round(value + (b[i] - value) * t));
  const mixed = share < 0.7 ? mix(from, to, share / 0.7) : mix(to, ink, (share - 0.7) * 1.6);
  return "rgb(" + mixed.join(",") + ")";
}
const lineName = (summary, long) => heads(summary.heads) +
  (long && state.step === "best" ? ", step " + summary.step : "") + (summary.diverged ? " (diverged)" : "");
const isChosen = summary => chosen !== null && summary.heads === chosen.heads && summary.initialization === chosen.initialization;
/** The recommended head count is the solid line. */
const CURVE_DASHES = [[7, 4], [2, 3], [10, 3, 2, 3], [4, 2], [1, 5], [12, 3, 2, 3, 2, 3]];
const dashOf = (summary, s) => isChosen(summary) ? [] : CURVE_DASHES[s % CURVE_DASHES.length];
/** Every line has marks of its own shape: colours alone are equal in grey, dashes are lost where lines cross. */
const shapeOf = s => SHAPES[s % SHAPES.length];
const MARKS = 6;
/** Where the error axis ends: the first tenth of the steps, mostly near a half, would press all others to the bottom. */
function errorTop(iterations, columns) {
  const from = iterations[iterations.length - 1] / 10;
  const later = columns.flatMap(column => column.filter((value, i) => value !== null && iterations[i] >= from));
  const all = columns.flat().filter(value => value !== null);
  return 1.15 * Math.max(...(later.length ? later : all), 0) || 1;
}
/** Where the names of lines go: as near to their ends as they fit without overlap, groups of them around their middle. */
function spread(ends, gap, bottom) {
  const groups = [];
  for (const end of ends) {
    let group = { ends: [end], middle: end.y };
    const half = one => gap * one.ends.length / 2;
    while (groups.length && groups[groups.length - 1].middle + half(groups[groups.length - 1]) > group.middle - half(group)) {
      const all = [...groups.pop().ends, ...group.ends];
      group = { ends: all, middle: all.reduce((sum, one) => sum + one.y, 0) / all.length };
    }
    groups.push(group);
  }
  for (const { ends: list, middle } of groups) {
    list.forEach((end, i) => { end.to = middle + gap * (i - (list.length - 1) / 2); });
  }
  for (let i = ends.length - 1, limit = bottom; i >= 0; i--, limit = ends[i + 1].to - gap) ends[i].to = Math.min(ends[i].to, limit);
}
let shown = [];
const curveChart = mount("curves", () => {
  shown = curveLines();
  if (!shown.length) return null;
  const logarithmic = state.measure !== "testError";
  const iterations = [...new Set(shown.flatMap(summary => summary.curve.iterations))].sort((a, b) => a - b);
  const columns = shown.map(summary => {
    const values = new Map(summary.curve.iterations.map((iteration, i) => [iteration, summary.curve[state.measure][i]]));
    return iterations.map(iteration => {
      const value = values.get(iteration);
      return value === undefined || value === null || (logarithmic && !(value > 0)) ? null : value;
    });
  });
  const format = logarithmic ? number : percent;
  return {
    data: [iterations, ...columns],
    options: {
      legend: { show: false }, cursor, padding: [10, 78, 0, 0],
      scales: {
        x: { time: false },
        y: logarithmic
          ? { distr: 3, range: (u, low, high) => low > 0 ? [low / 1.2, high * 1.2] : [0.1, 1] }
          : { range: () => [0, errorTop(iterations, columns)] },
      },
      axes: [
        axis({ label: "gradient steps", grid: { show: false }, size: 30 }),
        axis(logarithmic
          ? { splits: (u, i, low, high) => logSplits(low, high), filter: (u, list) => list, values: (u, list) => list.map(number), size: 58 }
          : { values: (u, list) => list.map(value => number(100 * value)), size: 58 }),
      ],
      series: [{}, ...shown.map((summary, s) => ({
        label: lineName(summary, true), stroke: ramp(s, shown.length), dash: dashOf(summary, s), spanGaps: true, points: { show: false },
        width: isChosen(summary) ? 3 : 1.75,
        show: !state.hidden.has(summary.heads),
      }))],
      hooks: {
        draw: [u => {
          const context = u.ctx, ratio = uPlot.pxRatio;
          const ends = shown.map((summary, s) => {
            let last = columns[s].length - 1;
            while (last >= 0 && columns[s][last] === null) last--;
            return last < 0 || !u.series[s + 1].show ? null
              : { s, text: heads(summary.heads), x: u.valToPos(iterations[last], "x", true), y: u.valToPos(columns[s][last], "y", true) };
          }).filter(end => end !== null).sort((a, b) => a.y - b.y);
          const gap = 15 * ratio, bottom = u.bbox.top + u.bbox.height - 7 * ratio; // above the figures of the axis
          spread(ends, gap, bottom);
          context.save();
          shown.forEach((summary, s) => {
            if (!u.series[s + 1].show) return;
            context.fillStyle = ramp(s, shown.length);
            for (let i = 0; i < MARKS; i++) { // a little aside of those of the line before
              const from = Math.round((i + (s + 1) / (shown.length + 1)) / MARKS * (iterations.length - 1));
              const value = columns[s][from];
              if (value === null || (!logarithmic && value > u.scales.y.max)) continue;
              mark(context, shapeOf(s), u.valToPos(iterations[from], "x", true), u.valToPos(value, "y", true), 4 * ratio);
            }
          });
          context.font = 12 * ratio + "px system-ui, sans-serif";
          context.textBaseline = "middle";
          context.textAlign = "left";
          context.setLineDash([]);
          context.lineWidth = 1.5 * ratio;
          for (const end of ends) {
            const x = Math.min(end.x, u.bbox.left + u.bbox.width);
            context.strokeStyle = ramp(end.s, shown.length);
            context.beginPath();
            context.moveTo(x + 2 * ratio, end.y); context.lineTo(x + 12 * ratio, end.to);
            context.stroke();
            context.fillStyle = color(isChosen(shown[end.s]) ? "--ink" : "--soft");
            context.fillText(end.text, x + 15 * ratio, end.to);
          }
          context.restore();
        }],
        setCursor: [u => {
          const index = u.cursor.idx;
          if (index === null || index === undefined) { at("curve-readout").textContent = hint; return; }
          at("curve-readout").textContent = "After " + iterations[index] + " steps: " + shown
            .map((summary, s) => u.series[s + 1].show && columns[s][index] !== null ? lineName(summary, false) + " " + format(columns[s][index]) : null)
            .filter(text => text !== null).join("; ");
        }],
      },
    },
  };
});
function curveLegend() {
  const box = at("curve-legend");
  box.textContent = "";
  shown.forEach((summary, s) => {
    const button = document.createElement("button");
    button.type = "button";
    button.innerHTML = swatch(ramp(s, shown.length), dashOf(summary, s), shapeOf(s));
    button.append(lineName(summary, true));
    button.setAttribute("aria-pressed", String(!state.hidden.has(summary.heads)));
    button.addEventListener("click", () => {
      const show = state.hidden.has(summary.heads);
      if (show) state.hidden.delete(summary.heads); else state.hidden.add(summary.heads);
      button.setAttribute("aria-pressed", String(show));
      curveChart.plot().setSeries(s + 1, { show });
    });
    box.append(button);
  });
  if (!shown.length) box.textContent = "This start was not tried at this step.";
  at("curve-caption").textContent = captions[state.measure];
  at("curve-readout").textContent = hint;
}
const redrawCurves = () => { curveChart.draw(); curveLegend(); };
at("measure-choice").addEventListener("change", event => { state.measure = event.target.value; redrawCurves(); });
at("curve-start").addEventListener("change", event => { state.start = event.target.value; redrawCurves(); });
at("curve-step").addEventListener("change", event => { state.step = event.target.value; redrawCurves(); });
redraws.push(curveLegend);
curveLegend();

// ---- cost

const main = report.settings.initializations[0];
function costLine(figure) {
  const groups = new Map();
  for (const summary of report.summaries) {
    if (summary.initialization !== main || summary[figure] === null) continue;
    groups.set(summary.heads, [...(groups.get(summary.heads) || []), summary[figure]]);
  }
  return [{ slot: 0, name: "", points: [...groups].map(([count, list]) => ({ heads: count, mean: list.reduce((a, b) => a + b, 0) / list.length, error: null })) }];
}
const quickest = [...at("costs").rows].map(row => ({ heads: Number(row.dataset.heads), mean: Number(row.dataset.seconds), error: null }))
  .filter(point => Number.isFinite(point.mean));
mount("cost-seconds", () => againstHeads({ series: [{ slot: 0, name: "", points: quickest }], format: seconds }));
mount("cost-parameters", () => againstHeads({ series: costLine("parameters"), format: number }));

// ---- table of all settings: sort by any column

const table = at("settings");
const body = table.tBodies[0];
[...table.tHead.rows[0].cells].forEach((head, column) => {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = head.textContent;
  head.textContent = "";
  head.append(button);
  button.addEventListener("click", () => {
    const direction = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
    const key = row => {
      const cell = row.cells[column], value = cell.dataset.v;
      return value === undefined ? cell.textContent : value === "" ? Infinity : Number(value);
    };
    const rows = [...body.rows].map((row, i) => ({ row, i, k: key(row) }));
    rows.sort((a, b) => (a.k < b.k ? -1 : a.k > b.k ? 1 : 0) * direction || a.i - b.i);
    body.append(...rows.map(entry => entry.row));
  });
});

// ---- copy, colours, print

const copy = at("copy");
if (copy) {
  copy.addEventListener("click", async () => {
    const text = at("command").textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch (refused) {
      getSelection().selectAllChildren(at("command"));
      document.execCommand("copy");
    }
    copy.textContent = "Copied";
    setTimeout(() => { copy.textContent = "Copy"; }, 1500);
  });
}
const redrawAll = () => redraws.forEach(draw => draw());
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawAll);
addEventListener("beforeprint", () => {
  root.classList.add("printing");
  document.querySelectorAll("details").forEach(details => { details.open = true; });
  redrawAll();
});
addEventListener("afterprint", () => { root.classList.remove("printing"); redrawAll(); });
root.dataset.charts = String(document.querySelectorAll("canvas").length);
