// Plays one scene in a browser of its own: `node play.mjs <script> <scene>`. play.rs calls it, and tells by STAGE where
// everything is. What is said goes to standard error, and is shown when the scene fails.
import { Stage } from "./stage.mjs";

const [script, scene] = process.argv.slice(2);
const scenes = await import(`./scenes/${script}.mjs`);
const stage = await Stage.set(JSON.parse(process.env.STAGE), `${script}-${scene}`);
try {
  await scenes[scene](stage);
  await stage.checkVisitors();
} catch (error) {
  console.error(error.stack);
  await stage.tellVisitors();
  process.exitCode = 1;
} finally {
  await stage.clear();
}
