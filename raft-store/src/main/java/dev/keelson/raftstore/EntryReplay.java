package dev.keelson.raftstore;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.LogPosition;
import dev.keelson.mvcc.MvccStore;
import dev.keelson.raftstore.archive.BadArchive;
import dev.keelson.raftstore.archive.LogRecord;
import dev.keelson.raftstore.consensus.Seed;
import dev.keelson.raftstore.entry.Entry;
import dev.keelson.raftstore.entry.EntryCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Applies archived entries to a store as {@link StoreApplier} did, up to a revision: an entry holds
 * many commands, and the one that makes the revision is the last that is applied. A command makes
 * at most one revision.
 *
 * <p>The store counts its positions anew: pieces of an entry have no place in the log.
 */
final class EntryReplay {
  private final MvccStore store;
  private final long revision;
  private long steps = Seed.POSITION.index();

  /** {@code revision}: after which nothing is applied any more. */
  EntryReplay(MvccStore store, long revision) {
    this.store = store;
    this.revision = revision;
  }

  boolean isDone() {
    return store.revision() >= revision;
  }

  /** False = the revision is reached. Throws {@link BadArchive} where the store did otherwise. */
  boolean take(LogRecord record) throws BadArchive {
    if (isDone()) {
      return false;
    }
    if (record.entry().length > 0) {
      Entry entry = EntryCodec.decode(record.entry());
      Bytes name = StoreApplier.windowOf(entry.origin());
      Optional<OriginWindow> window = store.fact(name).map(OriginWindow::of);
      if (window.isEmpty() || !window.get().holds(entry)) {
        OriginWindow next =
            window.map(w -> w.with(entry)).orElseGet(() -> OriginWindow.first(entry));
        apply(entry, new Command.PutFact(name, Optional.of(next.bytes())));
      }
    }
    if (isDone()) {
      return false;
    }
    if (store.revision() != record.stamp().revision()) {
      throw new BadArchive(
          "after entry %d the store stands at revision %d; when it was archived it stood at %d"
              .formatted(record.index(), store.revision(), record.stamp().revision()));
    }
    return true;
  }

  private void apply(Entry entry, Command.PutFact window) {
    if (revision - store.revision() > entry.commands().size()) {
      List<Command<?>> commands = new ArrayList<>(entry.commands());
      commands.add(window);
      apply(commands);
      return;
    }
    for (Command<?> command : entry.commands()) {
      if (isDone()) {
        return;
      }
      apply(List.of(command));
    }
    apply(List.of(window));
  }

  private void apply(List<? extends Command<?>> commands) {
    store.apply(new LogPosition(Seed.POSITION.term(), ++steps), commands, false);
  }
}
