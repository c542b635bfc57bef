"""The candidate's own: jottings and thank-you notes, encrypted under a key that lies outside the database. Nobody but `web` imports it."""
