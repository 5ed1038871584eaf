import { defineConfig, type Plugin, type UserConfig } from 'vite';

/** Puts the script into the page: browsers load no module from a file beside a page that was opened from the file system. */
const inlined: Plugin = {
  name: 'inlined',
  enforce: 'post',
  generateBundle(_, bundle) {
    const page = bundle['index.html'];
    if (page?.type !== 'asset') return;
    for (const [name, chunk] of Object.entries(bundle)) {
      if (chunk.type !== 'chunk') continue;
      const code = chunk.code.replaceAll('</script', '<\\/script');
      page.source = String(page.source)
        .replace(/<script type="module"[^>]*><\/script>/, '')
        .replace('</body>', () => `<script type="module">${code}</script></body>`);
      Reflect.deleteProperty(bundle, name);
    }
  },
};

const config: UserConfig = defineConfig({
  base: './',
  plugins: [inlined],
  build: {
    outDir: '../out/playground',
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 4000,
    rolldownOptions: { output: { codeSplitting: false } },
  },
});

export default config;
