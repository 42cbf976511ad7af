package dev.keelson.mvcc.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryEngineTest {
  @Property(tries = 20)
  void holdsWhatWasCommitted(@ForAll long seed) {
    EngineContract contract = new EngineContract(seed);
    try (MemoryEngine engine = new MemoryEngine()) {
      contract.commitSome(engine, 100);
      contract.assertHoldsTheModel(engine);
      contract.snapshotsStayAsTheyWere(engine);
    }
  }

  @Test
  void aCheckpointOpensAsAnEngineOfItsOwn(@TempDir Path parent) {
    EngineContract contract = new EngineContract(7);
    Path into = parent.resolve("checkpoint");
    try (MemoryEngine engine = new MemoryEngine()) {
      contract.commitSome(engine, 100);
      engine.checkpoint(into);
    }
    try (MemoryEngine copy = MemoryEngine.open(into)) {
      contract.assertHoldsTheModel(copy);
      contract.commitSome(copy, 10);
      contract.assertHoldsTheModel(copy);
    }
  }

  @Test
  void aDamagedCheckpointIsRefused(@TempDir Path parent) throws IOException {
    Path into = parent.resolve("checkpoint");
    try (MemoryEngine engine = new MemoryEngine()) {
      new EngineContract(7).commitSome(engine, 10);
      engine.checkpoint(into);
    }
    Path file = into.resolve("tables");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> MemoryEngine.open(into)).isInstanceOf(EngineFailure.class);
    assertThatThrownBy(() -> MemoryEngine.open(parent.resolve("nothing")))
        .isInstanceOf(EngineFailure.class);
  }

  @Test
  void physicalBytesFollowWhatIsHeld() {
    try (MemoryEngine engine = new MemoryEngine()) {
      assertThat(engine.physicalBytes()).isZero();
      Batch batch = new Batch();
      batch.put(Table.CURRENT, new byte[] {1}, new byte[1000]);
      engine.commit(batch);
      assertThat(engine.physicalBytes()).isBetween(1000L, 1200L);
      batch.clear();
      batch.delete(Table.CURRENT, new byte[] {1});
      engine.commit(batch);
      assertThat(engine.physicalBytes()).isZero();
    }
  }
}
