package dev.keelson.launcher.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An API server whose store, other processes, is gone for a while ({@code -Dkeelson.gone.seconds},
 * 60 for a minute): all of it, or so much that it has no leader.
 */
@Tag("judge")
@Timeout(400)
class StoreGoneTest {
  private static final long GONE_SECONDS = Long.getLong("keelson.gone.seconds", 3);

  @TempDir Path directory;

  private static OurProcess server(Path directory, String endpoints) {
    return OurProcess.exec(
            directory,
            "apiserver",
            "--data-dir=" + directory,
            "--bind-address=127.0.0.1",
            "--https-port=0",
            "--etcd-servers=" + endpoints)
        .awaiting("serving on https://");
  }

  @Test
  void allOfIt() throws Exception {
    try (EtcdProcess store = EtcdProcess.single(Binary.ours(), directory.resolve("store")).start();
        OurProcess server = server(directory.resolve("server"), "http://" + store.endpoint())) {
      judge(server, store::kill, store::start);
    }
  }

  @Test
  void itsLeader() throws Exception {
    try (EtcdCluster store = EtcdCluster.start(Binary.ours(), 3, directory.resolve("stores"));
        OurProcess server =
            server(
                directory.resolve("server"),
                String.join(
                    ",",
                    store.members().stream().map(each -> "http://" + each.endpoint()).toList()))) {
      judge(
          server,
          () -> {
            store.member(0).kill();
            store.member(1).kill();
          },
          () -> {
            store.member(0).exec();
            store.member(1).start();
          });
    }
  }

  private void judge(OurProcess server, Runnable take, Runnable giveBack) throws Exception {
    KubeSession its = KubeSession.open(Kubectls.newest(), server, directory, "gone");
    its.kubectl("create configmap before --from-literal=a=b").says("configmap/before created");
    its.kubectl("get configmap before -o name").says("configmap/before");
    String cached =
        "get --raw /api/v1/namespaces/" + its.namespace() + "/configmaps?resourceVersion=0";
    its.kubectl(cached).has("\"before\"");
    take.run();
    // A leader that is left alone may answer reads until its lease is over.
    long lease = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (its.kubectl("get configmaps --request-timeout=3s").code() == 0
        && System.nanoTime() < lease) {
      Thread.onSpinWait();
    }
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(GONE_SECONDS);
    do {
      // Both ends count the same three seconds, and either may say so first.
      its.kubectl("get configmaps --request-timeout=3s").refuses("server");
      its.kubectl("create configmap while --from-literal=a=b --request-timeout=3s").refuses("");
      its.kubectl(cached).has("\"before\"");
      its.kubectl("get --raw /readyz").refuses("[-]etcd failed", "[-]etcd-readiness failed");
      its.kubectl("get --raw /livez").refuses("[-]etcd failed", "[+]ping ok");
      its.kubectl("get --raw /livez/ping").says("ok");
    } while (System.nanoTime() < end);
    giveBack.run();
    its.until("get --raw /readyz", "ok");
    its.until("get configmap before -o name", "configmap/before");
    its.kubectl("create configmap after --from-literal=a=b").says("configmap/after created");
    its.kubectl("get configmaps -o name").has("configmap/before", "configmap/after");
    its.kubectl("wait --for=create configmap/after --timeout=60s").has("condition met");
    its.until("get --raw /livez", "ok");
    assertThat(server.isAlive()).isTrue();
  }
}
