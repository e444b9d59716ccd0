import { execSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

// A browser under test speaks to us alone: no updates, no sync, nothing of its own in the background. It opens pages
// of ours only, so it goes without the sandbox, which neither root nor most containers can have.
const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A headless Chromium with a new profile; whoever opens it closes it. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumProgram(), headless: true, chromiumSandbox: false, args: quiet })
}

/** Chromium on this machine; installed first where there is none. `ENLACE_TEST_CHROMIUM` names one to take instead. */
export function chromiumProgram(): string {
  const chosen = process.env.ENLACE_TEST_CHROMIUM
  if (chosen) return existsSync(chosen) ? chosen : fail(`There is no ${chosen} (ENLACE_TEST_CHROMIUM).`)
  return installedChromium() ?? installChromium()
}

function installedChromium(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)))
  return [
    '/usr/bin/chromium',
    ...onPath,
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    chromium.executablePath(),
  ].find(existsSync)
}

function installChromium(): string {
  const command = isRoot() && existsSync('/etc/debian_version') ? withApt : withPlaywright
  console.log(`No Chromium found: installing it with ${command}`)
  try {
    execSync(command, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  } catch (cause) {
    throw new Error(advice, { cause })
  }
  return installedChromium() ?? fail(advice)
}

const withApt = 'apt-get update && apt-get install -y --no-install-recommends chromium'
const withPlaywright = 'npx playwright-core install chromium'
const advice = 'Chromium could not be installed. Install it by hand, or name one in ENLACE_TEST_CHROMIUM.'

const isRoot = (): boolean => process.getuid?.() === 0

function fail(message: string): never {
  throw new Error(message)
}
