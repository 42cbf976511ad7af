package dev.keelson.controllers.pod;

import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What an owner's controller has done and its informer has not yet shown. Until then the owner is
 * left alone: who counts pods that are not all there makes too many. By uid, so that nothing counts
 * twice; what does not come within {@link #PATIENCE} is given up. Thread-safe.
 *
 * <pre>{@code
 * expectations.expectCreations(owner, 3);
 * try { expectations.created(owner, calls.create(pod, set).uid()); }   // three times
 * catch (RuntimeException e) { expectations.notCreated(owner, 1); throw e; }
 * pods.addHandler(expectations.observer(OwnerRefs.controllerName("apps", "ReplicaSet")));
 * }</pre>
 */
public final class Expectations {
  /** Upstream's: in it any watch has caught up, or been replaced by a list. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  /** After which an owner is looked at again whose expectations are not met; an event is sooner. */
  public static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

  private static final class Awaited {
    private final long since;

    /** Calls that have not answered: the uid is not known. */
    private int unanswered;

    /** Shown before the call answered. */
    private final Set<String> early = new HashSet<>();

    private final Set<String> created = new HashSet<>();
    private final Set<String> deleted = new HashSet<>();

    Awaited(long since) {
      this.since = since;
    }

    boolean isMet() {
      return unanswered <= 0 && created.isEmpty() && deleted.isEmpty();
    }
  }

  private final Timing timing;
  private final Map<ObjectName, Awaited> awaited = new HashMap<>();

  public Expectations(Timing timing) {
    this.timing = timing;
  }

  /** Whether the informer shows all that was done, or has had its time. */
  public synchronized boolean areMet(ObjectName owner) {
    Awaited all = awaited.get(owner);
    return all == null || all.isMet() || isOver(all);
  }

  private boolean isOver(Awaited all) {
    return timing.nanos() - all.since > PATIENCE.toNanos();
  }

  /** Before as many calls. */
  public synchronized void expectCreations(ObjectName owner, int count) {
    of(owner).unanswered += count;
  }

  /** A call made this object. */
  public synchronized void created(ObjectName owner, String uid) {
    Awaited all = awaited.get(owner);
    if (all != null) {
      all.unanswered--;
      if (!all.early.remove(uid)) {
        all.created.add(uid);
      }
      settle(owner, all);
    }
  }

  /** As many calls failed, or were not made. */
  public synchronized void notCreated(ObjectName owner, int count) {
    Awaited all = awaited.get(owner);
    if (all != null) {
      all.unanswered -= count;
      settle(owner, all);
    }
  }

  /** The informer shows it. */
  public synchronized void observeCreation(ObjectName owner, String uid) {
    Awaited all = awaited.get(owner);
    if (all != null) {
      if (!all.created.remove(uid) && all.unanswered > 0) {
        all.early.add(uid);
      }
      settle(owner, all);
    }
  }

  /** Before the calls that delete them. */
  public synchronized void expectDeletions(ObjectName owner, Collection<String> uids) {
    of(owner).deleted.addAll(uids);
  }

  /** The informer shows that it is gone or on its way; or the call that deletes it failed. */
  public synchronized void observeDeletion(ObjectName owner, String uid) {
    Awaited all = awaited.get(owner);
    if (all != null) {
      all.deleted.remove(uid);
      if (!all.created.remove(uid) && all.unanswered > 0) {
        all.early.add(uid);
      }
      settle(owner, all);
    }
  }

  /**
   * Lowers them as the informer shows what was awaited. To be added before the handler that queues
   * the owner.
   *
   * @param owner the name of an object's owner; of others, nothing
   */
  public InformerHandler observer(Function<ApiObject, ? extends Collection<ObjectName>> owner) {
    return new InformerHandler() {
      @Override
      public void added(ApiObject object) {
        for (ObjectName name : owner.apply(object)) {
          if (object.isBeingDeleted()) {
            observeDeletion(name, object.uid());
          } else {
            observeCreation(name, object.uid());
          }
        }
      }

      @Override
      public void updated(ApiObject before, ApiObject now) {
        if (now.isBeingDeleted()) {
          owner.apply(before).forEach(name -> observeDeletion(name, now.uid()));
          owner.apply(now).forEach(name -> observeDeletion(name, now.uid()));
        }
      }

      @Override
      public void deleted(ApiObject last, boolean isFinalStateUnknown) {
        owner.apply(last).forEach(name -> observeDeletion(name, last.uid()));
      }
    };
  }

  /** The owner is gone. */
  public synchronized void forget(ObjectName owner) {
    awaited.remove(owner);
  }

  private Awaited of(ObjectName owner) {
    Awaited known = awaited.get(owner);
    if (known == null || isOver(known)) {
      known = new Awaited(timing.nanos());
      awaited.put(owner, known);
    }
    return known;
  }

  private void settle(ObjectName owner, Awaited all) {
    if (all.isMet()) {
      awaited.remove(owner);
    }
  }
}
