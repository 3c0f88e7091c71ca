"""The Studio's pages about partner campaigns: what was promised, what was delivered, how it will end."""
