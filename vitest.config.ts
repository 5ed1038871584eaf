import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const source = fileURLToPath(new URL('./src', import.meta.url));

/** The same two mappings as `paths` in tsconfig.json. */
const alias = [
  { find: /^megagrad$/, replacement: `${source}/index.ts` },
  { find: /^megagrad\/([a-z]+)$/, replacement: `${source}/$1/index.ts` },
];

/** Chromium's software Vulkan driver, beside the machine's own: the webgpu tests run on it where there is no GPU. */
const softwareVulkan = '/usr/lib/chromium/vk_swiftshader_icd.json';

const config: ViteUserConfig = defineConfig({
  resolve: { alias },
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    env: existsSync(softwareVulkan) ? { VK_ADD_DRIVER_FILES: softwareVulkan } : {},
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A forgotten .only or an empty test file must not pass.
    allowOnly: false,
    passWithNoTests: false,
  },
});

export default config;
