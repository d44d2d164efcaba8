import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { installation } from '../../src-main/hosting/installation.ts'
import { authorName, dataFolder, projectsFolder } from '../../src-main/hosting/paths.ts'

test('settings lie where the system keeps those of one user', () => {
  expect(dataFolder({}, 'linux')).toBe(join(homedir(), '.config', 'anomaly-studio'))
  expect(dataFolder({ XDG_CONFIG_HOME: '/xdg' }, 'linux')).toBe(join('/xdg', 'anomaly-studio'))
  expect(dataFolder({ APPDATA: '/roaming' }, 'win32')).toBe(join('/roaming', 'anomaly-studio'))
  expect(dataFolder({}, 'darwin')).toBe(join(homedir(), 'Library', 'Application Support', 'anomaly-studio'))
  expect(projectsFolder({})).toBe(join(homedir(), 'Anomaly Studio'))
})

test('an environment variable moves settings and projects', () => {
  expect(dataFolder({ ANOMALY_STUDIO_DATA: '/own', XDG_CONFIG_HOME: '/xdg' }, 'linux')).toBe('/own')
  expect(projectsFolder({ ANOMALY_STUDIO_PROJECTS: '/mine' })).toBe('/mine')
  expect(authorName()).not.toBe('')
})

test('the portable program keeps everything beside itself, on the stick', () => {
  const env = { PORTABLE_EXECUTABLE_DIR: '/stick', APPDATA: '/roaming' }
  expect(dataFolder(env, 'win32')).toBe(join('/stick', 'Anomaly Studio settings'))
  expect(projectsFolder(env)).toBe(join('/stick', 'Anomaly Studio'))
  expect(dataFolder({ ...env, ANOMALY_STUDIO_DATA: '/own' }, 'win32')).toBe('/own')
})

test('the installation is found from the sources, and from any folder of a bundle', () => {
  const fromSources = installation()
  expect(existsSync(fromSources.engine)).toBe(true)
  expect(fromSources.version).toMatch(/^\d+\.\d+\.\d+/)
  const folder = mkdtempSync(join(tmpdir(), 'installation-'))
  try {
    mkdirSync(join(folder, 'dist', 'chunks', 'node_modules', 'other'), { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{"name": "anomaly-studio", "version": "9.8.7"}')
    writeFileSync(
      join(folder, 'dist', 'chunks', 'node_modules', 'other', 'package.json'),
      '{"name": "other", "version": "1.0.0"}',
    )
    const bundled = installation(join(folder, 'dist', 'chunks', 'node_modules', 'other', 'main.js'))
    expect(bundled).toEqual({
      root: folder,
      version: '9.8.7',
      engine: join(folder, 'dist', 'engine.js'),
      renderer: join(folder, 'dist', 'renderer'),
      preload: join(folder, 'dist', 'preload.cjs'),
      licences: expect.any(Function),
      icon: join(folder, 'dist', 'icon.png'),
    })
    expect(() => installation(join(tmpdir(), 'elsewhere', 'main.js'))).toThrow(
      'There is no package.json of Anomaly Studio above',
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
