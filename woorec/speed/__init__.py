"""How fast a shop is served, and how that grows: made shops, turns of many subjects, peers, tables and history."""
