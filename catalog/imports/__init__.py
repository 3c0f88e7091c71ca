"""Files on their way into the catalogue. The FeedImport row is the truth; a queue only says which row."""
