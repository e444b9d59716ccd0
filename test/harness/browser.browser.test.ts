import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test, vi } from 'vitest'
import { openBrowser } from './browser.ts'

test('a browser renders a local page and runs its script', async () => {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end('<button onclick="this.textContent = 1 + 1">add</button>')
  }).listen(0, '127.0.0.1')
  const browser = await openBrowser()
  try {
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    await page.getByRole('button').click()
    expect(await page.getByRole('button').textContent()).toBe('2')
  } finally {
    await browser.close()
    server.close()
  }
})

test('a chosen browser that is not there is named', async () => {
  vi.stubEnv('ENLACE_TEST_CHROMIUM', '/nowhere/chromium')
  try {
    expect(() => openBrowser()).toThrow('There is no /nowhere/chromium')
  } finally {
    vi.unstubAllEnvs()
  }
})
