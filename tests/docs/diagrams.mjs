// Reads every mermaid diagram of README.md and docs/*.md with mermaid itself: one that it cannot read shows as an error. Row O11.
//
//     NODE_PREFIX=<where mermaid and jsdom are installed> node tests/docs/diagrams.mjs

import fs from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const installed = createRequire(`${fs.realpathSync(process.env.NODE_PREFIX)}/package.json`)
const { JSDOM } = installed('jsdom')
globalThis.window = new JSDOM('').window
globalThis.document = window.document
const { default: mermaid } = await import(pathToFileURL(installed.resolve('mermaid')))

const files = ['README.md', ...fs.readdirSync('docs').filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)]
let [read, failed] = [0, 0]
for (const file of files) {
  const text = fs.readFileSync(file, 'utf8')
  for (const diagram of text.matchAll(/^```mermaid\n(.*?)^```$/gms)) {
    read += 1
    try {
      await mermaid.parse(diagram[1])
    } catch (error) {
      failed += 1
      console.error(`${file}:${text.slice(0, diagram.index).split('\n').length}: ${error.message}`)
    }
  }
}
console.log(`${read} diagrams, ${failed} that mermaid cannot read`)
process.exit(read === 0 || failed > 0 ? 1 : 0)
