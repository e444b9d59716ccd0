import { defineConfig } from 'vitest/config'

/** Runs the sample files here, which no other run picks up, to see what the closing line makes of them. */
export default defineConfig({
  test: { root: import.meta.dirname, include: ['*.sample.ts'], reporters: ['default', '../closing-line.ts'] },
})
