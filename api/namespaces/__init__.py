"""One file a resource; handlers of a few lines."""

from api.namespaces import audit, auth, campaigns, conversations, engine, jobs, questions

ALL = (auth.ns, campaigns.ns, conversations.ns, questions.ns, jobs.ns, engine.ns, audit.ns)
