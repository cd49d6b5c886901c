import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// The bundle is served by the Python web process; while developing, `npm run dev` forwards to it.
const server = process.env.FORESITE_SERVER ?? 'http://127.0.0.1:8000';

const chunkOf = (id: string): string | undefined => {
  if (!id.includes('node_modules')) return undefined;
  if (id.includes('plotly')) return 'plotly';
  if (/node_modules\/(three|three-stdlib|@react-three|camera-controls|troika)/.test(id)) return 'three';
  if (/node_modules\/(react|react-dom|react-router|scheduler)\//.test(id)) return 'react';
  if (/node_modules\/(@mantine|@floating-ui)/.test(id)) return 'mantine';
  return undefined;
};

export default defineConfig({
  base: '/',
  plugins: [react()],
  build: {
    outDir: 'dist',
    assetsDir: 'assets',
    chunkSizeWarningLimit: 1400,
    rollupOptions: { output: { manualChunks: chunkOf } },
  },
  server: {
    fs: { allow: ['..'] }, // the tables of what the server says lie with the server
    proxy: {
      '/api': { target: server },
      '/media': { target: server },
      '/o': { target: server },
      '/ws': { target: server, ws: true },
    },
  },
  test: { environment: 'node', include: ['tests/**/*.test.{ts,tsx}'] },
});
