"""What comes in from files: places, registers of people, lists of needs; nothing is doubled."""
