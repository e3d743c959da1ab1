// A line as small as a word. It says nothing that the table doesn't, so nobody is told of it but who sees
// it.

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 96;
const HEIGHT = 20;

// An empty one.
export function spark() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "spark");
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(SVG, "polyline"));
  return svg;
}

// Draws the values into it.
export function drawSpark(svg, values) {
  const most = Math.max(1, ...values);
  const step = WIDTH / Math.max(1, values.length - 1);
  const points = values.map(
    (value, place) =>
      `${(place * step).toFixed(1)},${(HEIGHT - 1 - (value / most) * (HEIGHT - 2)).toFixed(1)}`,
  );
  svg.firstElementChild.setAttribute("points", points.join(" "));
}
