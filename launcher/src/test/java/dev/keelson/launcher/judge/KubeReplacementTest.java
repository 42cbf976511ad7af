package dev.keelson.launcher.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.launcher.judge.OpenSslCa.Issued;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real kube-apiserver ({@code KUBE_APISERVER}) over mutual TLS on three members. The leader is
 * killed, its disk wiped, it is removed and a new member takes its address, as one replaces a
 * machine; kubectl ({@code KUBECTL}) works on, and what fails is done again.
 */
@Tag("judge")
class KubeReplacementTest {
  private static final String LOOPBACK = "IP:127.0.0.1,DNS:localhost";
  private static final Pattern ID = Pattern.compile("^([0-9a-f]+), ");

  /** Of one command of kubectl: about half a minute. */
  private static final int ATTEMPTS = 60;

  @TempDir Path directory;

  private OpenSslCa ca;
  private Issued server;
  private Issued client;
  private final List<Integer> clientPorts = ports();
  private final List<Integer> peerPorts = ports();

  /** What kubectl did, and how often it had to do it again. */
  private record Work(int commands, int retried, double longestSeconds) {}

  private static List<Integer> ports() {
    return IntStream.range(0, 3).mapToObj(_ -> Ports.free()).toList();
  }

  @Test
  @Timeout(400)
  void kubectlWorksWhileADeadMemberIsReplaced() throws Exception {
    Binary apiserver = Binary.kubeApiserver();
    Binary kubectl = Binary.kubectl();
    Binary etcdctl = Binary.etcdctls().getLast();
    ca = OpenSslCa.in(directory, "ca");
    server = ca.issue("etcd", LOOPBACK);
    client = ca.issue("kube-apiserver", "");
    List<EtcdProcess> members = new ArrayList<>();
    try {
      IntStream.range(0, 3).forEach(i -> members.add(member(i, "new").exec()));
      members.forEach(EtcdProcess::awaitReady);
      try (KubeApiserver kubernetes =
          KubeApiserver.start(
              apiserver,
              List.of(
                  "--etcd-servers=" + endpoints(),
                  "--etcd-cafile=" + ca.certificate(),
                  "--etcd-certfile=" + client.certificate(),
                  "--etcd-keyfile=" + client.key()),
              directory.resolve("kubernetes"))) {
        try {
          judge(members, kubernetes, kubectl, etcdctl);
        } catch (AssertionError e) {
          throw new AssertionError(e.getMessage() + kubernetes.log(), e);
        }
      }
    } catch (AssertionError e) {
      throw new AssertionError(
          e.getMessage() + members.stream().map(EtcdProcess::log).collect(Collectors.joining()), e);
    } finally {
      members.forEach(EtcdProcess::close);
    }
  }

  private void judge(
      List<EtcdProcess> members, KubeApiserver kubernetes, Binary kubectl, Binary etcdctl)
      throws Exception {
    AtomicBoolean replaced = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Work> working = () -> work(kubernetes, kubectl, replaced);
      Future<Work> work = threads.submit(working);
      int dead = leader(etcdctl);
      long start = System.nanoTime();
      try {
        replace(members, dead, etcdctl);
      } finally {
        replaced.set(true);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      Work done = work.get(120, TimeUnit.SECONDS);
      String maps = kubernetes.kubectl(kubectl, "get", "configmaps", "-o", "name");
      assertThat(maps.lines().filter(line -> line.startsWith("configmap/work-")))
          .hasSize(done.commands());
      agree(etcdctl);
      System.out.printf(
          "kubernetes | mutual TLS, 3 members, the leader killed, wiped, removed and replaced in"
              + " %.1f s | kubectl created %d ConfigMaps meanwhile, %d attempts failed and were"
              + " repeated, the longest took %.1f s |%n",
          seconds, done.commands(), done.retried(), done.longestSeconds());
    }
  }

  /** Until the member is replaced and three more were created after that. */
  private static Work work(KubeApiserver kubernetes, Binary kubectl, AtomicBoolean replaced)
      throws IOException, InterruptedException {
    int commands = 0;
    int retried = 0;
    double longest = 0;
    for (int after = 0; after < 3; after += replaced.get() ? 1 : 0) {
      long start = System.nanoTime();
      retried += create(kubernetes, kubectl, "work-" + commands++);
      longest = Math.max(longest, (System.nanoTime() - start) / 1e9);
    }
    return new Work(commands, retried, longest);
  }

