"""Who gets through which door, as `docs/reference/roles-and-sight.md` and the design's access table say it: the oracle of sight.

Written down by hand, door by door; it imports nothing of the product, so that a mistake in the policy is not repeated here.

Letters: N nobody signed in · C the candidate Cleo · I interviewer of Cleo, card in · X introduced to Cleo · H hiring manager
S senior reader, Cleo was handed over · R recruiter · A administrator · E equality steward · P privacy officer
M neighbour: all three team roles on another position · K a second hiring manager with a declared conflict with Cleo
O was hiring manager until yesterday · B interviewer who still owes Cleo's card.
c Cleo, n Nils and d Dana, each in a candidate's session: they pass no door of staff, and no sign-in of staff passes a door named `my_`.
Dana applied for another position of the same team: I has assessed her in the second round, B was asked since and owes a card, K has a
conflict with her too; S decided, R wrote the offer, S said yes to it, and it is with her.
Every door stands for Cleo unless its name says whom. An actor who is not named gets 404; nobody (N) is asked to sign in.
"""

EVERYONE = "C I X H S R A E P M K O B"
TEAM = "H S R K"
CANDIDATES = "c n d"

# name of the door -> (who may read it, who may send to it); None: the door has no such side
DOORS: dict[str, tuple[str | None, str | None]] = {
    # web and people
    "web:today": (EVERYONE, None),
    "people:me": (EVERYONE, EVERYONE),
    "people:own_time": (EVERYONE, EVERYONE),
    "people:note_busy": (None, EVERYONE),
    "people:take_back_busy": (None, "R"),
    "people:sign_out_elsewhere": (None, EVERYONE),
    "people:organisation": ("A", "A"),
    "people:record": (EVERYONE, None),
    "people:list": ("A H R K M", None),
    "people:invite": ("A", "A"),
    "people:person": ("A", None),
    "people:grant": (None, "A"),
    "people:end_right": (None, "A"),
    "people:new_link": (None, "A"),
    "people:revoke_link": (None, "A"),
    "people:correct_email": (None, "A"),
    "people:forget_second_factor": (None, "A"),
    "people:deactivate": (None, "A"),
    "people:reactivate": (None, "A"),
    # a position
    "positions:open": ("R", "R"),
    "positions:about": ("H R K", "H R K"),
    "positions:team": ("R", "R"),
    "positions:end_team": (None, "R"),
    "positions:plan": (TEAM, None),
    "positions:add_round": (None, "H R K"),
    "positions:rename_round": (None, "H R K"),
    "positions:make_kit": ("H R K", "H R K"),
    "positions:kit": ("H R K", "H R K"),
    "positions:retire_kit": (None, "H R K"),
    "positions:ask_in_kit": (None, "H R K"),
    "positions:change_question": (None, "H R K"),
    "positions:publish": ("R", "R"),
    "positions:turn": (None, "H R K"),
    "interviews:weights": (TEAM, "H R K"),
    "positions:competencies": (TEAM, "H R K"),
    "positions:add_competency": (None, "H R K"),
    "positions:competency": (TEAM, "H R K"),
    "positions:remove_competency": (None, "H R K"),
    "positions:own_library": (TEAM, None),
    "positions:edit_attribute": ("H R K", "H R K"),
    "positions:edit_question": ("H R K", "H R K"),
    "positions:library": (EVERYONE, None),
    "positions:never_ask": (EVERYONE, None),
    "positions:attribute": (EVERYONE, None),
    "positions:pools": ("A H R K M", "A R M"),
    "positions:pool": ("A H R K M", "A R M"),
    "positions:join_pool": (None, "A R M"),
    "positions:leave_pool": (None, "A R M"),
    "positions:sites": ("A R M", "A R M"),
    "positions:site": ("A R M", "A R M"),
    "positions:add_room": (None, "A R M"),
    "positions:retire_room": (None, "A R M"),
    # people who applied
    "interviews:positions": (EVERYONE, None),
    "interviews:position": ("I H S R K B", None),
    "interviews:application": ("I H S R B", None),
    "interviews:document": ("I H S R B", None),
    "interviews:write_lines": (None, "R"),
    "candidates:correct": ("R", "R"),
    "interviews:promise": (None, "H R"),
    "interviews:assign": (None, "H R"),
    "interviews:plan": ("R", "R"),
    "interviews:interview": ("H S R B", None),
    "interviews:move": ("R", "R"),
    "interviews:change": (None, "R"),
    "interviews:waive": (None, "R"),
    "interviews:conflict": ("I H S R B", "I H S R B"),
    "interviews:scorecard of I": ("I", "I"),
    "interviews:scorecard of B": ("B", "B"),
    "interviews:review of B": ("B", "B"),
    "interviews:amend of I": ("I", "I"),
    "interviews:step_back of B": (None, "B"),
    "interviews:import": ("R", "R"),
    "interviews:import_preview": ("R", "R"),
    "candidates:enter": ("H R K", "H R K"),
    "candidates:board": ("H R K", None),
    "candidates:move Zoe": (None, "H R K"),
    "candidates:move": (None, "H R"),
    "candidates:tags": (None, "R"),
    "candidates:source": (None, "R"),
    "candidates:papers": (None, "R"),
    "candidates:search": ("H S R K M", None),
    "candidates:change": (None, "R M"),
    "candidates:save_view": (None, "H S R K M"),
    "candidates:drop_view": (None, "R"),
    "candidates:duplicates": ("R M", None),
    "candidates:merge": ("R", "R"),
    "candidates:undo_merge": (None, "R"),
    # the second-round day of Cleo: B holds an interview in it and walks her round, X is introduced, R planned it
    "visits:plan": ("R", "R"),
    "visits:day": ("H S R", None),
    "visits:frame": ("R", "R"),
    "visits:add_session": ("R", "R"),
    "visits:session": ("R", "R"),
    "visits:send": ("R", "R"),
    "visits:cancel": ("R", "R"),
    "visits:itinerary": ("X H S R B", None),
    "visits:calendar": ("X R B", None),
    "visits:happening": ("S R B", "S R B"),
    # comparing and deciding. The senior reader has not opened the numbers.
    "handoff:compare": (TEAM, None),
    "handoff:compare_csv": (TEAM, None),
    "handoff:pair": (TEAM, None),
    "handoff:what_if": (TEAM, None),
    "handoff:made_of": ("H R", None),
    "handoff:made_of Nils": ("R K", None),  # Hugo owes a card on Nils: he is not there for him
    "decisions:decide": ("H K", "H K"),
    "decisions:close_early Zoe": ("R", "R"),
    "decisions:answered Quinn": (None, "H R K"),
    "decisions:answer Quinn": ("H R K", "H R K"),
    "decisions:take_back_answer Quinn": (None, "H R K"),
    "decisions:close_position": ("H R K", "H R K"),
    "decisions:letter": ("R", None),
    # asked under the law: Cleo a copy and to be forgotten; Quinn and Nils to be forgotten, prepared by another officer, by P
    "web:privacy": ("A P", None),
    "web:privacy_release": ("P", "P"),
    "web:privacy_erase": ("P", "P"),
    "web:privacy_erase Quinn": ("A P", "A P"),
    "web:privacy_erase Nils": ("A P", "A P"),
    # debrief, decision, offer, feedback, stepping back. S and R have gone into the debrief, H has not.
    "decisions:debrief Dana": ("I H S R", None),
    "decisions:open_debrief Dana": (None, "H S R"),
    "decisions:enter_debrief Dana": (None, "I H S R"),
    "decisions:debrief_live Dana": ("I S R", None),
    "decisions:speak Dana": (None, "I H S"),
    "decisions:order_debrief Dana": (None, "R"),
    "decisions:decide_finally Dana": ("S", "S"),
    "decisions:decider Dana": ("R", "R"),
    "decisions:treatment Dana": ("H R K", None),
    "decisions:note_treatment Dana": (None, "H R"),
    "decisions:offer Dana": ("H S R", "H R"),
    "decisions:offer_pdf Dana": ("H S R", None),
    "decisions:approve_offer Dana": (None, "S"),
    "decisions:send_offer Dana": (None, "R"),
    "decisions:extend_offer Dana": (None, "R"),
    "decisions:take_back_offer Dana": (None, "R"),
    "decisions:note_offer_answer Dana": (None, "R"),
    "decisions:feedback Dana": ("H S R", "H S R"),
    "decisions:check_feedback Dana": (None, "S R"),  # Hugo wrote it
    "decisions:withdrawal": ("R", "R"),
    "decisions:undo_withdrawal": (None, "R"),
    # letters of the installation
    "web:settings": ("A H R K M", None),
    "web:outbox": ("A", None),
    "web:letter_again": (None, "A"),
    "web:letter_back": (None, "A"),
    "web:pause_sending": (None, "A"),
    "web:resume_sending": (None, "A"),
    "web:wordings": ("A R M", None),
    "web:word": ("A R M", "A R M"),
    # the brief
    "handoff:prepare": ("H R", "H R"),
    "handoff:prepare Nils": ("R K", "R K"),
    "handoff:name_reader": (None, "H R"),
    "handoff:end_reader": (None, "H R"),
    "handoff:send_link": (None, "H R"),
    "handoff:end_link": (None, "H R"),
    "handoff:brief": ("H S R", None),
    "handoff:print": ("H S R", None),
    "handoff:pdf": ("H S R", None),
    "handoff:margin": (None, "H S"),
    "handoff:open_numbers": (None, "H S R"),
    "handoff:ask_own": (None, "H S"),
    "handoff:change_question": (None, "H S"),
}
# A candidate's own doors, named `my_`: a session of theirs, and their own rows; whoever has no such session is led to the way in.
DOORS |= {
    "candidates:my_page": (CANDIDATES, None),
    "candidates:my_data": (CANDIDATES, None),
    "candidates:my_copy": (None, CANDIDATES),
    "candidates:my_keeper": (CANDIDATES, None),
    "candidates:my_readers": ("c", None),
    "candidates:my_letters": (CANDIDATES, None),
    "candidates:my_letter": ("c", None),
    "candidates:my_papers": ("c", "c"),
    "candidates:my_paper": ("c", None),
    "candidates:my_lines": (CANDIDATES, CANDIDATES),
    "candidates:my_clocks": (None, CANDIDATES),
    "candidates:my_session_end": (None, "c"),
    "candidates:my_privacy": (None, CANDIDATES),
    "candidates:my_privacy_back": (None, "c"),
    "candidates:my_way_out": (None, CANDIDATES),
    "preparation:my_people": ("c", None),
    "preparation:my_jotting": ("c", "c"),
    "preparation:my_thanks": ("c", "c"),
    "decisions:my_offer Dana": ("d", "d"),
    "decisions:my_offer_pdf Dana": ("d", None),
    "decisions:my_withdrawal": ("c", "c"),
    "decisions:my_withdrawal_undo": (None, "c"),
    "visits:my_day": ("c", None),
    "visits:my_calendar": ("c", None),
}

