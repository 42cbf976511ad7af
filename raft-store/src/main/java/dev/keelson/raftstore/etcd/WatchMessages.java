package dev.keelson.raftstore.etcd;

import com.google.protobuf.CodedOutputStream;
import dev.keelson.mvcc.watch.Event;
import dev.keelson.mvcc.watch.EventBatch;
import dev.keelson.mvcc.watch.MatchedEvents;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * WatchResponses with events: header 1, watch_id 2, fragment 7, events 11. An event: type 1, kv 2,
 * prev_kv 3.
 *
 * <p>Header and events are the same for every watcher of one wish and are encoded once; the watch
 * id goes before them, because a protobuf reader takes fields in any order.
 */
final class WatchMessages {
  private static final int LENGTH_DELIMITED = 2;
  private static final int HEADER = 1;
  private static final int WATCH_ID = 2;
  private static final int FRAGMENT = 7;
  private static final int EVENTS = 11;

  private final Wire wire;

  WatchMessages(Wire wire) {
    this.wire = wire;
  }

  /**
   * Adds the message for one watcher, or its pieces where {@code fragmented} and it is too long
   * (rule 33).
   */
  void add(FramePack pack, long watchId, MatchedEvents matched, boolean fragmented) {
    byte[] shared = matched.encodedBy(this::encode);
    int idSize = idSize(watchId);
    int size = idSize + shared.length;
    if (fragmented && size >= wire.maxMessageBytes() && matched.events() > 1) {
      addPieces(pack, watchId, matched);
      return;
    }
    int at = pack.add(size);
    byte[] target = pack.array();
    if (idSize > 0) {
      writeId(target, at, idSize, watchId);
    }
    System.arraycopy(shared, 0, target, at + idSize, shared.length);
  }

  private byte[] encode(MatchedEvents matched) {
    Header header = wire.header(matched.revision());
    List<Event> events = events(matched);
    return new Body(header, events, matched.previous(), 0, false).toBytes();
  }

  private void addPieces(FramePack pack, long watchId, MatchedEvents matched) {
    Header header = wire.header(matched.revision());
    List<Event> all = events(matched);
    List<Event> piece = new ArrayList<>();
    int fixed = idSize(watchId) + Encoded.nestedSize(HEADER, header) + 2;
    long size = fixed;
    for (Event event : all) {
      long eventSize = fieldSize(eventSize(event, matched.previous()), EVENTS);
      if (!piece.isEmpty() && size + eventSize >= wire.maxMessageBytes()) {
        pack.add(new Body(header, piece, matched.previous(), watchId, true));
        piece = new ArrayList<>();
        size = fixed;
      }
      piece.add(event);
      size += eventSize;
    }
    pack.add(new Body(header, piece, matched.previous(), watchId, false));
  }

  private static List<Event> events(MatchedEvents matched) {
    if (matched.batches().size() == 1) {
      return matched.batches().getFirst().events();
    }
    List<Event> events = new ArrayList<>(matched.events());
    for (EventBatch batch : matched.batches()) {
      events.addAll(batch.events());
    }
    return events;
  }

  private static int idSize(long watchId) {
    return watchId == 0 ? 0 : CodedOutputStream.computeInt64Size(WATCH_ID, watchId);
  }

  private static void writeId(byte[] target, int at, int size, long watchId) {
    CodedOutputStream out = CodedOutputStream.newInstance(target, at, size);
    try {
      out.writeInt64(WATCH_ID, watchId);
    } catch (IOException impossible) {
      throw new AssertionError("an array cannot fail", impossible);
    }
  }

  private static long fieldSize(long size, int field) {
    return CodedOutputStream.computeTagSize(field)
        + CodedOutputStream.computeUInt32SizeNoTag(Sizes.checked(size))
        + size;
  }

  private static long eventSize(Event event, boolean previous) {
    long size = event.isDelete() ? 2 : 0;
    size += CodedOutputStream.computeByteArraySize(2, event.kv().encoded());
    if (tellsPrevious(event, previous)) {
      size += CodedOutputStream.computeByteArraySize(3, event.previous().orElseThrow().encoded());
    }
    return size;
  }

  /** Rule 35: not for a creation, even where the same transaction deleted the key before. */
  private static boolean tellsPrevious(Event event, boolean previous) {
    return previous
        && event.previous().isPresent()
        && (event.isDelete() || event.kv().createRevision() != event.kv().modRevision());
  }

  private static final class Body extends Encoded {
    private final Header header;
    private final List<Event> events;
    private final boolean previous;
    private final long watchId;
    private final boolean fragment;
    private final int size;

    Body(Header header, List<Event> events, boolean previous, long watchId, boolean fragment) {
      this.header = header;
      this.events = events;
      this.previous = previous;
      this.watchId = watchId;
      this.fragment = fragment;
      long bytes = nestedSize(HEADER, header) + idSize(watchId) + (fragment ? 2 : 0);
      for (Event event : events) {
        bytes += fieldSize(eventSize(event, previous), EVENTS);
      }
      this.size = Sizes.checked(bytes);
    }

    @Override
    int size() {
      return size;
    }

    @Override
    void writeTo(CodedOutputStream out) throws IOException {
      writeNested(out, HEADER, header);
      if (watchId != 0) {
        out.writeInt64(WATCH_ID, watchId);
      }
      if (fragment) {
        out.writeBool(FRAGMENT, true);
      }
      for (Event event : events) {
        out.writeTag(EVENTS, LENGTH_DELIMITED);
        out.writeUInt32NoTag((int) eventSize(event, previous));
        if (event.isDelete()) {
          out.writeEnum(1, 1);
        }
        out.writeByteArray(2, event.kv().encoded());
        if (tellsPrevious(event, previous)) {
          out.writeByteArray(3, event.previous().orElseThrow().encoded());
        }
      }
    }
  }
}
