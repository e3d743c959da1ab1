-- platform_alerts.used_default_partitions: tables whose default partition holds rows. A small catalogue, read whole.
SELECT name FROM used_default_partitions() AS name
