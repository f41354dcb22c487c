"""Notes: taken in the owner's words and read back in them."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from edge.thinking.skill import Effect, skill

if TYPE_CHECKING:
    from edge.thinking.actions import Action
    from edge.thinking.answer import Answer
    from edge.thinking.context import Context
    from edge.thinking.skill import Slots

READ_AT_ONCE = 10


@skill("note.take", Effect.REVERSIBLE, ("text",))
def take_note(slots: Slots, context: Context) -> Answer:
    text = str(slots.get("text", ""))
    if not text:
        return context.ask("note.what", "text")
    notes = context.store.notes
    note = notes.add(context.profile.name, text, context.now.astimezone(UTC))

    def undo() -> tuple[Action, ...]:
        notes.delete(note.id)
        return ()

    context.undo = undo
    return context.reply("note.taken", text=text)


@skill("note.read", private=True)
def read_notes(slots: Slots, context: Context) -> Answer:
    """The newest ten, oldest of them first."""
    notes = context.store.notes.all(context.profile.name)
    if not notes:
        return context.reply("note.none")
    texts = [note.text for note in notes[-READ_AT_ONCE:]]
    listed = context.language.words["join"]["items"].join(texts)
    return context.reply("note.list", count=len(notes), list=listed)


@skill("note.last", private=True)
def read_last(slots: Slots, context: Context) -> Answer:
    notes = context.store.notes.all(context.profile.name)
    return context.reply("note.last", text=notes[-1].text) if notes else context.reply("note.none")


@skill("note.delete", Effect.REVERSIBLE)
def delete(slots: Slots, context: Context) -> Answer:
    """The one at that place of those that are read, the newest about that, else the newest."""
    notes = context.store.notes
    rows = notes.all(context.profile.name)[-READ_AT_ONCE:]
    if not rows:
        return context.reply("note.none")
    if "place" in slots:
        place = int(slots["place"])
        rows = rows[place - 1 : place]
    elif "text" in slots:
        wanted = str(slots["text"]).casefold()
        kept = notes.all(context.profile.name)
        rows = [note for note in kept if wanted in note.text.casefold()]
    if not rows:
        return context.reply("note.none_at" if "place" in slots else "note.none_about", **slots)
    key = rows[-1].id
    notes.delete(key)

    def undo() -> tuple[Action, ...]:
        notes.restore(key)
        return ()

    context.undo = undo
    return context.reply("note.deleted", text=rows[-1].text)


@skill("note.delete_all", Effect.DESTRUCTIVE)
def delete_all(slots: Slots, context: Context) -> Answer:
    notes = context.store.notes
    rows = notes.all(context.profile.name)
    for note in rows:
        notes.delete(note.id)
    return (
        context.reply("note.deleted_all", count=len(rows)) if rows else context.reply("note.none")
    )
