package dev.keelson.scheduler.framework;

import dev.keelson.apiserver.client.time.Activity;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.view.PodView;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Pods between Reserve and Bind: those that wait for a permit, and those in PreBind. */
public final class WaitingPods {
  private final Timing timing;
  private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();
  private final Map<String, PreBinding> preBinding = new ConcurrentHashMap<>();

  public WaitingPods(Timing timing) {
    this.timing = timing;
  }

  /** Waits until all plugins have let it go on, or one has not, or time is up. */
  static final class Waiting {
    private final Map<String, Timing.Task> pending = new HashMap<>();
    private final CompletableFuture<Judged> end = new CompletableFuture<>();
    private final Activity activity;
    private boolean isUncounted;

    Waiting(Activity activity) {
      this.activity = activity;
    }

    synchronized void await(Timing timing, Map<String, Duration> timeouts) {
      timeouts.forEach(
          (plugin, timeout) ->
              pending.put(
                  plugin,
                  timing.schedule(
                      timeout,
                      () ->
                          reject(
                              plugin,
                              "rejected due to timeout after waiting %s at plugin %s"
                                  .formatted(GoDurations.text(timeout), plugin)))));
    }

    synchronized void allow(String plugin) {
      Timing.Task timer = pending.remove(plugin);
      if (timer != null) {
        timer.cancel();
      }
      if (pending.isEmpty()) {
        goOn();
        end.complete(Judged.SUCCESS);
      }
    }

    boolean reject(String plugin, String message) {
      return stop(new Judged(Verdict.unschedulable(message), plugin));
    }

    synchronized boolean stop(Judged how) {
      pending.values().forEach(Timing.Task::cancel);
      goOn();
      return end.complete(how);
    }

    /** While its thread waits it is not active. */
    private synchronized void pause() {
      isUncounted = !end.isDone() && activity.isCarried();
      if (isUncounted) {
        activity.end();
      }
    }

    private synchronized void goOn() {
      if (isUncounted) {
        isUncounted = false;
        activity.begin();
      }
    }

    Judged join() throws InterruptedException {
      pause();
      try {
        return end.get();
      } catch (InterruptedException e) {
        goOn();
        throw e;
      } catch (java.util.concurrent.ExecutionException e) {
        return Judged.failed(String.valueOf(e.getMessage()));
      }
    }
  }

  /** May be stopped until it begins to bind. */
  public static final class PreBinding {
    private final Thread thread = Thread.currentThread();
    private Optional<String> stopped = Optional.empty();
    private boolean isOver;

    synchronized boolean stop(String why) {
      if (isOver) {
        return false;
      }
      stopped = Optional.of(why);
      thread.interrupt();
      return true;
    }

    /** From here on it cannot be stopped. */
    public synchronized Optional<String> end() {
      isOver = true;
      if (stopped.isPresent()) {
        // The interrupt was meant for what was before.
        Thread.interrupted();
      }
      return stopped;
    }
  }

  void add(PodView pod, Map<String, Duration> timeouts) {
    Waiting entry = new Waiting(timing.activity());
    waiting.put(pod.uid(), entry);
    entry.await(timing, timeouts);
  }

  public boolean isWaiting(PodView pod) {
    return waiting.containsKey(pod.uid());
  }

  /** Of a pod that does not wait: success at once. */
  Judged await(PodView pod) throws InterruptedException {
    Waiting entry = waiting.get(pod.uid());
    if (entry == null) {
      return Judged.SUCCESS;
    }
    try {
      return entry.join();
    } finally {
      waiting.remove(pod.uid());
    }
  }

  public void allow(String uid, String plugin) {
    Waiting entry = waiting.get(uid);
    if (entry != null) {
      entry.allow(plugin);
    }
  }

  /** Refuses it. Whether it was still to be stopped. */
  public boolean reject(String uid, String plugin, String message) {
    return stop(uid, new Judged(Verdict.unschedulable(message), plugin), message);
  }

  /** Makes it try again: its place is needed. Whether it was still to be stopped. */
  public boolean preempt(String uid, String plugin, String message) {
    Verdict verdict = Verdict.failed("waiting on permit for pod: " + message);
    return stop(uid, new Judged(verdict, plugin), message);
  }

  private boolean stop(String uid, Judged how, String message) {
    Waiting entry = waiting.get(uid);
    if (entry != null && entry.stop(how)) {
      return true;
    }
    PreBinding binding = preBinding.get(uid);
    return binding != null && binding.stop(message);
  }

  public PreBinding beginPreBind(PodView pod) {
    PreBinding entry = new PreBinding();
    preBinding.put(pod.uid(), entry);
    return entry;
  }

  public void endPreBind(PodView pod) {
    preBinding.remove(pod.uid());
  }

  /** All that wait are told that they shall not. */
  public void close() {
    waiting.values().forEach(each -> each.stop(Judged.failed("the scheduler stops")));
  }
}
