import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs' // prettier-ignore
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

/** What installers for other systems carry for the command line, as far as it can be run here. */
const root = resolve(import.meta.dirname, '../..')
const config = readFileSync(join(root, 'electron-builder.yml'), 'utf8')

test('every file that the installers take from the checkout is there', () => {
  const named = [...config.matchAll(/(?:from|include): (\S+)/g)].map(([, path]) => path)
  expect(named.length).toBeGreaterThanOrEqual(3)
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([])
})

test('the command for Windows starts the program two folders above it, whose name is the product’s', () => {
  const product = /^productName: (.+)$/m.exec(config)?.[1]
  const command = readFileSync(join(root, 'packaging/windows/anomaly-studio.cmd'), 'utf8')
  // The shell of Windows reads lines that end as its own.
  expect(command.split('\r\n')).toEqual(['@echo off', `"%~dp0..\\..\\${product}.exe" %*`, ''])
  expect(config).toMatch(/anomaly-studio\.cmd\n\s+to: bin\/anomaly-studio\.cmd/)
  expect(readFileSync(join(root, 'packaging/installer.nsh'), 'utf8')).toContain('$INSTDIR\\resources\\bin')
})

test.skipIf(process.platform === 'win32')('the command for a Mac finds its program also by way of a link', () => {
  const folder = mkdtempSync(join(tmpdir(), 'anomaly-studio-mac-'))
  try {
    const contents = join(folder, 'Anomaly Studio.app', 'Contents')
    const [bin, macOS] = [join(contents, 'Resources', 'bin'), join(contents, 'MacOS')]
    for (const one of [bin, macOS, join(folder, 'local')]) mkdirSync(one, { recursive: true })
    const script = join(root, 'packaging/mac/anomaly-studio')
    expect(statSync(script).mode & 0o111).toBe(0o111)
    copyFileSync(script, join(bin, 'anomaly-studio'))
    writeFileSync(join(macOS, 'Anomaly Studio'), '#!/bin/sh\nprintf "%s|" "$@"\nexit 3\n')
    chmodSync(join(macOS, 'Anomaly Studio'), 0o755)
    symlinkSync(join(bin, 'anomaly-studio'), join(folder, 'local', 'anomaly-studio'))
    const ran = spawnSync(join(folder, 'local', 'anomaly-studio'), ['detect', 'März 7.csv'], { encoding: 'utf8' })
    expect([ran.status, ran.stdout]).toEqual([3, 'detect|März 7.csv|'])
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
})
