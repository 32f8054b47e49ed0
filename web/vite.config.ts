// SPDX-License-Identifier: Apache-2.0
// Three files with names that the declaration knows: the page, one script, one style. Nothing is loaded by the script itself.
import { defineConfig } from "vite";

export default defineConfig({
  root: "device",
  esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
  build: {
    target: "es2020",
    emptyOutDir: true,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: {
      output: { entryFileNames: "app.js", assetFileNames: "app[extname]", inlineDynamicImports: true },
    },
  },
});
