import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const source = fileURLToPath(new URL('./src', import.meta.url));

/** The same two mappings as `paths` in tsconfig.json. */
const alias = [
  { find: /^megagrad$/, replacement: `${source}/index.ts` },
  { find: /^megagrad\/([a-z]+)$/, replacement: `${source}/$1/index.ts` },
];

const config: ViteUserConfig = defineConfig({
  resolve: { alias },
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A forgotten .only or an empty test file must not pass.
    allowOnly: false,
    passWithNoTests: false,
  },
});

export default config;
