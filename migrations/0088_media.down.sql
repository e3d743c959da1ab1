DROP TABLE media_files;
DROP TYPE media_state;
DROP TYPE image_type;
DROP TYPE media_kind;
