import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

/** Licence texts that must travel with the built files. */
const LICENCES = {
  "licences/kern-ux-EUPL-1.2.md": "node_modules/@kern-ux/native/LICENSE.md",
  "licences/fira-sans-OFL-1.1.txt": "node_modules/@fontsource/fira-sans/LICENSE",
  "licences/maplibre-gl.txt": "node_modules/maplibre-gl/LICENSE.txt",
};

/** The page's own type as the server needs it for documents and pictures: whole, and not packed for browsers. */
const FONTS = {
  "fonts/FiraSans-Regular.ttf": "node_modules/@expo-google-fonts/fira-sans/400Regular/FiraSans_400Regular.ttf",
  "fonts/FiraSans-Medium.ttf": "node_modules/@expo-google-fonts/fira-sans/500Medium/FiraSans_500Medium.ttf",
  "fonts/FiraSans-SemiBold.ttf": "node_modules/@expo-google-fonts/fira-sans/600SemiBold/FiraSans_600SemiBold.ttf",
};

function copies(): Plugin {
  return {
    name: "copies",
    generateBundle() {
      for (const [fileName, from] of Object.entries({ ...LICENCES, ...FONTS })) {
        this.emitFile({ type: "asset", fileName, source: readFileSync(new URL(from, import.meta.url)) });
      }
    },
  };
}

/** The server sends the packed file where it finds one: packing at build time costs no reader anything. */
function packed(): Plugin {
  return {
    name: "packed",
    apply: "build",
    writeBundle({ dir }) {
      for (const name of readdirSync(`${dir}/assets`).filter((one) => /\.(js|mjs|css)$/.test(one))) {
        const file = `${dir}/assets/${name}`;
        writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  // Relative, so that the built files work under whatever address the server gives them.
  base: "./",
  plugins: [copies(), packed()],
  build: {
    outDir: "../src/quartier/web/static/quartier/build",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    // Every asset keeps an address of its own: the pages' policy allows no fonts or scripts from data: addresses.
    assetsInlineLimit: 0,
    // MapLibre is one file of a megabyte; it comes by dynamic import, after the page stands.
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      input: "src/main.ts",
      // KERN-UX stays a file of its own, under its own licence.
      output: { codeSplitting: { groups: [{ name: "kern", test: /src\/(kern\.ts|css\/kern\.css)/ }] } },
    },
  },
});
