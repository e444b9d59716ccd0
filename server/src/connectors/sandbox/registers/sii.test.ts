import { describe, expect, test } from 'vitest'
import type { Surroundings } from '../../contract.ts'
import { behavesLikeAConnector, read } from '../../suite.ts'
import { sandboxConnectors } from '../connector.ts'
import { documentedRut } from './chile/taxpayer.ts'

const connector = sandboxConnectors.find(({ manifest }) => manifest.name === 'sii_cl_fiscal')
if (!connector) throw new Error('the sandbox has no tax office of Chile')
const { login, manifest } = connector

const patient = new AbortController().signal
const surroundings = (signal: AbortSignal = patient, seed = 'seed'): Surroundings => ({
  clock: { now: () => new Date('2026-03-12T16:20:00.000Z') },
  seed,
  signal,
})

behavesLikeAConnector({
  connector,
  good: { username: documentedRut, password: 'password' },
  wrong: { username: '76192083-8', password: 'password' },
  surroundings,
})

async function open(username: string, password = 'password', seed?: string) {
  const opened = await login({ username, password }, surroundings(patient, seed), 'registration')
  if (opened.kind !== 'open') throw new Error('expected an open session')
  return opened.session
}

describe('who gets in', () => {
  test.each(['76192083-9', '76.192.083-9', '761920839'])('%s is the documented company', async (username) => {
    const [status] = await read(await open(username), 'TAX_STATUS_CHILE')
    expect(status?.body.entity_details).toMatchObject({ document_id_number: documentedRut })
    expect(await read(await open(username), 'INVOICES_CHILE')).toEqual(
      await read(await open(documentedRut), 'INVOICES_CHILE'),
    )
  })

  test.each(['10000013-K', '10.000.013-k', '10000013k'])('%s is one person', async (username) => {
    const [status] = await read(await open(username), 'TAX_STATUS_CHILE')
    expect(status?.body.entity_details).toMatchObject({ document_id_number: '10000013-K' })
  })

  test.each(['76192083-8', '10000013-4', 'bnk100', '12345', '', '76192083-9x'])('%j does not', async (username) => {
    await expect(open(username)).rejects.toMatchObject({ name: 'credentials_rejected' })
  })

  test('pass_invalid is wrong for everybody, and any other password right', async () => {
    await expect(open(documentedRut, 'pass_invalid')).rejects.toMatchObject({ name: 'credentials_rejected' })
    expect(await read(await open(documentedRut, 'another'), 'DEBT_REPORTS')).toHaveLength(1)
  })

  test('whom every institution of the sandbox refuses meets the fault now, or later and with nothing to show', async () => {
    await expect(open('user_down')).rejects.toMatchObject({ name: 'institution_down' })
    const session = await open('user_down', 'later')
    for (const resource of manifest.resources) expect(await read(session, resource)).toEqual([])
    await expect(login({ username: 'user_down', password: 'later' }, surroundings(), 'access')).rejects.toMatchObject({
      name: 'institution_down',
    })
  })

  test('the form takes every way to write a RUT and the names of who is refused', () => {
    const form = new RegExp(manifest.formFields.find(({ name }) => name === 'username')?.validation ?? '')
    for (const typed of ['76192083-9', '76.192.083-9', '761920839', '7.654.321-k', '10000013-K', 'user_down'])
      expect(form.test(typed)).toBe(true)
    for (const typed of ['76,192,083-9', '76.19.2083-9', 'someone@example.com', ''])
      expect(form.test(typed)).toBe(false)
  })
})

describe('the register of documents', () => {
  test('a period and a direction are slices of it', async () => {
    const session = await open(documentedRut)
    const all = await read(session, 'INVOICES_CHILE')
    const [from, to] = ['2025-02-10', '2025-06-20']
    const asked: { from: string; to: string; direction?: 'INFLOW' | 'OUTFLOW' } = { from, to }
    const within = all.filter(({ body }) => String(body.issue_date) >= from && String(body.issue_date) <= to)
    expect(within.length).toBeGreaterThan(50)
    expect(await read(session, 'INVOICES_CHILE', asked)).toEqual(within)
    for (const direction of ['INFLOW', 'OUTFLOW'] as const) {
      const own = within.filter(({ body }) => body.type === direction)
      expect(own.length).toBeGreaterThan(10)
      expect(await read(session, 'INVOICES_CHILE', { ...asked, direction })).toEqual(own)
    }
    expect(await read(session, 'INVOICES_CHILE', { from: '2001-01-01', to: '2001-12-31' })).toEqual([])
    expect(await read(session, 'INVOICES_CHILE', { from: '2027-01-01' })).toEqual([])
  })

  test('it shows three years', async () => {
    const days = (await read(await open(documentedRut), 'INVOICES_CHILE')).map(({ body }) => String(body.issue_date))
    expect(days.toSorted()).toEqual(days)
    expect([days[0]?.slice(0, 7), days.at(-1)?.slice(0, 7)]).toEqual(['2023-03', '2026-03'])
  })

  test('the documented company has something of everything that its trade has', async () => {
    const all = await read(await open(documentedRut), 'INVOICES_CHILE')
    const codes = new Set(all.map(({ body }) => `${body.type} ${body.document_code}`))
    for (const expected of ['OUTFLOW 33', 'OUTFLOW 39', 'OUTFLOW 56', 'OUTFLOW 61', 'OUTFLOW 110']) {
      expect(codes).toContain(expected)
    }
    for (const expected of ['INFLOW 33', 'INFLOW 34', 'INFLOW 56', 'INFLOW 61']) expect(codes).toContain(expected)
  })

  test('another seed has another company behind the same RUT', async () => {
    const all = async (seed: string) => read(await open(documentedRut, 'password', seed), 'INVOICES_CHILE')
    expect(await all('one')).not.toEqual(await all('other'))
  })
})
