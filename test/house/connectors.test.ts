import { describe, expect, test } from 'vitest'
import { housesImports, specifiersIn } from './imports.ts'
import { houseFiles, isTest, readHouseFile } from './sources.ts'

const room = 'server/src/connectors'
const ofConnectors = houseFiles.filter((path) => path.startsWith(`${room}/`)).map((path) => path.slice(room.length + 1))
const families = [...new Set(ofConnectors.flatMap((path) => /^([^/]+)\//.exec(path)?.[1] ?? []))]
const registered = housesImports(`${room}/registry.ts`)

test('there is a connector', () => {
  expect(families).not.toEqual([])
})

describe.each(families)('the connectors of %s', (family) => {
  const files = ofConnectors.flatMap((path) => (path.startsWith(`${family}/`) ? path.slice(family.length + 1) : []))

  test('are in the registry', () => {
    expect(registered.some((path) => path.startsWith(`${room}/${family}/`))).toBe(true)
  })

  test('have the files that every family has', () => {
    const missing = ['manifest.ts', 'connector.ts', 'translate.ts', 'faults.ts', 'README.md'].filter(
      (name) => !files.includes(name),
    )
    expect(missing).toEqual([])
    expect(files.some((path) => /^fixtures[./]/.test(path))).toBe(true)
  })

  test('pass the suite of all connectors', () => {
    const tests = files.filter(isTest).map((path) => readHouseFile(`${room}/${family}/${path}`))
    expect(tests.some((text) => specifiersIn(text).includes('../suite.ts'))).toBe(true)
  })

  test('know nothing of other families', () => {
    const imported = files
      .filter((path) => path.endsWith('.ts'))
      .flatMap((path) => housesImports(`${room}/${family}/${path}`))
    const siblings = imported.filter((path) =>
      families.some((other) => other !== family && path.startsWith(`${room}/${other}/`)),
    )
    expect(siblings).toEqual([])
  })
})
