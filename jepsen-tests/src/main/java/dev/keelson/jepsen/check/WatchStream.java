package dev.keelson.jepsen.check;

import dev.keelson.jepsen.history.WatchHistory;
import dev.keelson.jepsen.history.WatchHistory.Bookmark;
import dev.keelson.jepsen.history.WatchHistory.Broken;
import dev.keelson.jepsen.history.WatchHistory.Cancelled;
import dev.keelson.jepsen.history.WatchHistory.Created;
import dev.keelson.jepsen.history.WatchHistory.Delivered;
import dev.keelson.jepsen.history.WatchHistory.Event;
import dev.keelson.jepsen.history.WatchHistory.Kind;
import dev.keelson.jepsen.history.WatchHistory.Opened;
import dev.keelson.jepsen.history.WatchHistory.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a watch must keep to without regard to anything else: order, uniqueness, whole revisions,
 * bookmarks, start and filters, as etcd's API guarantees name them.
 */
final class WatchStream {

  /**
   * One request and what came on it.
   *
   * @param first first revision that it must deliver; 0 if that was not told
   * @param last revision up to which all must have been delivered
   */
  record Segment(
      Opened opened, boolean resumed, long first, long last, List<Delivered> delivered) {}

  private final WatchHistory watch;
  private final List<Segment> segments = new ArrayList<>();
  private Optional<Opened> opened = Optional.empty();
  private List<Delivered> delivered = new ArrayList<>();
  private long first;
  private long lastEvent;
  private long bookmark;
  private long events;
  private Optional<Verdict.Invalid> broken = Optional.empty();

  WatchStream(WatchHistory watch) {
    this.watch = watch;
    for (Step step : watch.steps()) {
      accept(step);
      if (broken.isPresent()) {
        return;
      }
    }
    close();
  }

  Optional<Verdict.Invalid> broken() {
    return broken;
  }

  List<Segment> segments() {
    return segments;
  }

  long events() {
    return events;
  }

  private void accept(Step step) {
    switch (step) {
      case Opened o -> {
        close();
        opened = Optional.of(o);
        first = o.startRevision();
      }
      case Created c -> first = first == 0 && c.revision() > 0 ? c.revision() + 1 : first;
      case Delivered d -> deliver(d);
      case Bookmark b -> mark(b);
      case Cancelled _, Broken _ -> close();
    }
  }

  private void close() {
    opened.ifPresent(
        o ->
            segments.add(
                new Segment(
                    o, !segments.isEmpty(), first, Math.max(lastEvent, bookmark), delivered)));
    opened = Optional.empty();
    delivered = new ArrayList<>();
    first = 0;
    lastEvent = 0;
    bookmark = 0;
  }

  private void deliver(Delivered d) {
    if (opened.isEmpty()) {
      fail("ordered", "events came on a watch that had ended: " + d.events());
      return;
    }
    if (!d.events().isEmpty()
        && !delivered.isEmpty()
        && d.events().getFirst().revision() == lastEvent
        && !isKnown(d.events().getFirst())) {
      fail("atomic", "revision " + lastEvent + " was split over two responses");
    }
    for (Event event : d.events()) {
      check(opened.get(), event);
      lastEvent = Math.max(lastEvent, event.revision());
      events++;
    }
    if (d.revision() > 0 && d.revision() < lastEvent) {
      fail(
          "ordered",
          "a response of revision " + d.revision() + " carried an event of revision " + lastEvent);
    }
    if (!d.events().isEmpty()) {
      delivered.add(d);
      first = first == 0 ? d.events().getFirst().revision() : first;
    }
    if (hasTwice(d.events())) {
      fail("unique", "an event came twice in one response: " + d.events());
    }
  }

  private void check(Opened request, Event event) {
    long revision = event.revision();
    boolean wanted = event.kind() == Kind.PUT ? request.puts() : request.deletes();
    if (!wanted || !request.keys().contains(event.kv().key())) {
      fail("filter", event + " came on a watch of " + request.keys() + " that did not ask for it");
    } else if (isKnown(event)) {
      fail("unique", event + " came twice");
    } else if (revision < lastEvent) {
      fail("ordered", event + " came after an event of revision " + lastEvent);
    } else if (revision <= bookmark) {
      fail("bookmarkable", event + " came after a bookmark of revision " + bookmark);
    } else if (revision < first) {
      fail("start", event + " came on a watch from revision " + first + " on");
    }
  }

  private void mark(Bookmark b) {
    if (opened.isEmpty()) {
      fail("ordered", "a bookmark came on a watch that had ended");
    } else if (b.revision() < bookmark) {
      fail("bookmarkable", "bookmark " + b.revision() + " came after bookmark " + bookmark);
    } else if (b.revision() < lastEvent) {
      fail(
          "bookmarkable",
          "bookmark " + b.revision() + " came after an event of revision " + lastEvent);
    } else if (b.revision() < first - 1) {
      fail(
          "bookmarkable",
          "bookmark " + b.revision() + " came on a watch from revision " + first + " on");
    } else {
      bookmark = b.revision();
      first = first == 0 ? b.revision() + 1 : first;
    }
  }

  /** Whether an earlier response of this segment held the same change. */
  private boolean isKnown(Event event) {
    if (event.revision() > lastEvent) {
      return false;
    }
    for (int i = delivered.size() - 1; i >= 0; i--) {
      List<Event> earlier = delivered.get(i).events();
      if (earlier.stream().anyMatch(e -> isSame(e, event))) {
        return true;
      }
      if (earlier.getLast().revision() < event.revision()) {
        return false;
      }
    }
    return false;
  }

  private static boolean hasTwice(List<Event> events) {
    for (int i = 1; i < events.size(); i++) {
      for (int j = i - 1; j >= 0 && events.get(j).revision() == events.get(i).revision(); j--) {
        if (isSame(events.get(i), events.get(j))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isSame(Event a, Event b) {
    return a.revision() == b.revision() && a.kv().key().equals(b.kv().key());
  }

  private void fail(String rule, String explanation) {
    if (broken.isEmpty()) {
      broken = Optional.of(WatchChecker.invalid(watch, rule, explanation));
    }
  }
}
