import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The start of a server takes well below a second on an idle machine.
  test: { include: ['tests/**/*.test.ts'], testTimeout: 30_000, hookTimeout: 60_000 },
});
