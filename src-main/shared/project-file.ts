/** "ANOM", written into a project file's header (SQLite's application_id). */
export const applicationId = 0x414e4f4d

/** What every SQLite file begins with. */
export const databaseMagic = 'SQLite format 3\0'

/** Names that belong to a project: the file, what SQLite and the lock put beside it, and its copies from before a migration. */
export const projectName = /\.anomaly$/i
export const sideFileName = /\.anomaly(-(wal|shm|journal|lock)|\.bak-v\d+)(\.part)?$/i
