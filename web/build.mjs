// Bundle the browser code: node build.mjs OUTDIR.  Called by hatch_build.py.
//
// Every file carries a hash of its content in its name, so that a browser may keep it for ever;
// manifest.json says which name stands for which file.
import { build } from "esbuild";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { gzipSync } from "node:zlib";

const out = process.argv[2];
if (!out) throw new Error("usage: node build.mjs OUTDIR");

const pages = (await readdir("src/pages")).filter((name) => name.endsWith(".ts"));
const entries = Object.fromEntries(pages.map((name) => [basename(name, ".ts"), `src/pages/${name}`]));

await mkdir(out, { recursive: true });
await rm(join(out, "bundle"), { recursive: true, force: true });
const built = await build({
  entryPoints: {
    ...entries,
    site: "src/site.css",
    map: "node_modules/maplibre-gl/dist/maplibre-gl.css",
    chart: "node_modules/uplot/dist/uPlot.min.css",
    "map-worker": "node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs",
  },
  outdir: join(out, "bundle"),
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  minify: true,
  target: "es2022",
  metafile: true,
  legalComments: "linked", // the licences of what is bundled stay beside it
  loader: { ".svg": "dataurl" },
  logLevel: "warning",
});

const manifest = {};
for (const path of Object.keys(built.metafile.outputs)) {
  if (/\.(js|css)$/.test(path)) await writeFile(`${path}.gz`, gzipSync(await readFile(path), { level: 9 }));
}
for (const [path, made] of Object.entries(built.metafile.outputs)) {
  if (!made.entryPoint) continue;
  const name = relative(out, path);
  manifest[basename(name).replace(/-[A-Z0-9]{8}(\.\w+)$/, "$1")] = name;
}
await writeFile(join(out, "manifest.json"), JSON.stringify(manifest, Object.keys(manifest).sort(), 1));
