import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../../../../test/harness/browser.ts'
import { makeApp } from '../../app.ts'
import { readConfig } from '../../config.ts'

const [app, browser] = await Promise.all([
  makeApp(readConfig({ ENLACE_DATA_DIR: 'memory' }), pino({ level: 'silent' })),
  openBrowser(),
])
let url = ''

beforeAll(async () => {
  await app.server.listen({ host: '127.0.0.1', port: 0 })
  url = `http://127.0.0.1:${(app.server.addresses()[0] as AddressInfo).port}`
})

afterAll(async () => {
  await browser.close()
  await app.close()
})

/** A page that can reach this server alone, with what it asked of others and what it complained about. */
async function openPage(path: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext(options)
  const foreign: string[] = []
  const complaints: string[] = []
  await context.route('**/*', (route) => {
    const asked = route.request().url()
    if (asked.startsWith(`${url}/`)) return route.continue()
    foreign.push(asked)
    return route.abort()
  })
  const page = await context.newPage()
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(url + path)
  return { page, foreign, complaints }
}

const operation = (page: Page, id: string) => page.locator(`[id$="-${id}"].opblock`)

describe.each([
  ['/docs', 'Enlace: aggregation API', 'CheckKeys'],
  ['/docs/enlace', 'Enlace: own API', 'ListKeys'],
])('%s', (path, title, id) => {
  test('shows its document and asks nobody else for anything', async () => {
    const { page, foreign, complaints } = await openPage(path)
    await page.getByRole('heading', { name: title }).waitFor()
    await operation(page, id).waitFor()
    expect({ foreign, complaints }).toEqual({ foreign: [], complaints: [] })
  })

  test('calls the server with the demo keys', async () => {
    const { page, foreign, complaints } = await openPage(path)
    await operation(page, id).locator('.opblock-summary-control').click()
    await operation(page, id).getByRole('button', { name: 'Execute' }).click()
    const status = operation(page, id).locator('.live-responses-table .response-col_status').last()
    expect((await status.textContent())?.trim()).toMatch(/^200/)
    expect({ foreign, complaints }).toEqual({ foreign: [], complaints: [] })
  })
})

test('the body that the reference offers registers a link', async () => {
  const { page } = await openPage('/docs')
  const register = operation(page, 'RegisterLink')
  await register.locator('.opblock-summary-control').click()
  await register.getByRole('button', { name: 'Execute' }).click()
  const status = register.locator('.live-responses-table .response-col_status').last()
  expect((await status.textContent())?.trim()).toMatch(/^201/)
})

test('one document leads to the other', async () => {
  const { page } = await openPage('/docs')
  await page.getByRole('navigation', { name: 'Documents' }).getByRole('link', { name: 'Own API' }).click()
  await page.getByRole('heading', { name: 'Enlace: own API' }).waitFor()
})

test('the reference is dark where the reader wants it so', async () => {
  const ground = (page: Page) => page.evaluate('getComputedStyle(document.body).backgroundColor')
  const [dark, light] = [
    await openPage('/docs', { colorScheme: 'dark' }),
    await openPage('/docs', { colorScheme: 'light' }),
  ]
  expect(await ground(light.page)).toBe('rgb(255, 255, 255)')
  expect(await ground(dark.page)).not.toBe(await ground(light.page))
})

describe('the first page', () => {
  test('needs no script and asks nobody for anything', async () => {
    const { page, foreign, complaints } = await openPage('/', { javaScriptEnabled: false })
    await page.getByRole('heading', { level: 1, name: 'The emulator is running' }).waitFor()
    expect(await page.getByLabel('Command to copy').textContent()).toContain(`${url}/api/links/`)
    expect({ foreign, complaints }).toEqual({ foreign: [], complaints: [] })
  })

  test('fits a phone: only the command scrolls sideways', async () => {
    const { page } = await openPage('/', { viewport: { width: 360, height: 740 } })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
  })

  test('leads to the reference and to the health of the server by keyboard', async () => {
    const { page } = await openPage('/')
    const reached: string[] = []
    for (let step = 0; step < 6; step += 1) {
      await page.keyboard.press('Tab')
      reached.push((await page.evaluate('document.activeElement.textContent')) as string)
    }
    expect(reached).toEqual(expect.arrayContaining(['API reference', 'Own API', 'Health', 'Readiness']))
  })
})
