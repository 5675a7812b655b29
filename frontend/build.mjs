// Builds what the pages load into src/steelyard/ui/static/steelyard: hashed, compressed, and listed in manifest.json.
//
//   node build.mjs            once, as the wheel ships it (unused CSS dropped, .br and .gz beside every file)
//   node build.mjs --watch    again after every change, with all of Tabler's classes and without compression
import { build } from 'esbuild'
import { PurgeCSS } from 'purgecss'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, rmSync, watch, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const here = dirname(fileURLToPath(import.meta.url))
const pages = join(here, '../src/steelyard')
const out = join(pages, 'ui/static/steelyard')
const watching = process.argv.includes('--watch')

// Classes that no template names: htmx puts them there, or a template composes them ("tone-{{ tone }}").
const composed = {
  standard: [/^(htmx|is|icon|avatar|cell|facts)-/, /^btn-(primary|default|quiet|danger|good|sm|only)$/],
  greedy: [/^tone-/, /^ts-/, /tom-select/],
}

const hash = content => createHash('sha256').update(content).digest('hex').slice(0, 8)
const sources = () =>
  readdirSync(pages, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.(html|py)$/.test(entry.name))
    .map(entry => readFileSync(join(entry.parentPath, entry.name), 'utf8'))

function write(name, content, files) {
  const hashed = name.replace(/(\.[^.]+)$/, `-${hash(content)}$1`)
  files.set(hashed, Buffer.from(content))
  return hashed
}

/** The symbols of just the icons that templates, Python or scripts name: icon="x", :icon, icon: 'x', <c-icon name="x">. */
function sprite(texts) {
  const names = new Set(['check', 'x', 'chevron-down', 'alert-triangle'])
  for (const text of texts) {
    for (const [, name] of text.matchAll(/(?:<c-icon\s+name|icon(?:: \w+(?:\[\w+\])?)?)["']?\s*[=:]\s*["']([a-z][a-z0-9-]+)["']/g)) names.add(name)
  }
  const symbols = [...names].sort().flatMap(name => {
    try {
      const svg = readFileSync(join(here, 'node_modules/@tabler/icons/icons/outline', `${name}.svg`), 'utf8')
      const shape = svg.replace(/<!--.*?-->/gs, '').replace(/^[^]*?<svg[^>]*>|<\/svg>\s*$/g, '').replace(/\s*\n\s*/g, '')
      return `<symbol id="${name}" viewBox="0 0 24 24">${shape}</symbol>`
    } catch (error) {
      if (error.code !== 'ENOENT') throw error
      console.warn(`icon "${name}" is not one of Tabler's`)
      return []
    }
  })
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`
}

async function sheet(name, contents, files) {
  const { outputFiles } = await build({
    entryPoints: [join(here, 'src', name)], outdir: out, bundle: true, minify: true, write: false,
    target: ['chrome125', 'firefox128', 'safari17.5'], loader: { '.woff2': 'file' }, assetNames: '[name]-[hash]',
  })
  for (const { path, contents: bytes } of outputFiles) if (!path.endsWith('.css')) files.set(basename(path), Buffer.from(bytes))
  let css = outputFiles.find(file => file.path.endsWith('.css')).text
  if (!watching) {
    const content = contents.map(raw => ({ raw, extension: 'html' }))
    ;[{ css }] = await new PurgeCSS().purge({ content, css: [{ raw: css }], safelist: composed, keyframes: true })
  }
  return write(name, css, files)
}

async function buildAll() {
  const started = Date.now(), files = new Map(), texts = sources()
  const scripts = await build({
    entryPoints: ['app.js', 'stage/scorm12.js', 'stage/scorm2004.js'].map(name => join(here, 'src', name)), outdir: out, bundle: true, minify: true, splitting: true, write: false,
    format: 'esm', target: 'es2022', entryNames: '[name]-[hash]', chunkNames: '[name]-[hash]', metafile: true,
  })
  for (const { path, contents } of scripts.outputFiles) files.set(basename(path), Buffer.from(contents))
  const own = readdirSync(join(here, 'src'), { recursive: true }).filter(name => name.endsWith('.js')).map(name => readFileSync(join(here, 'src', name), 'utf8'))
  const manifest = {
    'app.js': [...files.keys()].find(name => name.startsWith('app-')),
    'scorm12.js': [...files.keys()].find(name => name.startsWith('scorm12-')),
    'scorm2004.js': [...files.keys()].find(name => name.startsWith('scorm2004-')),
    'stage.css': await sheet('stage.css', ['<html><body><iframe><p hidden>'], files),
    'style.css': await sheet('style.css', [...texts, ...own], files),
    'style.rtl.css': await sheet('style.rtl.css', [...texts, ...own], files),
    'icons.svg': write('icons.svg', sprite([...texts, ...own]), files),
    'favicon.svg': write('favicon.svg', readFileSync(join(here, 'src/favicon.svg')), files),
    'inter.woff2': [...files.keys()].find(name => /^inter-latin-wght.*woff2$/.test(name)),
  }
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  for (const [name, content] of files) {
    writeFileSync(join(out, name), content)
    if (watching || extname(name) === '.woff2') continue
    writeFileSync(join(out, `${name}.gz`), gzipSync(content, { level: 9 }))
    writeFileSync(join(out, `${name}.br`), brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }))
  }
  writeFileSync(join(out, 'manifest.json'), JSON.stringify(manifest, null, 2))
  console.log(`built ${files.size} files in ${Date.now() - started} ms`)
}

await buildAll()
if (watching) {
  let timer
  const again = (_, name) => {
    if (!/\.(html|py|js|css)$/.test(name ?? '') || name.includes('static')) return
    clearTimeout(timer)
    timer = setTimeout(() => buildAll().catch(error => console.error(error.message)), 150)
  }
  watch(pages, { recursive: true }, again)
  watch(join(here, 'src'), { recursive: true }, again)
}
