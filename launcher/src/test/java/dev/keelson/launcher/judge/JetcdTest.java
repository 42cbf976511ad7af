package dev.keelson.launcher.judge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.CompactOption;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.LeaseOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** jetcd's client, as an application would use it, against three members. */
@Tag("judge")
@Timeout(60)
class JetcdTest {
  @TempDir static Path directory;
  private static EtcdCluster cluster;
  private static Client client;
  private static KV kv;

  @BeforeAll
  static void start() {
    cluster = EtcdCluster.start(Binary.ours(), 3, directory);
    client =
        Client.builder()
            .endpoints(
                cluster.members().stream()
                    .map(member -> "http://" + member.endpoint())
                    .toArray(String[]::new))
            .build();
    kv = client.getKVClient();
  }

  @AfterAll
  static void stop() {
    if (client != null) {
      client.close();
      cluster.close();
    }
  }

  @Test
  void putGetAndDeleteWithOptions() throws Exception {
    for (int i = 0; i < 5; i++) {
      get(kv.put(bytes("kv/" + i), bytes("v" + i)));
    }
    var put = get(kv.put(bytes("kv/0"), bytes("new"), PutOption.builder().withPrevKV().build()));
    assertThat(put.getPrevKv().getValue()).isEqualTo(bytes("v0"));
    GetOption prefix =
        GetOption.builder()
            .isPrefix(true)
            .withLimit(2)
            .withSortField(GetOption.SortTarget.KEY)
            .withSortOrder(GetOption.SortOrder.DESCEND)
            .build();
    var page = get(kv.get(bytes("kv/"), prefix));
    assertThat(page.getCount()).isEqualTo(5);
    assertThat(page.isMore()).isTrue();
    assertThat(page.getKvs())
        .extracting(found -> found.getKey().toString(UTF_8))
        .containsExactly("kv/4", "kv/3");
    var old =
        get(
            kv.get(
                bytes("kv/0"),
                GetOption.builder().withRevision(put.getHeader().getRevision() - 1).build()));
    assertThat(old.getKvs().getFirst().getValue()).isEqualTo(bytes("v0"));
    var deleted =
        get(
            kv.delete(
                bytes("kv/"), DeleteOption.builder().isPrefix(true).withPrevKV(true).build()));
    assertThat(deleted.getDeleted()).isEqualTo(5);
    assertThat(deleted.getPrevKvs()).hasSize(5);
  }

  @Test
  void aTransactionTakesTheBranchThatHolds() throws Exception {
    ByteSequence key = bytes("txn");
    TxnResponse created =
        get(
            kv.txn()
                .If(new Cmp(key, Cmp.Op.EQUAL, CmpTarget.version(0)))
                .Then(Op.put(key, bytes("1"), PutOption.DEFAULT))
                .Else(Op.get(key, GetOption.DEFAULT))
                .commit());
    assertThat(created.isSucceeded()).isTrue();
    TxnResponse again =
        get(
            kv.txn()
                .If(new Cmp(key, Cmp.Op.EQUAL, CmpTarget.version(0)))
                .Then(Op.put(key, bytes("2"), PutOption.DEFAULT))
                .Else(Op.get(key, GetOption.DEFAULT))
                .commit());
    assertThat(again.isSucceeded()).isFalse();
    assertThat(again.getGetResponses().getFirst().getKvs().getFirst().getValue())
        .isEqualTo(bytes("1"));
  }

  @Test
  void aWatchTellsHistoryAndThenWhatComes() throws Exception {
    long first = get(kv.put(bytes("w/a"), bytes("1"))).getHeader().getRevision();
    BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
    WatchOption option =
        WatchOption.builder().isPrefix(true).withRevision(first).withPrevKV(true).build();
    try (Watch.Watcher _ =
        client
            .getWatchClient()
            .watch(bytes("w/"), option, response -> events.addAll(response.getEvents()))) {
      get(kv.put(bytes("w/b"), bytes("2")));
      get(kv.delete(bytes("w/a")));
      List<WatchEvent> seen = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        seen.add(events.poll(20, TimeUnit.SECONDS));
      }
      assertThat(seen).doesNotContainNull();
      assertThat(seen)
          .extracting(WatchEvent::getEventType)
          .containsExactly(
              WatchEvent.EventType.PUT, WatchEvent.EventType.PUT, WatchEvent.EventType.DELETE);
      assertThat(seen.get(2).getPrevKV().getValue()).isEqualTo(bytes("1"));
    }
  }

  @Test
  void aLeaseTakesItsKeysWithIt() throws Exception {
    var leases = client.getLeaseClient();
    long lease = get(leases.grant(600)).getID();
    get(kv.put(bytes("l/a"), bytes("1"), PutOption.builder().withLeaseId(lease).build()));
    var left = get(leases.timeToLive(lease, LeaseOption.builder().withAttachedKeys().build()));
    assertThat(left.getGrantedTTL()).isEqualTo(600);
    assertThat(left.getKeys()).containsExactly(bytes("l/a"));
    assertThat(get(leases.keepAliveOnce(lease)).getTTL()).isEqualTo(600);
    get(leases.revoke(lease));
    assertThat(get(kv.get(bytes("l/a"))).getKvs()).isEmpty();
    assertThat(get(leases.timeToLive(lease, LeaseOption.DEFAULT)).getTTL()).isEqualTo(-1);
  }

  @Test
  void aLeaseThatNobodyKeepsExpires() throws Exception {
    long lease = get(client.getLeaseClient().grant(2)).getID();
    get(kv.put(bytes("short"), bytes("1"), PutOption.builder().withLeaseId(lease).build()));
    for (int i = 0; i < 150 && get(kv.get(bytes("short"))).getCount() > 0; i++) {
      Thread.sleep(100);
    }
    assertThat(get(kv.get(bytes("short"))).getCount()).isZero();
  }

  @Test
  void maintenanceAndMembers() throws Exception {
    var members = get(client.getClusterClient().listMember()).getMembers();
    assertThat(members).hasSize(3);
    assertThat(members)
        .extracting(member -> member.getName())
        .containsExactlyInAnyOrder("m0", "m1", "m2");
    var maintenance = client.getMaintenanceClient();
    for (EtcdProcess member : cluster.members()) {
      var status = get(maintenance.statusMember("http://" + member.endpoint()));
      assertThat(status.getVersion()).matches("3\\.\\d+\\.\\d+.*");
      assertThat(status.getDbSize()).isPositive();
      assertThat(status.getLeader()).isNotZero();
    }
    assertThat(get(maintenance.listAlarms()).getAlarms()).isEmpty();
    get(maintenance.defragmentMember("http://" + cluster.member(0).endpoint()));
  }

  @Test
  void aCompactedRevisionIsRefusedByItsText() throws Exception {
    get(kv.put(bytes("c"), bytes("1")));
    long revision = get(kv.put(bytes("c"), bytes("2"))).getHeader().getRevision();
    get(kv.compact(revision, CompactOption.builder().withCompactPhysical(true).build()));
    assertThatThrownBy(
            () -> get(kv.get(bytes("c"), GetOption.builder().withRevision(revision - 1).build())))
        .hasMessageContaining("etcdserver: mvcc: required revision has been compacted");
  }

  private static ByteSequence bytes(String text) {
    return ByteSequence.from(text, UTF_8);
  }

  private static <T> T get(CompletableFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(20, TimeUnit.SECONDS);
  }
}
