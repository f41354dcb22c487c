-- What is kept from the first day. Times are ISO 8601 in UTC; lists and tables of values are JSON.

CREATE TABLE profiles (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    language TEXT NOT NULL,
    words_per_minute INTEGER NOT NULL,
    verbosity TEXT NOT NULL,
    pauses TEXT NOT NULL,
    rights TEXT NOT NULL
);

CREATE TABLE turns (
    id INTEGER PRIMARY KEY,
    profile TEXT NOT NULL,
    at TEXT NOT NULL,
    source TEXT NOT NULL,
    role TEXT NOT NULL,
    text TEXT NOT NULL,
    skill TEXT NOT NULL,
    slots TEXT NOT NULL,
    reply TEXT NOT NULL,
    heard TEXT NOT NULL
);
CREATE INDEX turns_by_profile ON turns (profile, id);

CREATE TABLE reminders (
    id INTEGER PRIMARY KEY,
    profile TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('timer', 'alarm', 'reminder')),
    name TEXT NOT NULL,
    due TEXT NOT NULL,
    duration_seconds REAL NOT NULL,
    repeat TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'ringing', 'done', 'cancelled', 'paused')),
    remaining_seconds REAL NOT NULL,
    created TEXT NOT NULL,
    deleted TEXT
);
CREATE INDEX reminders_by_due ON reminders (due) WHERE deleted IS NULL;

CREATE TABLE notes (
    id INTEGER PRIMARY KEY,
    profile TEXT NOT NULL,
    text TEXT NOT NULL,
    created TEXT NOT NULL,
    deleted TEXT
);

CREATE TABLE facts (
    id INTEGER PRIMARY KEY,
    profile TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    created TEXT NOT NULL,
    deleted TEXT
);
CREATE INDEX facts_by_subject ON facts (profile, subject);

CREATE TABLE kept_settings (
    profile TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (profile, key)
);

CREATE TABLE loop_delays (
    output TEXT PRIMARY KEY,
    seconds REAL NOT NULL,
    measured TEXT NOT NULL
);

CREATE TABLE egress (
    id INTEGER PRIMARY KEY,
    profile TEXT NOT NULL,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    host TEXT NOT NULL,
    port INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    allowed INTEGER NOT NULL,
    why TEXT NOT NULL,
    asked_by TEXT NOT NULL
);
