"""The fact store and how it answers. Knows nothing of Discord.

Way through: words (`language`) → `questions` → `answering` over a `snapshot` → `answers`.
`model` is what a fact is; `store` keeps it; `curation` changes it; `collection` is what ships.
"""
