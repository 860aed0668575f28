/** For bundles in Node's module format that hold a CommonJS package: without it, what such a package requires is refused. */
export const requiring = {
  js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
};
