DROP TABLE companies;
DROP TYPE company_size;
