package dev.keelson.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SmokeTest {
  @Test
  void putsAreListedDeletedCompactedAndHashed() {
    try (StoreFixture s = new StoreFixture()) {
      s.put("a", "1");
      s.put("b", "2");
      s.put("a", "3");
      s.delete("b");
      assertThat(StoreFixture.keys(s.range(RangeQuery.of(KeyRange.ALL)))).isEqualTo("a");
      assertThat(StoreFixture.keys(s.range(RangeQuery.of(KeyRange.ALL).atRevision(4))))
          .isEqualTo("a b");
      s.run(new Command.LeaseGrant(7, 10));
      s.entry(
          new Command.Put(Bytes.of("l"), Bytes.of("x"), 7, false, false, false),
          new Command.LeaseRevoke(7),
          Command.Put.of("m", "y"));
      assertThat(s.store.revision()).isEqualTo(8);
      assertThat(s.faults()).isEqualTo(List.of());
      int hash = s.hash(8).hash();
      s.compact(6);
      int compacted = s.hash(8).hash();
      s.compactPhysically();
      assertThat(s.hash(8).hash()).isEqualTo(compacted).isNotEqualTo(hash);
      assertThat(s.faults()).isEqualTo(List.of());
      assertThat(s.events).hasSize(7);
    }
  }
}
