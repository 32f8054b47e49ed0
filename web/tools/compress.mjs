// SPDX-License-Identifier: Apache-2.0
// Puts FILE.br beside each file of a folder: gate serves either as it is and never compresses anything itself.
// usage: node compress.mjs FOLDER
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const folder = process.argv[2];
for (const name of readdirSync(folder).filter((name) => !name.endsWith(".br"))) {
  const plain = readFileSync(join(folder, name));
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
  };
  writeFileSync(join(folder, `${name}.br`), brotliCompressSync(plain, { params }));
}
