import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { ConfigError, demoKeys, readConfig } from './config.ts'

const folder = mkdtempSync(join(tmpdir(), 'enlace-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

const masterKey = Buffer.alloc(32, 3).toString('base64')

const ofServer = {
  ENLACE_MODE: 'server',
  DATABASE_URL: 'postgres://enlace:hidden@db:5432/enlace',
  ENLACE_MASTER_KEY: masterKey,
  ENLACE_SECRET_ID: 'chosen-id',
  ENLACE_SECRET_PASSWORD: 'chosen-password',
}

function problemsOf(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig(env)
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.lines
    throw thrown
  }
  return []
}

test('an empty environment is an emulator on this machine alone', () => {
  expect(readConfig({})).toEqual({
    host: '127.0.0.1',
    port: 4400,
    databaseUrl: null,
    dataDir: '.enlace',
    mode: 'emulator',
    sandbox: true,
    secretId: demoKeys.id,
    secretPassword: demoKeys.password,
    masterKey: null,
    webhook: null,
    seed: null,
    clock: null,
    logLevel: 'info',
  })
})

test('every variable is read', () => {
  const emulator = {
    HOST: '::1',
    PORT: '65535',
    ENLACE_DATA_DIR: '/data',
    ENLACE_SANDBOX: 'off',
    ENLACE_SECRET_ID: 'chosen-id',
    ENLACE_SECRET_PASSWORD: 'chosen-password',
    ENLACE_MASTER_KEY: masterKey,
    ENLACE_WEBHOOK_URL: 'https://application.example/hook',
    ENLACE_WEBHOOK_AUTHORIZATION: 'Bearer token',
    ENLACE_SEED: 'a seed',
    ENLACE_CLOCK: '2026-01-31T12:00:00.5Z',
    LOG_LEVEL: 'silent',
  }
  expect(readConfig(emulator)).toEqual({
    host: '::1',
    port: 65_535,
    databaseUrl: null,
    dataDir: '/data',
    mode: 'emulator',
    sandbox: false,
    secretId: 'chosen-id',
    secretPassword: 'chosen-password',
    masterKey: Buffer.alloc(32, 3),
    webhook: { url: 'https://application.example/hook', authorization: 'Bearer token' },
    seed: 'a seed',
    clock: new Date('2026-01-31T12:00:00.500Z'),
    logLevel: 'silent',
  })
  expect(readConfig(ofServer)).toMatchObject({
    mode: 'server',
    databaseUrl: ofServer.DATABASE_URL,
    masterKey: Buffer.alloc(32, 3),
    sandbox: false,
  })
})

test('an empty variable counts as absent', () => {
  const names = ['PORT', 'HOST', 'DATABASE_URL', 'ENLACE_SEED', 'ENLACE_CLOCK', 'ENLACE_MASTER_KEY', 'LOG_LEVEL']
  expect(readConfig(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(readConfig({}))
})

test.each([
  ['HOST', 'two words'],
  ['HOST', '-x'],
  ['PORT', 'http'],
  ['PORT', '65536'],
  ['PORT', '-1'],
  ['PORT', '1e3'],
  ['ENLACE_MODE', 'Server'],
  ['ENLACE_SANDBOX', 'yes'],
  ['ENLACE_CLOCK', 'tomorrow'],
  ['ENLACE_CLOCK', '2026-02-31'],
  ['ENLACE_CLOCK', '2026-01-01T12:00:00+02:00'],
  ['ENLACE_CLOCK', '9999-99-99'],
  ['LOG_LEVEL', 'loud'],
  ['ENLACE_WEBHOOK_URL', 'ftp://application.example'],
  ['ENLACE_MASTER_KEY_FILE', '/nowhere/master.key'],
])('%s=%s gives one line that names it and what was given', (name, value) => {
  const [line, ...more] = problemsOf({ [name]: value })
  expect(more).toEqual([])
  expect(line).toMatch(new RegExp(`^${name}: [^\n]+$`))
})

test.each([
  ['DATABASE_URL', 'mysql://enlace:hunter22@db/enlace', { ENLACE_MASTER_KEY: masterKey }],
  ['ENLACE_MASTER_KEY', 'hunter22', {}],
  ['ENLACE_MASTER_KEY', Buffer.alloc(32, 1).toString('hex'), {}],
  ['ENLACE_SECRET_PASSWORD', 'hunter:22', { ENLACE_SECRET_ID: 'chosen-id' }],
  ['ENLACE_SECRET_PASSWORD', 'short', { ENLACE_SECRET_ID: 'chosen-id' }],
  ['ENLACE_WEBHOOK_AUTHORIZATION', 'hunter22', {}],
])('%s=%s is refused in a line that does not repeat the secret', (name, value, others) => {
  const lines = problemsOf({ ...others, [name]: value })
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(new RegExp(`^${name}: `))
  expect(lines[0]).not.toContain(value)
})

describe('a master key in a file', () => {
  test('is read, with its line end', () => {
    const path = join(folder, 'good.key')
    writeFileSync(path, `${masterKey}\n`)
    expect(readConfig({ ENLACE_MASTER_KEY_FILE: path }).masterKey).toEqual(Buffer.alloc(32, 3))
  })

  // It used to count as no key at all, and the emulator went on with one of its own.
  test.each(['', '\n', 'too short', `${masterKey}${masterKey}`])('is refused when it holds %j', (text) => {
    const path = join(folder, 'bad.key')
    writeFileSync(path, text)
    expect(problemsOf({ ENLACE_MASTER_KEY_FILE: path })).toEqual([
      expect.stringMatching(/^ENLACE_MASTER_KEY_FILE: expected 32 bytes/),
    ])
  })

  test('excludes one in the environment', () => {
    expect(problemsOf({ ENLACE_MASTER_KEY: masterKey, ENLACE_MASTER_KEY_FILE: '/nowhere' })).toEqual([
      'ENLACE_MASTER_KEY, ENLACE_MASTER_KEY_FILE: give one of the two',
    ])
  })
})

describe('what contradicts', () => {
  test('half a pair of keys', () => {
    expect(problemsOf({ ENLACE_SECRET_ID: 'chosen-id' })).toEqual([
      'ENLACE_SECRET_ID, ENLACE_SECRET_PASSWORD: give both or neither',
    ])
  })

  test('a database that outlives the data folder, without a master key', () => {
    expect(problemsOf({ DATABASE_URL: ofServer.DATABASE_URL })).toEqual([
      expect.stringMatching(/^ENLACE_MASTER_KEY: needed with DATABASE_URL/),
    ])
  })

  test.each([
    ['without a database', { DATABASE_URL: '' }, /^DATABASE_URL: needed/],
    ['without a master key', { ENLACE_MASTER_KEY: '' }, /^ENLACE_MASTER_KEY: needed/],
    ['without keys', { ENLACE_SECRET_ID: '', ENLACE_SECRET_PASSWORD: '' }, /other than the demo keys$/],
    ['with the demo id', { ENLACE_SECRET_ID: demoKeys.id }, /other than the demo keys$/],
    ['with the demo password', { ENLACE_SECRET_PASSWORD: demoKeys.password }, /other than the demo keys$/],
    ['with a seed', { ENLACE_SEED: 'seed' }, /^ENLACE_SEED: only an emulator/],
    ['with a clock', { ENLACE_CLOCK: '2026-01-01' }, /^ENLACE_CLOCK: only an emulator/],
  ])('a server %s', (_what, change, line) => {
    expect(problemsOf({ ...ofServer, ...change })).toEqual([expect.stringMatching(line)])
  })
})

test('all problems are told at once', () => {
  const lines = problemsOf({ PORT: 'x', HOST: 'a b', ENLACE_CLOCK: 'x', LOG_LEVEL: 'x', ENLACE_MODE: 'server' })
  expect(lines.map((line) => line.split(':')[0])).toEqual([
    'HOST',
    'PORT',
    'ENLACE_CLOCK',
    'LOG_LEVEL',
    'DATABASE_URL',
    'ENLACE_MASTER_KEY',
    'ENLACE_SECRET_ID, ENLACE_SECRET_PASSWORD',
  ])
})