# Doors that answer without a sign-in, and why.
OPEN = {
    "candidates:jobs": "published positions",
    "candidates:job": "a published position; any other is not there",
    "web:health": "says only that the product answers",
    "people:welcome": "whoever holds an invitation's link",
    "handoff:link": "whoever holds a brief's link; asks to confirm",
    "handoff:link_code": "whoever holds a brief's link; asks for the mailed code",
    "handoff:linked_brief": "a session opened by link and code, and nobody else",
    "handoff:linked_margin": "a session opened by link and code, and nobody else",
    "handoff:linked_pdf": "a session opened by link and code, and nobody else",
    "handoff:close_link": "ends what this browser opened",
    "candidates:door": "the way to one's own page: asks for an address and answers everybody alike",
    "candidates:door_code": "asks for the six digits of a letter",
    "candidates:door_link": "whoever holds a letter's link; asks to confirm",
    "candidates:apply": "the public form of a published position",
    "candidates:applied": "the thank-you after it, the same for everybody",
    "web:personas": "the demo only",
    "web:letters": "the demo only",
}
# Signing in and one's own second step: the sign-in library's doors, tested in tests/people.
SIGN_IN_PREFIXES = ("account_", "mfa_")

# Unique words in classified fields, and who may ever be sent them by any page, file or fragment. Cleo is handed over, numbers closed.
CANARIES: dict[str, str] = {
    "contact-email-of-cleo": "R c",
    "contact-phone-of-cleo": "R",
    "note-by-ines": "I H S R",  # I wrote it
    "note-by-nora": "I H S R",  # I has assessed in the same round: the gate is open
    "note-on-nils": "R K",  # Hugo is blind on Nils; Sami was not handed Nils
    "draft-of-hugo": "H",
    "margin-of-sami": "S",
    "margin-of-hugo": "H",
    "reason-for-cleo": "H S R P",  # P reads the whole record
    "reason-for-quinn": "H P",  # in the record: H wrote it
    "letter-to-cleo": "R c",
    "words-to-privacy": "P",
    "answer-noted": "H S R P",
    "jotting-on-ines": "c",  # nobody's but the candidate's, and no role of the table's
    "note-to-ines": "c",
    "first-round-of-dana": "H S R",
    "second-round-of-dana": "I H S R",
    "view-of-ines": "I S R P",  # Hugo has not gone in
    "decision-on-dana": "S R P",
    "dissent-on-dana": "S R P",
    "pay-of-dana": "H S R d",
    "feedback-for-dana": "H S R P",  # the record says it to P; not checked, so in no letter
    "arrangement-of-cleo": "H S R B c",
    "needs-of-cleo": "",  # why something helps is nobody's to read here
    "welcome-to-cleo": "R c",
}
