-- Migration 4: mapping profiles.

-- Grain: one loaded file that a profile mapped: the profile's name and the SHA-256 of its bytes.
CREATE TABLE file_profile (file_id INTEGER NOT NULL, profile_id VARCHAR NOT NULL, digest VARCHAR NOT NULL);
