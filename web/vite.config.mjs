// Sources of the page turned into the files that `straitwatch serve` hands out.
import { defineConfig } from 'vite';

const server = process.env.STRAITWATCH_SERVER ?? 'http://127.0.0.1:8080';
const passed = ['/api', '/tiles', '/feeds/', '/ogc', '/healthz', '/metrics', '/openapi.json'];

export default defineConfig({
  base: '/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  worker: { format: 'es' },
  build: {
    outDir: '../src/straitwatch/serve/page',
    assetsDir: 'assets',
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 1500,
    modulePreload: { polyfill: false },
  },
  server: { proxy: Object.fromEntries(passed.map((path) => [path, { target: server }])) },
});
