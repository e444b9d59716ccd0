// Runs a command on the Node that comes with the packages: node scripts/run.mjs vitest run
//
// npm 11 links that Node into node_modules/.bin, which is first on the path of its scripts; npm 10 links it and then
// removes the link together with the same-named ones of the other platforms. So the path is made here. Plain
// JavaScript for old versions of Node, as this file may be all that the machine's own Node gets to read.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const nodeNeeded = 24
const [command = '', ...args] = process.argv.slice(2)
const major = Number(process.versions.node.split('.')[0])

if (major >= nodeNeeded && command === 'node' && !args[0]?.startsWith('-')) {
  process.argv = [process.argv[0], resolve(args[0] ?? ''), ...args.slice(1)]
  await import(pathToFileURL(process.argv[1]).href)
} else {
  runOnOwnNode()
}

function runOnOwnNode() {
  const modules = fileURLToPath(new URL('../node_modules/', import.meta.url))
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const own = join(modules, `node-${platform}-${process.arch}`, 'bin')
  if (major < nodeNeeded && !existsSync(own)) {
    console.error(
      `Enlace needs Node ${nodeNeeded} or newer; this is ${process.version}, and npm installed none for this system.`,
    )
    process.exit(1)
  }
  const path = [own, join(modules, '.bin'), process.env.PATH].join(delimiter)
  const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, PATH: path } })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('error', (thrown) => {
    console.error(thrown.message)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
}
