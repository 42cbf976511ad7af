package dev.keelson.launcher.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three control planes, each one process, on three members of the store, and nodes in a process of
 * their own: the process that leads is killed, and another takes over.
 */
@Tag("judge")
class HighAvailabilityTest {
  private static final String HOLDER =
      "get lease %s -n kube-system -o jsonpath={.spec.holderIdentity}";

  /** Nothing of the old pods, and no fifth. */
  private static final String FOUR_NEW = "_web:2 web:2 web:2 web:2_";

  @TempDir Path directory;

  @Test
  @Timeout(500)
  void anotherTakesOverWhenTheLeaderDies() throws IOException {
    Kubectls.Pair tools = Kubectls.newest();
    List<OurProcess> planes = new ArrayList<>();
    try (EtcdCluster store = EtcdCluster.start(Binary.ours(), 3, directory.resolve("store"))) {
      planes.add(plane(0, store));
      // the first one leads both: nobody else is there yet
      KubeSession its = KubeSession.open(tools, planes.getFirst(), directory, "shared");
      String manager = holder(its, "kube-controller-manager");
      String scheduler = holder(its, "kube-scheduler");
      for (int i = 1; i < 3; i++) {
        copyKeys(i);
        planes.add(plane(i, store));
      }
      KubeSession others = its.against(planes.get(1));
      try (OurProcess kubelet = kubelet(planes.get(2))) {
        kubelet.awaiting("kubelet speaks to");
        others.kubectl("create deployment web --image=web:1 --replicas=2").has("created");
        others
            .kubectl("rollout status deployment/web --timeout=110s")
            .has("successfully rolled out");
        assertThat(holder(others, "kube-controller-manager")).isEqualTo(manager);
        assertThat(holder(others, "kube-scheduler")).isEqualTo(scheduler);
        assertThat(planes.get(1).log()).contains("waiting to lead");
        assertThat(planes.get(2).log()).contains("waiting to lead");

        planes.getFirst().kill();
        others.kubectl("scale deployment web --replicas=4").has("scaled");
        others.until("get deployment web -o jsonpath={.status.readyReplicas}", "4");
        assertThat(holder(others, "kube-controller-manager")).isNotEqualTo(manager);
        assertThat(holder(others, "kube-scheduler")).isNotEqualTo(scheduler);
        KubeSession last = its.against(planes.get(2));
        last.kubectl("get deployment web --no-headers").has("4/4");
        leaderOfTheStoreDiesInARollout(last, store);
      }
    } finally {
      planes.forEach(OurProcess::close);
    }
  }

  /** What the controllers had begun is gone on with, and nothing is made twice. */
  private static void leaderOfTheStoreDiesInARollout(KubeSession its, EtcdCluster store) {
    its.kubectl("set image deployment/web web=web:2").has("image updated");
    EtcdProcess leader = store.member(Probe.leader(store));
    leader.kill();
    its.until("rollout status deployment/web --timeout=60s", "successfully rolled out");
    its.until("get pods -o jsonpath=_{.items[*].spec.containers[0].image}_", FOUR_NEW);
    assertThat(its.kubectl("get replicasets -o name").has("replicaset").output().lines())
        .hasSize(2);
    leader.start();
    its.kubectl("get deployment web --no-headers").has("4/4");
  }

  private Path data(int which) {
    return directory.resolve("plane" + which);
  }

  private OurProcess plane(int which, EtcdCluster store) {
    return OurProcess.up(data(which), "--nodes=0", "--etcd-servers=" + urls(store));
  }

  private static String urls(EtcdCluster store) {
    return String.join(
        ",", store.members().stream().map(each -> "http://" + each.endpoint()).toList());
  }

  private OurProcess kubelet(OurProcess plane) {
    return OurProcess.exec(
        directory.resolve("nodes"),
        "kubelet",
        "--kubeconfig=" + plane.kubeconfig(),
        "--nodes=2",
        "--hostname-override=node",
        "--port=0",
        "--secure-port=0");
  }

  private static String holder(KubeSession its, String lease) {
    String holder = its.until(HOLDER.formatted(lease), "_").output();
    assertThat(holder).isNotBlank();
    return holder;
  }

  /** As an administrator copies them to the next machine. */
  private void copyKeys(int to) throws IOException {
    Path from = data(0).resolve("pki");
    Path into = Files.createDirectories(data(to).resolve("pki"));
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, into.resolve(file.getFileName()));
      }
    }
  }
}
