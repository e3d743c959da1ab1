// The pictures in the documents. Where nobody asks for them they go where nothing is committed.
import { Dashboard } from "../dashboard.mjs";

const SIZES = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };

// Something to see: reads that the cache answers, others that the database does, some that fail.
async function traffic(stage) {
  const paths = ["articles?limit=5", "jobs", "forum/topics", "models", "docs", "search?q=context", "articles/none"];
  for (let n = 0; n < 20; n += 1) {
    await Promise.all(paths.map((path) => stage.ask(`/api/v1/${path}`)));
  }
  await stage.openAlert("bulk");
  await stage.sendFigures();
}

export async function pictures_are_taken(stage) {
  await traffic(stage);
  for (const [name, viewport] of Object.entries(SIZES)) {
    const dashboard = await Dashboard.signedIn(stage, { viewport, colorScheme: "light", reducedMotion: "reduce" });
    await dashboard.standStill();
    await dashboard.shows(await dashboard.refresh());
    await stage.picture(dashboard.page, `dashboard-${name}`);
  }
}
