import { describe, expect, test } from 'vitest'
import { houseFiles, isNode, lineOf, nodesOf, readHouseFile } from './sources.ts'

test('no failure is swallowed without a word: no catch is empty', () => {
  const code = houseFiles.filter((path) => /\.tsx?$/.test(path))
  expect(code.flatMap((path) => emptyCatchesIn(readHouseFile(path)).map((line) => `${path}:${line}`))).toEqual([])
})

test('nothing tracked knows the machine that it was written on', () => {
  expect(houseFiles.filter((path) => isText(path) && homes.test(readHouseFile(path)))).toEqual([])
})

test('packages come from whichever registry the reader has set', () => {
  expect(readHouseFile('package-lock.json')).not.toMatch(/"resolved": "(?!file:|node_modules\/)/)
  const settings = houseFiles.filter((path) => /(^|\/)(\.npmrc|\.yarnrc.*|package\.json)$/.test(path))
  expect(settings.filter((path) => /registry\s*"?[=:]/.test(readHouseFile(path)))).toEqual([])
})

test('the lock file is whole: it has every optional package that it mentions, whatever the platform', () => {
  const { packages } = JSON.parse(readHouseFile('package-lock.json')) as Lock
  const mentioned = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
    Object.keys(optionalDependencies),
  )
  const names = Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13))
  expect(mentioned.filter((name) => !names.includes(name))).toEqual([])
})

describe('the rule itself', () => {
  test('a catch with nothing but a comment is empty', () => {
    expect(emptyCatchesIn('try { a() } catch {\n  // no matter\n}\ntry { b() } catch { c() }')).toEqual([1])
  })

  test('a folder of one machine is told from a path of the wire', () => {
    const [work, home] = ['work', 'home'].map((name) => `/${name}/somebody`)
    expect(homes.test(`see ${work}/file.ts`)).toBe(true)
    expect(homes.test(`"${home}"`)).toBe(true)
    expect(homes.test('https://example.com/work/rules and docs/home/page')).toBe(false)
  })
})

type Lock = {
  readonly packages: Readonly<Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>>
}

/** Folders that exist on one person's machine: below a home, a mount for work, or a scratch folder of a tool. */
const homes = /(?<![\w.*}-])\/(?:work|home|Users|root|mnt)\/\w|\/tmp\/\w+_jobs\b/

function emptyCatchesIn(text: string): number[] {
  const catches = nodesOf(text).filter(({ type, body }) => type === 'CatchClause' && isNode(body) && isEmpty(body.body))
  return catches.map((node) => lineOf(text, node))
}

const isEmpty = (statements: unknown): boolean => Array.isArray(statements) && statements.length === 0

const isText = (path: string): boolean => !/\.(png|jpe?g|ico|woff2?|gz|tgz|zip|wasm|pdf)$/.test(path)
