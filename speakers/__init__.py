"""The directory of people and bodies; imports no sibling app."""
