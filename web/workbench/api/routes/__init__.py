"""The operations, a module for each subject."""
