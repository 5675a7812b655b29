"""Partners: who is enrolled in the program, in which roles, tier and region, under which agreement, looked after by whom.

Owns: partners with their profile, roles, tiers, agreements, certifications, managers, parents and segments; who sees whose rows;
scores of their data and the tasks that follow; where they stand by the rules of tiers, and notices of tiers that end;
the catalog of benefits and who holds them; the states each was in, and how partners leave and come back; journeys of new
partners; what they answered to questionnaires, red flags, and which requirements they meet; runs of automations, tasks about
partners, and since when each partner does nothing; prospects with their way to becoming a partner, what strangers apply with,
mails to prospects, and names on lists of sanctions.
Publishes: every change of a partner. Reacts to: its own changes, people who join and leave, published rules,
whatever moves a metric or meets a milestone.
"""
