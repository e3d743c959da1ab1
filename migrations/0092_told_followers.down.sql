DROP TABLE told_followers;
