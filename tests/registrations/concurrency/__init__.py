"""Proofs with real processes, on PostgreSQL."""
