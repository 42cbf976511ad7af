package dev.keelson.mvcc.watch;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was decided under the hub's lock and is to be done once it is released: it calls foreign
 * code.
 */
final class Afterwards {
  private static final Logger LOG = LoggerFactory.getLogger(Afterwards.class);

  /** Each once, however many of its watchers got something. */
  private final Set<Mailbox> wake = new LinkedHashSet<>();

  private final List<HubWatcher> submit = new ArrayList<>(0);

  /** {@link Watcher#poll} of this one has something to give. */
  void tell(HubWatcher watcher) {
    if (watcher.slot.raise()) {
      wake.add(watcher.slot.mailbox());
    }
  }

  /** This one's reading was turned to TASK. */
  void submit(HubWatcher watcher) {
    submit.add(watcher);
  }

  void happen(WatchHub hub) {
    submit.forEach(hub::submitReading);
    for (Mailbox mailbox : wake) {
      try {
        mailbox.wake();
      } catch (
          RuntimeException e) { // one consumer's mistake must not cost the others their wake-up
        LOG.error("wake-up of a watch consumer failed", e);
      }
    }
  }
}
