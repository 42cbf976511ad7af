package dev.keelson.launcher.etcd;

import dev.keelson.mvcc.KvStore;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.ReadView;
import dev.keelson.mvcc.watch.Delivery;
import dev.keelson.mvcc.watch.Mailbox;
import dev.keelson.mvcc.watch.WatchSpec;
import dev.keelson.mvcc.watch.Watcher;
import dev.keelson.raftstore.Node;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Nodes that answer as the real one does, but for one thing. */
final class Lies {
  private static final int READS_FOR_ONE_STALE = 10;
  private static final int VIEW_KEPT_MILLIS = 400;
  private static final int DELIVERIES_FOR_ONE_LOST = 60;

  private Lies() {}

  /** One in {@value #READS_FOR_ONE_STALE} linearizable reads shows a past of some 400 ms. */
  static Node staleReads(Node node) {
    KvStore real = node.kv();
    OldViews old = new OldViews(real);
    AtomicInteger reads = new AtomicInteger();
    KvStore lying =
        standIn(
            KvStore.class,
            real,
            (method, arguments) -> {
              switch (method.getName()) {
                case "close" -> old.close();
                case "range" -> {
                  if (arguments[1] == KvStore.Consistency.LINEARIZABLE
                      && reads.incrementAndGet() % READS_FOR_ONE_STALE == 0) {
                    return old.range((RangeQuery) arguments[0]);
                  }
                }
                case "view" -> {
                  if (arguments[0] == KvStore.Consistency.LINEARIZABLE
                      && reads.incrementAndGet() % READS_FOR_ONE_STALE == 0) {
                    return old.view();
                  }
                }
                default -> {}
              }
              return method.invoke(real, arguments);
            });
    return serving(node, lying);
  }

  /** One in {@value #DELIVERIES_FOR_ONE_LOST} deliveries is not made. */
  static Node lostEvents(Node node) {
    KvStore real = node.kv();
    AtomicInteger deliveries = new AtomicInteger();
    KvStore lying =
        standIn(
            KvStore.class,
            real,
            (method, arguments) ->
                method.getName().equals("watch")
                    ? new ForgetfulWatcher(
                        real, (WatchSpec) arguments[0], (Mailbox) arguments[1], deliveries)
                    : method.invoke(real, arguments));
    return serving(node, lying);
  }

  private static Node serving(Node node, KvStore kv) {
    return standIn(
        Node.class,
        node,
        (method, arguments) -> method.getName().equals("kv") ? kv : method.invoke(node, arguments));
  }

  private interface Answer {
    Object to(Method method, Object[] arguments) throws ReflectiveOperationException;
  }

  /** {@code real} is only for equals, hashCode and toString. */
  private static <T> T standIn(Class<T> type, T real, Answer answer) {
    InvocationHandler handler =
        (_, method, arguments) -> {
          try {
            return method.getDeclaringClass() == Object.class
                ? method.invoke(real, arguments)
                : answer.to(method, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  /** A watcher with a mailbox of its own, between the real one and its consumer. */
  private static final class ForgetfulWatcher implements Watcher {
    private final WatchSpec spec;
    private final Mailbox consumers;
    private final Mailbox.Slot slot;
    private final Mailbox own = new Mailbox(this::passOn);
    private final AtomicInteger deliveries;
    private final Watcher real;

    ForgetfulWatcher(KvStore store, WatchSpec spec, Mailbox consumers, AtomicInteger deliveries) {
      this.spec = spec;
      this.consumers = consumers;
      this.slot = consumers.slot(this);
      this.deliveries = deliveries;
      this.real = store.watch(spec, own);
    }

    private void passOn() {
      synchronized (own) {
        while (own.take().isPresent()) {
          // there is but one
        }
      }
      if (slot.raise()) {
        consumers.wake();
      }
    }

    @Override
    public Delivery poll() {
      Delivery told = real.poll();
      boolean forget =
          told instanceof Delivery.Events
              && deliveries.incrementAndGet() % DELIVERIES_FOR_ONE_LOST == 0;
      return forget ? real.poll() : told;
    }

    @Override
    public boolean isSyncedTo(long revision) {
      return real.isSyncedTo(revision);
    }

    @Override
    public WatchSpec spec() {
      return spec;
    }

    @Override
    public void close() {
      real.close();
    }
  }

  /** A view that is replaced now and then; the last few stay open for whoever still reads. */
  private static final class OldViews {
    private static final int KEPT = 8;

    private final KvStore store;
    private final Deque<ReadView> views = new ArrayDeque<>();
    private final ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
    private boolean closed;

    OldViews(KvStore store) {
      this.store = store;
      timer.scheduleWithFixedDelay(
          this::renew, VIEW_KEPT_MILLIS, VIEW_KEPT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void renew() {
      store
          .view(KvStore.Consistency.SERIALIZABLE)
          .thenAccept(
              outcome -> {
                if (outcome instanceof Outcome.Ok<ReadView>(ReadView next)) {
                  add(next);
                }
              });
    }

    private synchronized void add(ReadView next) {
      if (closed) {
        next.close();
        return;
      }
      views.addLast(next);
      if (views.size() > KEPT) {
        views.removeFirst().close();
      }
    }

    synchronized Object range(RangeQuery query) {
      return views.isEmpty()
          ? store.range(query, KvStore.Consistency.SERIALIZABLE)
          : CompletableFuture.completedFuture(views.getLast().range(query));
    }

    synchronized Object view() {
      if (views.isEmpty()) {
        return store.view(KvStore.Consistency.SERIALIZABLE);
      }
      ReadView last = views.getLast();
      ReadView shared =
          standIn(
              ReadView.class,
              last,
              (method, arguments) ->
                  method.getName().equals("close") ? null : method.invoke(last, arguments));
      return CompletableFuture.completedFuture(Outcome.ok(shared));
    }

    synchronized void close() {
      closed = true;
      timer.shutdownNow();
      views.forEach(ReadView::close);
      views.clear();
    }
  }
}
