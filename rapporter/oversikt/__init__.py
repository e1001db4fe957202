"""Översikt, the first page: what each role needs to see and to do today."""
