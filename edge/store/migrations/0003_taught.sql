-- What a person taught the camera. Looks are numbers of a network, two bytes each.

CREATE TABLE taught_things (
    id INTEGER PRIMARY KEY,
    profile TEXT NOT NULL,
    name TEXT NOT NULL,
    looks BLOB NOT NULL,
    count INTEGER NOT NULL CHECK (count > 0),
    created TEXT NOT NULL
);

CREATE TABLE taught_boxes (
    id INTEGER PRIMARY KEY,
    profile TEXT NOT NULL,
    name TEXT NOT NULL,
    codes TEXT NOT NULL,
    words TEXT NOT NULL,
    created TEXT NOT NULL
);

CREATE TABLE box_checks (
    id INTEGER PRIMARY KEY,
    profile TEXT NOT NULL,
    at TEXT NOT NULL,
    answer TEXT NOT NULL,
    box TEXT NOT NULL,
    wanted TEXT NOT NULL,
    reminder TEXT NOT NULL
);
