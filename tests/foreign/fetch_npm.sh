#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what a product's package-lock.json names, of npm and below a folder. No script of a package runs.
# usage: fetch_npm.sh PRODUCT FOLDER
set -euo pipefail
product=$1
folder=$2/$(basename "$product")
cmp -s "$product/package-lock.json" "$folder/complete" && exit 0
mkdir -p "$folder"
cp "$product/package.json" "$product/package-lock.json" "$product/.npmrc" "$folder"
(cd "$folder" && npm ci --prefer-offline --no-audit --no-fund --silent)
cp "$product/package-lock.json" "$folder/complete"
