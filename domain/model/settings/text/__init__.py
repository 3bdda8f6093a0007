"""The settings as text: changes, differences, secrets and placeholders; knows no key's meaning."""
