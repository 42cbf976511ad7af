package dev.keelson.launcher.judge;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.HashKVRequest;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.LeaseTimeToLiveRequest;
import io.etcd.jetcd.api.MemberListRequest;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.WatchCreateRequest;
import java.util.List;
import java.util.Random;

/**
 * Random requests over few keys, so that they collide: every field of every request is used, and a
 * few requests are wrong on purpose. The same seed and the same answers give the same requests.
 */
final class RandomRequests {
  private static final ByteString ZERO = ByteString.copyFrom(new byte[] {0});
  private static final int LEASES = 7;

  private final Random random;
  private final KnownState state;
  private final Limits limits;

  /**
   * What must not be asked of this pair of servers.
   *
   * @param avoidTombstones never compact at a revision that deleted a key (see rule 15)
   * @param serializable whether reads may ask for local state; not with several members
   * @param unknownSort whether to send sort options that do not exist; etcd before 3.6 dies of them
   * @param revisionInTxn whether a range in a txn may name a revision; three members of real etcd
   *     diverge when that revision cannot be read (rule 28)
   */
  record Limits(
      boolean avoidTombstones, boolean serializable, boolean unknownSort, boolean revisionInTxn) {}

  RandomRequests(long seed, KnownState state, Limits limits) {
    this.random = new Random(seed);
    this.state = state;
    this.limits = limits;
  }

  /** True once in {@code n} on average. */
  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  /**
   * Whether the transaction being made may delete up to the open end; then no put in it ignores
   * value or lease. Both together pass the overlap check (rule 23), and where the delete takes the
   * key that the put is to keep the value of, real etcd ends with a panic.
   */
  private boolean openEndedDeletes;

  private static final ByteString OPEN_END = ByteString.copyFrom(new byte[] {0});

  int below(int bound) {
    return random.nextInt(bound);
  }

  /** Any request but a compaction that would succeed. */
  Message next() {
    int kind = random.nextInt(1000);
    if (kind < 290) {
      return put();
    } else if (kind < 540) {
      return range();
    } else if (kind < 630) {
      return deleteRange();
    } else if (kind < 880) {
      return txn(0);
    } else if (kind < 905) {
      return grant();
    } else if (kind < 920) {
      return LeaseRevokeRequest.newBuilder().setID(lease()).build();
    } else if (kind < 940) {
      return LeaseTimeToLiveRequest.newBuilder()
          .setID(lease())
          .setKeys(random.nextBoolean())
          .build();
    } else if (kind < 955) {
      return LeaseKeepAliveRequest.newBuilder().setID(lease()).build();
    } else if (kind < 960) {
      return MemberListRequest.getDefaultInstance();
    } else if (kind < 965) {
      return AlarmRequest.getDefaultInstance();
    } else if (kind < 970) {
      return AlarmRequest.newBuilder()
          .setAction(AlarmRequest.AlarmAction.DEACTIVATE)
          .setMemberID(random.nextInt(3))
          .setAlarmValue(random.nextInt(3))
          .build();
    } else if (kind < 978) {
      return wrongCompaction();
    }
    return HashKVRequest.newBuilder().setRevision(revision()).build();
  }

  /** A compaction that succeeds, or an empty list of choices as the current compact revision. */
  CompactionRequest compaction() {
    long from = state.compacted() + 1;
    long revision = state.revision() - Math.min(state.revision() - from, random.nextInt(40));
    while (limits.avoidTombstones() && state.deletedAt(revision) && revision > from) {
      revision--;
    }
    return CompactionRequest.newBuilder()
        .setRevision(
            limits.avoidTombstones() && state.deletedAt(revision) ? state.compacted() : revision)
        .setPhysical(random.nextBoolean())
        .build();
  }

  /** A watch; {@code future} ones start after the present. */
  WatchCreateRequest watch(boolean future, boolean negative) {
    WatchCreateRequest.Builder watch =
        WatchCreateRequest.newBuilder()
            .setKey(oneIn(30) ? ByteString.EMPTY : key())
            .setRangeEnd(rangeEnd())
            .setPrevKv(random.nextBoolean())
            .setProgressNotify(oneIn(4));
    if (oneIn(6)) {
      watch.addFiltersValue(random.nextInt(2));
    }
    if (future) {
      watch.setStartRevision(state.revision() + 1 + random.nextInt(60));
    } else if (negative && oneIn(25)) {
      watch.setStartRevision(-1 - random.nextInt(3));
    } else if (random.nextInt(3) > 0) {
      watch.setStartRevision(pastRevision());
    }
    UnknownFieldSet.Builder more = UnknownFieldSet.newBuilder();
    if (oneIn(6)) {
      more.addField(7, varint(1 + random.nextInt(12))); // watch_id
    }
    if (oneIn(6)) {
      more.addField(8, varint(1)); // fragment
    }
    return watch.setUnknownFields(more.build()).build();
  }

