DROP TABLE llm_models;
DROP TYPE model_category;
