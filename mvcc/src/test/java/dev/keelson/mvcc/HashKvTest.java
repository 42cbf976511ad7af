package dev.keelson.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Rule 59. The numbers are what etcd 3.5.30 and 3.4.23 answered to {@code endpoint hashkv} after
 * the same commands, given by hand with etcdctl.
 */
class HashKvTest {
  private static final long EMPTY = 1084519789L;

  private final StoreFixture s = new StoreFixture();

  @AfterEach
  void storeIsSound() {
    assertThat(s.faults()).isEmpty();
    s.close();
  }

  private long hash(long revision) {
    return Integer.toUnsignedLong(s.hash(revision).hash());
  }

  private void putDeleteAndTxn() {
    s.put("a", "1");
    s.put("b", "2");
    s.put("a", "3");
    s.delete("b");
    s.run(new Command.LeaseGrant(0x12c8a207916c5109L, 1000));
    s.put("c", "x");
    s.run(
        new Command.Txn(
            List.of(
                new Compare(
                    KeyRange.one(Bytes.of("a")),
                    Compare.Relation.EQUAL,
                    new Compare.Target.Version(2))),
            List.of(
                Command.Put.of("d", "4"),
                new Command.DeleteRange(KeyRange.one(Bytes.of("a")), false),
                Command.Put.of("e", "5")),
            List.of(Command.Put.of("never", "1"))));
  }

  @Test
  void rule59_equalsRealEtcdBitForBit() {
    assertThat(hash(0)).isEqualTo(EMPTY);
    assertThat(s.hash(0).compactRevision()).isEqualTo(-1);
    putDeleteAndTxn();
    assertThat(hash(0)).isEqualTo(4256372646L);
    assertThat(hash(7)).isEqualTo(4256372646L);
    assertThat(hash(5)).isEqualTo(1125682900L);
    s.put("b", "again");
    s.put("d", "6");
    assertThat(hash(0)).isEqualTo(2597529056L);
  }

  @Test
  void rule59_equalsRealEtcdAfterCompactionDoneOrNot() {
    putDeleteAndTxn();
    s.put("b", "again");
    s.put("d", "6");
    s.compact(7);
    for (boolean gone : new boolean[] {false, true}) {
      assertThat(hash(9)).as("data gone: %s", gone).isEqualTo(257657954L);
      assertThat(hash(8)).isEqualTo(4169818673L);
      assertThat(s.hash(8)).isEqualTo(new ReadView.HashKv((int) 4169818673L, 9, 8, 7));
      s.compactPhysically();
    }
    s.delete(KeyRange.ALL);
    assertThat(hash(10)).as("no key alive: all that is left counts").isEqualTo(261998817L);
    s.compact(10);
    assertThat(hash(10)).isEqualTo(EMPTY);
    s.compactPhysically();
    assertThat(hash(10)).isEqualTo(EMPTY);
  }

  /**
   * Found beside etcd 3.5.30: no record is that old, and nothing but the table's name is hashed.
   */
  @Test
  void rule59_aNegativeRevisionHashesNoRecord() {
    putDeleteAndTxn();
    assertThat(hash(-1)).isEqualTo(1084519789L);
  }

  @Test
  void rule59_refusesCompactedAndFutureRevisions() {
    putDeleteAndTxn();
    s.compact(4);
    try (ReadView view = s.store.view()) {
      assertThat(view.hashKv(3)).isEqualTo(Outcome.refused(new Refusal.Compacted(4)));
      assertThat(view.hashKv(8)).isEqualTo(Outcome.refused(new Refusal.FutureRevision(7)));
    }
  }
}
