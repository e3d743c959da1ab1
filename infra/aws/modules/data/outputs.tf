output "database" {
  description = "The database's name."
  value       = local.database
}

output "owner" {
  description = "The login that migrations are done by."
  value       = local.owner
}

output "database_id" {
  description = "The database, as its metrics call it."
  value       = aws_db_instance.this.identifier
}

output "database_host" {
  description = "The database itself: for migrations alone."
  value       = aws_db_instance.this.address
}

output "proxy_host" {
  description = "The proxy: for functions."
  value       = aws_db_proxy.this.endpoint
}

output "cache_host" {
  description = "The cache's node that takes writes, whichever it is at the moment."
  value       = aws_elasticache_replication_group.this.primary_endpoint_address
}

output "cache_nodes" {
  description = "The cache's nodes, as their metrics call them."
  value       = [for at in range(var.cache_nodes) : format("%s-%03d", var.name, at + 1)]
}

output "proxy_name" {
  description = "The proxy, as its metrics call it."
  value       = aws_db_proxy.this.name
}

output "cache_user" {
  description = "The login at the cache."
  value       = local.cache_user
}

output "cache_password" {
  description = "Its password."
  value       = terraform_data.cache_password.output
  sensitive   = true
}

output "migration_security_group_id" {
  description = "What migrations reach the database by."
  value       = aws_security_group.migrations.id
}

output "kept" {
  description = "How the database is kept."
  value = {
    multi_az            = aws_db_instance.this.multi_az
    deletion_protection = aws_db_instance.this.deletion_protection
    encrypted           = aws_db_instance.this.storage_encrypted
    backup_days         = aws_db_instance.this.backup_retention_period
  }
}
