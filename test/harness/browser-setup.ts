import { chromiumProgram } from './browser.ts'

/** Finds or installs Chromium before the first test, so that no test's time limit pays for it. */
export default function setup(): void {
  console.log(`Chromium from ${chromiumProgram()}`)
}