  /** Creates one ConfigMap and reads it again; how many attempts failed. */
  private static int create(KubeApiserver kubernetes, Binary kubectl, String name)
      throws IOException, InterruptedException {
    String said = "";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Process process =
          kubernetes.startKubectl(kubectl, "create", "configmap", name, "--from-literal=a=b");
      said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean ended = process.waitFor(60, TimeUnit.SECONDS);
      if (ended && (process.exitValue() == 0 || attempt > 0 && said.contains("AlreadyExists"))) {
        return attempt;
      }
      Thread.sleep(300);
    }
    throw new AssertionError("kubectl could not create " + name + ": " + said);
  }

  private void replace(List<EtcdProcess> members, int dead, Binary etcdctl) throws IOException {
    String id = id(etcdctl, dead);
    members.get(dead).kill();
    try (var files = Files.walk(members.get(dead).dataDir())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    until(etcdctl, "member", "remove", id);
    until(etcdctl, "member", "add", "m" + dead, "--peer-urls=" + peerUrl(dead));
    members.set(dead, member(dead, "existing"));
    members.get(dead).start();
  }

  /**
   * As often as it takes: without a quorum for a moment, or while members connect, it is refused.
   */
  private void until(Binary etcdctl, String... words) {
    String said = "";
    for (int attempt = 0; attempt < 120; attempt++) {
      said = ctl(etcdctl, words);
      if (said.endsWith("(status 0)")) {
        return;
      }
      Probe.pause(500);
    }
    throw new AssertionError(String.join(" ", words) + ": " + said);
  }

  private int leader(Binary etcdctl) {
    for (int attempt = 0; attempt < 100; attempt++) {
      for (String line : ctl(etcdctl, "endpoint", "status").lines().toList()) {
        for (int i = 0; i < 3; i++) {
          if (line.startsWith(endpoint(i)) && line.contains(", true, ")) {
            return i;
          }
        }
      }
      Probe.pause(100);
    }
    throw new AssertionError("nobody leads");
  }

  private String id(Binary etcdctl, int member) {
    for (String line : ctl(etcdctl, "member", "list").lines().toList()) {
      Matcher id = ID.matcher(line);
      if (line.contains(peerUrl(member)) && id.find()) {
        return id.group(1);
      }
    }
    throw new AssertionError("no member has " + peerUrl(member));
  }

  /** The new member holds what the others hold. */
  private void agree(Binary etcdctl) {
    String said = "";
    for (int attempt = 0; attempt < 100; attempt++) {
      said = ctl(etcdctl, "endpoint", "hashkv");
      Set<String> hashes = new HashSet<>();
      said.lines()
          .filter(line -> line.startsWith("https://"))
          .forEach(line -> hashes.add(line.substring(line.indexOf(", "))));
      if (said.endsWith("(status 0)") && hashes.size() == 1) {
        return;
      }
      Probe.pause(200);
    }
    throw new AssertionError("members differ: " + said);
  }

  private String ctl(Binary etcdctl, String... words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                etcdctl.path().toString(),
                "--endpoints=" + endpoints(),
                "--command-timeout=10s",
                "--cacert=" + ca.certificate(),
                "--cert=" + client.certificate(),
                "--key=" + client.key()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("ETCD"));
    builder.environment().put("ETCDCTL_API", "3");
    try {
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor(60, TimeUnit.SECONDS);
      return output + "(status " + process.exitValue() + ")";
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(command.toString(), e);
    }
  }

  private String endpoint(int member) {
    return "https://127.0.0.1:" + clientPorts.get(member);
  }

  private String endpoints() {
    return IntStream.range(0, 3).mapToObj(this::endpoint).collect(Collectors.joining(","));
  }

  private String peerUrl(int member) {
    return "https://127.0.0.1:" + peerPorts.get(member);
  }

  private EtcdProcess member(int i, String state) {
    Path data = directory.resolve("m" + i);
    String initial =
        IntStream.range(0, 3)
            .mapToObj(each -> "m" + each + "=" + peerUrl(each))
            .collect(Collectors.joining(","));
    return new EtcdProcess(
        Binary.ours(),
        data,
        clientPorts.get(i),
        List.of(
            "--name=m" + i,
            "--data-dir=" + data,
            "--listen-client-urls=" + endpoint(i),
            "--advertise-client-urls=" + endpoint(i),
            "--listen-peer-urls=" + peerUrl(i),
            "--initial-advertise-peer-urls=" + peerUrl(i),
            "--initial-cluster=" + initial,
            "--initial-cluster-state=" + state,
            "--cert-file=" + server.certificate(),
            "--key-file=" + server.key(),
            "--trusted-ca-file=" + ca.certificate(),
            "--client-cert-auth=true",
            "--peer-cert-file=" + server.certificate(),
            "--peer-key-file=" + server.key(),
            "--peer-trusted-ca-file=" + ca.certificate(),
            "--peer-client-cert-auth=true"));
  }
}