  private PutRequest put() {
    PutRequest.Builder put = PutRequest.newBuilder().setKey(key()).setPrevKv(random.nextBoolean());
    if (oneIn(14)) {
      put.setIgnoreValue(true);
    }
    if (!put.getIgnoreValue() || oneIn(8)) {
      put.setValue(value());
    }
    if (oneIn(14)) {
      put.setIgnoreLease(true);
    }
    if ((!put.getIgnoreLease() && oneIn(4)) || oneIn(40)) {
      put.setLease(lease());
    }
    return put.build();
  }

  private RangeRequest range() {
    RangeRequest.Builder range =
        RangeRequest.newBuilder()
            .setKey(key())
            .setRangeEnd(rangeEnd())
            .setSerializable(limits.serializable() && oneIn(4))
            .setKeysOnly(oneIn(6))
            .setCountOnly(oneIn(10));
    if (random.nextInt(5) < 2) {
      range.setRevision(revision());
    }
    if (oneIn(2)) {
      range.setLimit(oneIn(30) ? -1 : random.nextInt(7));
    }
    if (oneIn(3)) {
      range.setSortOrderValue(limits.unknownSort() && oneIn(60) ? 7 : random.nextInt(3));
      range.setSortTargetValue(limits.unknownSort() && oneIn(60) ? 9 : random.nextInt(5));
    }
    if (oneIn(8)) {
      range.setMinModRevision(pastRevision());
    }
    if (oneIn(8)) {
      range.setMaxModRevision(pastRevision());
    }
    if (oneIn(8)) {
      range.setMinCreateRevision(pastRevision());
    }
    if (oneIn(8)) {
      range.setMaxCreateRevision(pastRevision());
    }
    return range.build();
  }

  private RangeRequest rangeInTxn() {
    RangeRequest range = range();
    return limits.revisionInTxn() ? range : range.toBuilder().clearRevision().build();
  }

  private DeleteRangeRequest deleteRange() {
    return DeleteRangeRequest.newBuilder()
        .setKey(key())
        .setRangeEnd(oneIn(2) ? ByteString.EMPTY : rangeEnd())
        .setPrevKv(random.nextBoolean())
        .build();
  }

  private TxnRequest txn(int depth) {
    TxnRequest.Builder txn = TxnRequest.newBuilder();
    if (depth == 0) {
      openEndedDeletes = random.nextBoolean();
      if (oneIn(60)) {
        return tooManyOperations();
      }
    }
    int compares = random.nextInt(3);
    for (int i = 0; i < compares; i++) {
      txn.addCompare(compare());
    }
    int success = random.nextInt(4);
    for (int i = 0; i < success; i++) {
      txn.addSuccess(operation(depth));
    }
    int failure = random.nextInt(3);
    for (int i = 0; i < failure; i++) {
      txn.addFailure(operation(depth));
    }
    return txn.build();
  }

  /** At the bound of 128, or one past it, in one of the three lists or in a nested txn. */
  private TxnRequest tooManyOperations() {
    int size = 128 + random.nextInt(2);
    TxnRequest.Builder txn = TxnRequest.newBuilder();
    RequestOp read = RequestOp.newBuilder().setRequestRange(rangeInTxn()).build();
    switch (random.nextInt(4)) {
      case 0 -> java.util.stream.IntStream.range(0, size).forEach(_ -> txn.addCompare(compare()));
      case 1 -> java.util.stream.IntStream.range(0, size).forEach(_ -> txn.addSuccess(read));
      case 2 -> java.util.stream.IntStream.range(0, size).forEach(_ -> txn.addFailure(read));
      default -> {
        TxnRequest.Builder inner = TxnRequest.newBuilder();
        java.util.stream.IntStream.range(0, size - 1).forEach(_ -> inner.addSuccess(read));
        txn.addSuccess(RequestOp.newBuilder().setRequestTxn(inner));
      }
    }
    return txn.build();
  }

