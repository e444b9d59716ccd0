import { deepStrictEqual } from 'node:assert'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { statements } from '../bare/statements.ts'
import type { Seeded } from '../seed.ts'
import { type Place, startEnlace } from './enlace.ts'
import { ask } from './same-bytes.ts'

const spy = pathToFileURL(join(import.meta.dirname, '../bare/spy.ts')).href

/** Throws when the product sends other statements for a page or a detail than the bare loop does. */
export async function assertSameStatements(place: Place, { targets }: Seeded, folder: string): Promise<void> {
  const file = join(folder, 'statements')
  const enlace = await startEnlace(place, ['--import', spy], { BENCH_STATEMENTS_FILE: file })
  const sentFor = async (target: string) => {
    await ask(enlace, target) // The first request also opens the workspace.
    writeFileSync(file, '')
    const page = JSON.parse(await ask(enlace, target)) as { results?: Shown[] } & Shown
    const lines = readFileSync(file, 'utf8').trim().split('\n')
    const sent = lines.map((line) => JSON.parse(line) as string).filter((text) => !isBackground(text))
    const records = page.results ?? [page]
    const accounts = new Set(records.map(({ account }) => account.id))
    const named = records.some(({ credit_card_data: card }) => card?.credit_card_bill?.internal_identification)
    return { sent, accounts: [...accounts] as [string, ...string[]], named }
  }
  try {
    const page = await sentFor(targets.page[0] as string)
    const detail = await sentFor(targets.detail[0] as string)
    const shown = ({ accounts, named }: typeof page) => [
      ...[statements.accounts('', accounts), statements.link('', '')],
      ...(named ? [statements.bills('', '', [])] : []),
    ]
    const pageStatements = [statements.page('', '', { limit: 0, offset: 0 }), statements.count('', '')]
    deepStrictEqual(page.sent, texts([statements.key(''), ...pageStatements, ...shown(page)]))
    deepStrictEqual(detail.sent, texts([statements.key(''), statements.transaction('', ''), ...shown(detail)]))
  } finally {
    await enlace.stop()
  }
}

/** Now and then, whoever asks: what is due, in which workspaces, the log of requests, which tables have changed. */
const background = [
  /^\s*\(\s*select 'credentials' as kind/,
  /pg_stat_/,
  /^select "id" from "workspaces"/,
  /^insert into requests/,
]

const isBackground = (text: string): boolean => background.some((form) => form.test(text))

type Shown = {
  readonly account: { readonly id: string }
  readonly credit_card_data: { readonly credit_card_bill?: { readonly internal_identification?: string } | null } | null
}

const texts = (list: readonly { readonly text: string }[]) => list.map(({ text }) => text)
