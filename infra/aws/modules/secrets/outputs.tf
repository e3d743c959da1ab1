output "arns" {
  description = "The secrets, by name."
  # Read through the version, so that whoever is given one finds a value in it.
  value = { for name, version in aws_secretsmanager_secret_version.this : name => version.arn }
}
