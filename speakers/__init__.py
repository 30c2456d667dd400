"""The directory of people and organisations; imports no sibling app."""
