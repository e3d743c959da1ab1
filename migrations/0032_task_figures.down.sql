DROP TABLE task_figures;
