// Evaluates cases with the library built for wasm32-unknown-unknown: node evaluate.mjs FILE.wasm
import { readFile } from "node:fs/promises";

const bytes = await readFile(process.argv[2]);
const { instance } = await WebAssembly.instantiate(bytes, {});
// 148/2023: the bands begin at 30, 50, 70 and 90; above 100 the case is refused.
const expected = [[2999, 1], [3000, 2], [4999, 2], [5000, 3], [6999, 3], [7000, 4], [8999, 4], [9000, 5], [10001, 0]];
for (const [hundredths, stars] of expected) {
  const found = instance.exports.stars(hundredths);
  if (found !== stars) {
    console.error(`${hundredths / 100} points: ${found} stars, expected ${stars}`);
    process.exit(1);
  }
}
console.log(`${expected.length} cases evaluated in node`);