  private RequestOp operation(int depth) {
    RequestOp.Builder operation = RequestOp.newBuilder();
    int kind = random.nextInt(100);
    if (kind < 40) {
      operation.setRequestPut(
          openEndedDeletes
              ? put().toBuilder().setIgnoreValue(false).setIgnoreLease(false).build()
              : put());
    } else if (kind < 65) {
      operation.setRequestRange(rangeInTxn());
    } else if (kind < 84) {
      DeleteRangeRequest delete = deleteRange();
      boolean cut = !openEndedDeletes && delete.getRangeEnd().equals(OPEN_END);
      operation.setRequestDeleteRange(cut ? delete.toBuilder().clearRangeEnd().build() : delete);
    } else if (kind < 99) {
      if (depth < 2) {
        operation.setRequestTxn(txn(depth + 1));
      } else {
        operation.setRequestRange(rangeInTxn());
      }
    }
    return operation.build();
  }

  private Compare compare() {
    int target = oneIn(150) ? 9 : random.nextInt(5);
    Compare.Builder compare =
        Compare.newBuilder()
            .setKey(key())
            .setTargetValue(target)
            .setResultValue(oneIn(150) ? 7 : random.nextInt(4));
    if (oneIn(4)) {
      compare.setRangeEnd(rangeEnd());
    }
    switch (oneIn(20) ? random.nextInt(6) : target) {
      case 0 -> compare.setVersion(random.nextInt(4));
      case 1 -> compare.setCreateRevision(oneIn(3) ? 0 : pastRevision());
      case 2 -> compare.setModRevision(oneIn(3) ? 0 : pastRevision());
      case 3 -> compare.setValue(value());
      case 4 ->
          compare.setUnknownFields(
              UnknownFieldSet.newBuilder().addField(8, varint(random.nextInt(LEASES))).build());
      default -> {
        // No target union at all: its value is zero (rule 25).
      }
    }
    return compare.build();
  }

  private LeaseGrantRequest grant() {
    long ttl = oneIn(12) ? 9_000_000_001L : 1_000 + random.nextInt(4_000);
    return LeaseGrantRequest.newBuilder().setID(1 + random.nextInt(LEASES - 1)).setTTL(ttl).build();
  }

  private CompactionRequest wrongCompaction() {
    long revision =
        switch (random.nextInt(4)) {
          case 0 -> state.compacted();
          case 1 -> state.compacted() - 1 - random.nextInt(5);
          case 2 -> state.revision() + 1 + random.nextInt(5);
          default -> -1;
        };
    // Before the first compaction, compacting at 0 is legal once: the prologue has done that.
    return CompactionRequest.newBuilder().setRevision(revision).build();
  }

  private long lease() {
    return oneIn(20) ? 99 : 1 + random.nextInt(LEASES - 1);
  }

  private ByteString value() {
    return switch (random.nextInt(5)) {
      case 0 -> ByteString.EMPTY;
      case 1, 2 -> ByteString.copyFromUtf8("v" + random.nextInt(3));
      default -> {
        byte[] bytes = new byte[random.nextInt(60)];
        random.nextBytes(bytes);
        yield ByteString.copyFrom(bytes);
      }
    };
  }

  private ByteString key() {
    int kind = random.nextInt(200);
    if (kind == 0) {
      return ByteString.EMPTY;
    } else if (kind < 4) {
      return ZERO;
    } else if (kind < 12) {
      return ByteString.copyFrom(new byte[] {(byte) 0xff});
    } else if (kind < 16) {
      return ByteString.copyFrom(new byte[] {'b', 0});
    }
    byte[] bytes = new byte[1 + random.nextInt(2)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ('a' + random.nextInt(4));
    }
    return ByteString.copyFrom(bytes);
  }

  private ByteString rangeEnd() {
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> ByteString.EMPTY;
      case 3, 4 -> ZERO;
      case 5, 6 -> ByteString.copyFromUtf8(List.of("b", "c", "d", "e").get(random.nextInt(4)));
      default -> key();
    };
  }

  /** Current, past, compacted or future, now and then negative. */
  private long revision() {
    return switch (random.nextInt(12)) {
      case 0 -> state.compacted();
      case 1 -> state.compacted() - 1 - random.nextInt(3);
      case 2 -> state.revision() + 1 + random.nextInt(2);
      case 3 -> state.revision();
      default -> pastRevision();
    };
  }

  /** From two before the compact revision up to the current one, mostly the newest. */
  private long pastRevision() {
    long span = state.revision() - state.compacted() + 2;
    long back = oneIn(3) ? random.nextLong(span) : random.nextLong(Math.min(span, 25));
    return Math.max(oneIn(50) ? -1 : 0, state.revision() - back);
  }

  private static UnknownFieldSet.Field varint(long value) {
    return UnknownFieldSet.Field.newBuilder().addVarint(value).build();
  }
}
