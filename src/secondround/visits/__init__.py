"""The second-round day: invitation, windows, what helps, sessions and introductions, itinerary, what really took place, topics."""
