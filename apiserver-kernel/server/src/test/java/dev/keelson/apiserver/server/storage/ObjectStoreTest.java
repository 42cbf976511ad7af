package dev.keelson.apiserver.server.storage;

import static dev.keelson.apiserver.server.storage.Things.CONFIG_MAPS;
import static dev.keelson.apiserver.server.storage.Things.configMap;
import static dev.keelson.apiserver.server.storage.Things.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.KvStore;
import dev.keelson.mvcc.LocalKvStore;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.engine.MemoryEngine;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ObjectStoreTest {
  private static final ObjectName A = new ObjectName("ns", "a");

  private Instant now = Instant.EPOCH;
  private final LocalKvStore store = LocalKvStore.open(new MemoryEngine(), () -> now);
  private final ObjectStore objects =
      new ObjectStore(
          store,
          new ObjectCodec(_ -> configMap("ns", "a", Map.of("from", "protobuf"))),
          () -> now,
          new Random(1));

  @AfterEach
  void close() {
    store.close();
  }

  private KeyValue pair(String key) {
    return store
        .range(RangeQuery.key(Bytes.of(key)), KvStore.Consistency.SERIALIZABLE)
        .join()
        .orThrow()
        .kvs()
        .getFirst();
  }

  private static String json(Stored stored) {
    return StandardCharsets.UTF_8.decode(stored.json().getFirst()).toString();
  }

  @Test
  void whatIsStoredHasNoResourceVersionAndWhatIsReadHas() {
    ApiObject object = configMap("ns", "a", Map.of("app", "x"));
    Stored created = done(objects.create(CONFIG_MAPS, object.withResourceVersion(99), 0));

    assertThat(pair("/registry/configmaps/ns/a").value().utf8())
        .isEqualTo(object.tree().toJson())
        .doesNotContain("resourceVersion");
    Stored read = objects.read(CONFIG_MAPS, A).orElseThrow();
    for (Stored each : new Stored[] {created, read}) {
      assertThat(each.revision()).isEqualTo(2);
      assertThat(each.object()).isEqualTo(object.withResourceVersion(2));
      assertThat(json(each)).contains("\"uid\":\"uid-of-a\",\"resourceVersion\":\"2\"");
      assertThat(each.labels()).isEqualTo(Map.of("app", "x"));
      assertThat(each.uid()).isEqualTo("uid-of-a");
      assertThat(each.name()).isEqualTo(A);
      assertThat(each.text("metadata", "name")).contains("a");
      assertThat(each.text("spec", "nodeName")).isEmpty();
    }
  }

  @Test
  void nobodyOverwritesWhatHeDidNotSee() {
    ApiObject object = configMap("ns", "a", Map.of());
    long first = done(objects.create(CONFIG_MAPS, object, 0)).revision();
    assertThat(objects.create(CONFIG_MAPS, object, 0)).isInstanceOf(Written.Exists.class);
    long second =
        done(objects.update(CONFIG_MAPS, configMap("ns", "a", Map.of("n", "2")), first)).revision();

    assertThat(objects.update(CONFIG_MAPS, object, first))
        .isInstanceOfSatisfying(
            Written.Conflict.class,
            conflict -> assertThat(conflict.current().orElseThrow().revision()).isEqualTo(second));
    assertThat(objects.delete(CONFIG_MAPS, A, first)).isInstanceOf(Written.Conflict.class);
    Stored last = done(objects.delete(CONFIG_MAPS, A, second));
    assertThat(last.revision()).isEqualTo(second + 1);
    assertThat(last.object().resourceVersion()).isEqualTo(Long.toString(second + 1));
    assertThat(last.labels()).isEqualTo(Map.of("n", "2"));

    assertThat(objects.delete(CONFIG_MAPS, A, second)).isInstanceOf(Written.Missing.class);
    assertThat(objects.update(CONFIG_MAPS, object, second)).isInstanceOf(Written.Missing.class);
    assertThat(objects.read(CONFIG_MAPS, A)).isEmpty();
  }

  @Test
  void whatExpiresSharesALeaseForAWhile() {
    long[] leases = new long[4];
    for (int i = 0; i < leases.length; i++) {
      objects.create(CONFIG_MAPS, configMap("ns", "e" + i, Map.of()), 3600);
      leases[i] = pair("/registry/configmaps/ns/e" + i).lease();
      now = now.plusSeconds(25);
    }
    assertThat(leases[0]).isNotZero().isEqualTo(leases[1]).isEqualTo(leases[2]);
    assertThat(leases[3]).isNotZero().isNotEqualTo(leases[0]);
    now = now.plusSeconds(3600);
    store.tick();
    assertThat(objects.read(CONFIG_MAPS, new ObjectName("ns", "e0"))).isEmpty();
    assertThat(objects.read(CONFIG_MAPS, new ObjectName("ns", "e3"))).isPresent();
  }

  @Test
  void whatIsNoChangeIsNotWritten() {
    Stored made = done(objects.create(CONFIG_MAPS, configMap("ns", "a", Map.of("n", "1")), 0));
    Stored same =
        done(objects.update(CONFIG_MAPS, configMap("ns", "a", Map.of("n", "1")), made, 0));
    assertThat(same).isSameAs(made);
    assertThat(store.revision()).isEqualTo(made.revision());
    Stored other =
        done(objects.update(CONFIG_MAPS, configMap("ns", "a", Map.of("n", "2")), made, 0));
    assertThat(other.revision()).isEqualTo(made.revision() + 1);
  }

  @Test
  void aLineFeedAtTheEndIsNotHandedOn() {
    store
        .submit(Command.Put.of("/registry/configmaps/ns/a", "{\"metadata\":{}}\n"))
        .join()
        .orThrow();
    assertThat(json(objects.read(CONFIG_MAPS, A).orElseThrow()))
        .isEqualTo("{\"metadata\":{\"resourceVersion\":\"2\"}}");
  }

  @Test
  void whatARealServerWroteAsProtobufIsRead() {
    store.submit(Command.Put.of("/registry/configmaps/ns/a", "k8s\0...")).join().orThrow();
    Stored read = objects.read(CONFIG_MAPS, A).orElseThrow();
    assertThat(read.labels()).isEqualTo(Map.of("from", "protobuf"));
    assertThat(read.object().resourceVersion()).isEqualTo("2");
  }

  @Test
  void whatIsNoObjectIsSaidToBeNone() {
    store.submit(Command.Put.of("/registry/configmaps/ns/a", "{\"kind\":1")).join().orThrow();
    assertThatThrownBy(() -> objects.read(CONFIG_MAPS, A))
        .isInstanceOfSatisfying(
            ApiFailure.class, failure -> assertThat(failure.status().code()).isEqualTo(500));
  }

  @Test
  void aStoreThatStoppedIsAnAnswerAndNoHang() {
    store.close();
    assertThatThrownBy(() -> objects.read(CONFIG_MAPS, A))
        .isInstanceOfSatisfying(
            ApiFailure.class, failure -> assertThat(failure.status().code()).isEqualTo(503));
  }
}
