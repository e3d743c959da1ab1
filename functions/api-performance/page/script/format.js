// Figures as people read them: in their language, their zone, and always with a unit.

const NOTHING = "–";

const formats = new Map();

// A formatter for these options, made once.
function numberFormat(options) {
  const key = JSON.stringify(options);
  if (!formats.has(key)) {
    formats.set(key, new Intl.NumberFormat(undefined, options));
  }
  return formats.get(key);
}

const isNumber = (value) => typeof value === "number" && Number.isFinite(value);
const inUnit = (value, unit, digits) =>
  numberFormat({ style: "unit", unit, unitDisplay: "short", maximumFractionDigits: digits }).format(value);

// Three digits that count.
const digitsOf = (value) => (Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);

// A whole number of things.
export const count = (value) =>
  isNumber(value) ? numberFormat({ maximumFractionDigits: 0 }).format(value) : NOTHING;

// The same with what is counted: one alert, two alerts.
export const counted = (value, what) => `${count(value)} ${what}${value === 1 ? "" : "s"}`;

// A number with a fraction.
export const decimal = (value) =>
  isNumber(value) ? numberFormat({ maximumFractionDigits: digitsOf(value) }).format(value) : NOTHING;

// A time in milliseconds.
export function ms(value) {
  if (!isNumber(value)) return NOTHING;
  return value >= 1_000
    ? inUnit(value / 1_000, "second", digitsOf(value / 1_000))
    : inUnit(value, "millisecond", digitsOf(value));
}

// A share from 0 to 1.
export function percent(share) {
  if (!isNumber(share)) return NOTHING;
  const digits = share === 0 || share === 1 ? 0 : share > 0.1 && share < 0.99 ? 1 : 2;
  return numberFormat({ style: "percent", maximumFractionDigits: digits }).format(share);
}

const SIZES = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];

// A number of bytes; a megabyte is a million of them.
export function bytes(value) {
  if (!isNumber(value)) return NOTHING;
  let size = value;
  let step = 0;
  while (Math.abs(size) >= 1_000 && step < SIZES.length - 1) {
    size /= 1_000;
    step += 1;
  }
  return inUnit(size, SIZES[step], step === 0 ? 0 : digitsOf(size));
}

// A rate.
export const perSecond = (value) => (isNumber(value) ? `${decimal(value)}/s` : NOTHING);
export const perMinute = (value) => (isNumber(value) ? `${decimal(value)}/min` : NOTHING);

const SPANS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

// A length of time in seconds, by its largest unit.
export function seconds(value) {
  if (!isNumber(value)) return NOTHING;
  const [unit, length] = SPANS.find(([, least]) => value >= least) ?? ["second", 1];
  const spans = value / length;
  return inUnit(spans, unit, spans < 10 ? 1 : 0);
}

// An amount of dollars.
export const dollars = (value) =>
  isNumber(value)
    ? numberFormat({
        style: "currency",
        currency: "USD",
        maximumFractionDigits: value !== 0 && value < 0.1 ? 4 : 2,
      }).format(value)
    : NOTHING;

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const MINUTE = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat(undefined, {
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});
const WHOLE_DAY = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric" });

// Moments, in the reader's zone: with seconds, to the minute, with the day, and the day alone.
export const clock = (at) => CLOCK.format(new Date(at));
export const minute = (at) => MINUTE.format(new Date(at));
export const day = (at) => WHOLE_DAY.format(new Date(at));
export const moment = (at) => (at ? DAY.format(new Date(at)) : NOTHING);

// How long ago a moment is.
export const since = (at) => (at ? seconds(Math.max(0, (Date.now() - Date.parse(at)) / 1_000)) : NOTHING);

// A name as the platform writes it, as words: `tasks_waiting`, `scannedRows`.
export function words(name) {
  const text = String(name)
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}
