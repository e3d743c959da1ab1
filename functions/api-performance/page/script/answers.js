// What answers hold, as sections take it.

// Whether a part of an answer is missing, so that its nothing isn't one.
export const isWithout = ({ unavailable }, part) => unavailable.some((missing) => missing.part === part);

// The figures of a window's steps, as charts take them: what `valuesOf` takes from each step; a step of
// which it isn't known is a gap.
export function pointsOf({ series }, valuesOf) {
  return series.map((step) => ({
    at: Date.parse(step.from) / 1_000,
    values: valuesOf(step).map((value) => value ?? null),
  }));
}
