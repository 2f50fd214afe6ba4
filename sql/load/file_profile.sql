-- Grain: one loaded file and the profile that mapped it.
INSERT INTO file_profile SELECT $file_id, $profile_id, $digest
