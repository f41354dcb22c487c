-- Where a person wants to get back to, and the way they came. Degrees are WGS 84, accuracies metres.

CREATE TABLE places (
    id INTEGER PRIMARY KEY,
    profile TEXT NOT NULL,
    name TEXT NOT NULL,
    latitude REAL NOT NULL,
    longitude REAL NOT NULL,
    accuracy REAL NOT NULL,
    created TEXT NOT NULL,
    deleted TEXT
);

CREATE TABLE breadcrumbs (
    id INTEGER PRIMARY KEY,
    profile TEXT NOT NULL,
    walk TEXT NOT NULL,
    at TEXT NOT NULL,
    latitude REAL NOT NULL,
    longitude REAL NOT NULL,
    accuracy REAL NOT NULL
);
CREATE INDEX breadcrumbs_by_walk ON breadcrumbs (profile, walk);
