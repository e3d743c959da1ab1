// The pictures in the documents. Where nobody asks for them they go where nothing is committed.
import { Dashboard } from "../dashboard.mjs";

const SIZES = { desktop: { width: 1280, height: 1000 }, phone: { width: 390, height: 844 } };

// A quarter of an hour: reads that the cache answers, others that the database does, and a few that fail for want of it.
const MINUTES = 15;
const PATHS = ["articles?limit=5", "articles?limit=20", "articles/none", "jobs", "forum/topics", "models", "docs"];
const FAILING = 9;

async function minute(stage, ago) {
  const reads = 4 + ((ago * 7) % 5);
  for (let n = 0; n < reads; n += 1) {
    for (const path of PATHS) await stage.ask(`/api/v1/${path}`);
  }
  if (ago === FAILING) {
    await stage.shut("database");
    await Promise.all([1, 2, 3].map(() => stage.ask("/api/v1/performance/health")));
    await stage.open("database");
  }
  await stage.sendFiguresOfBefore(ago);
}

export async function pictures_are_taken(stage) {
  for (let ago = MINUTES; ago > 0; ago -= 1) await minute(stage, ago);
  await stage.openAlert("bulk");
  for (const [name, viewport] of Object.entries(SIZES)) {
    const dashboard = await Dashboard.signedIn(stage, { viewport, colorScheme: "light", reducedMotion: "reduce" });
    await dashboard.standStill();
    await dashboard.shows(await dashboard.refresh());
    await stage.picture(dashboard.page, `dashboard-${name}`);
  }
}
