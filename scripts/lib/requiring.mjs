/** For bundles in Node's module format that hold a CommonJS package: without it, what such a package requires is refused. */
export const requiring = {
  js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
};
