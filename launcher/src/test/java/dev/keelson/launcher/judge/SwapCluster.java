package dev.keelson.launcher.judge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A whole cluster of processes, each of Kubernetes' own or ours, on loopback: API server,
 * controller manager and scheduler under their own names, and two of our pretend nodes.
 */
final class SwapCluster implements AutoCloseable {
  /** Who plays a part. */
  enum Maker {
    REAL,
    OURS
  }

  /** A whole cast; the nodes are always ours. */
  record Cast(Maker api, Maker controllers, Maker scheduler) {
    @Override
    public String toString() {
      return "API server %s, controllers %s, scheduler %s"
          .formatted(word(api), word(controllers), word(scheduler));
    }

    private static String word(Maker maker) {
      return maker == Maker.REAL ? "real" : "ours";
    }
  }

  private static final String TOKENS =
      """
      judge-admin,admin,admin,"system:masters"
      judge-controllers,system:kube-controller-manager,controllers
      judge-scheduler,system:kube-scheduler,scheduler
      judge-nodes,keelson:node-pool,nodes,"system:masters"
      """;
  private static final long READY_LIMIT_SECONDS = 120;

  private final Path directory;
  private final Binary kubectl = Binary.kubectl();
  private final List<AutoCloseable> running = new ArrayList<>();
  private final List<String> logs = new ArrayList<>();
  private int port;

  private SwapCluster(Path directory) {
    this.directory = directory;
  }

  /** Returns when all processes run and the API server is ready; skips where a binary is absent. */
  static SwapCluster start(Cast cast, Path directory)
      throws IOException, GeneralSecurityException, InterruptedException {
    SwapCluster cluster = new SwapCluster(directory);
    try {
      Path keys =
          cast.api() == Maker.REAL ? cluster.startRealApi() : cluster.startOurApi().resolve("pki");
      cluster.startControllers(cast, keys);
      cluster.startScheduler(cast.scheduler());
      cluster.startNodes();
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  private Path startRealApi() throws IOException, GeneralSecurityException, InterruptedException {
    EtcdProcess etcd = EtcdProcess.single(Binary.realEtcd(), directory.resolve("etcd")).start();
    running.add(etcd);
    Path home = directory.resolve("real-api");
    KubeApiserver api =
        KubeApiserver.start(
            Binary.kubeApiserver(),
            List.of("--etcd-servers=http://" + etcd.endpoint()),
            home,
            TOKENS);
    running.add(api);
    logs.add("real-api/kube-apiserver");
    port = api.port();
    Files.copy(home.resolve("certificates/apiserver.crt"), home.resolve("ca.crt"));
    return home;
  }

  private Path startOurApi() throws IOException, InterruptedException {
    port = Ports.free();
    Path data = directory.resolve("data");
    Process api =
        start(
            "apiserver",
            List.of(
                Tool.keelson().path().toString(),
                "apiserver",
                "--data-dir=" + data,
                "--bind-address=127.0.0.1",
                "--https-port=" + port,
                "--token-auth-file=" + Files.writeString(directory.resolve("tokens"), TOKENS)));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_LIMIT_SECONDS);
    while (tryKubectl("", "get", "--raw", "/readyz").code() != 0) {
      if (System.nanoTime() > deadline || !api.isAlive()) {
        throw new AssertionError("the API server is not ready" + log());
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    return data;
  }

  private void startControllers(Cast cast, Path keys) throws IOException {
    List<String> command =
        component(
            cast.controllers(), "controllers", "controller-manager", Binary::kubeControllerManager);
    command.addAll(
        List.of(
            "--use-service-account-credentials=true",
            "--service-account-private-key-file=" + keys.resolve("sa.key"),
            "--root-ca-file=" + keys.resolve("ca.crt"),
            "--allocate-node-cidrs=true",
            "--cluster-cidr=10.244.0.0/16"));
    if (cast.api() == Maker.OURS) {
      command.add("--cluster-signing-cert-file=" + keys.resolve("ca.crt"));
      command.add("--cluster-signing-key-file=" + keys.resolve("ca.key"));
    }
    if (cast.controllers() == Maker.REAL) {
      command.add("--flex-volume-plugin-dir=" + directory.resolve("flex"));
    }
    start("controllers", command);
  }

  private void startScheduler(Maker maker) throws IOException {
    start("scheduler", component(maker, "scheduler", "scheduler", Binary::kubeScheduler));
  }

  private void startNodes() throws IOException {
    start(
        "nodes",
        List.of(
            Tool.keelson().path().toString(),
            "kubelet",
            "--kubeconfig=" + config("nodes"),
            "--hostname-override=node",
            "--nodes=2",
            "--secure-port=0",
            "--port=" + Ports.free()));
  }

  /** Program and the flags that both makers' have. */
  private List<String> component(
      Maker maker, String name, String ours, java.util.function.Supplier<Binary> real)
      throws IOException {
    List<String> command = new ArrayList<>();
    Path config = config(name);
    if (maker == Maker.REAL) {
      command.addAll(
          List.of(
              real.get().path().toString(),
              "--authentication-kubeconfig=" + config,
              "--authorization-kubeconfig=" + config,
              "--cert-dir=" + directory.resolve(name + "-certificates")));
    } else {
      command.addAll(List.of(Tool.keelson().path().toString(), ours));
    }
    command.addAll(
        List.of(
            "--kubeconfig=" + config,
            "--bind-address=127.0.0.1",
            "--secure-port=" + Ports.free(),
            "--leader-elect=true"));
    return command;
  }

  private Path config(String user) throws IOException {
    return Files.writeString(
        directory.resolve(user + ".conf"),
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: k, cluster: {server: "https://127.0.0.1:%d", insecure-skip-tls-verify: true}}]
        users: [{name: u, user: {token: judge-%s}}]
        contexts: [{name: c, context: {cluster: k, user: u}}]
        current-context: c
        """
            .formatted(port, user));
  }

  private Process start(String name, List<String> command) throws IOException {
    Process process =
        EtcdProcess.adopt(
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + ".log").toFile())
                .start());
    logs.add(name);
    running.add(() -> process.destroyForcibly().waitFor(20, TimeUnit.SECONDS));
    return process;
  }

  /** Runs kubectl as an administrator; answers what it printed; fails where it fails. */
  String kubectl(String input, String... arguments) throws IOException, InterruptedException {
    Tool.Ended ended = tryKubectl(input, arguments);
    if (ended.code() != 0) {
      throw new AssertionError(
          "kubectl " + String.join(" ", arguments) + " failed:\n" + ended.output() + log());
    }
    return ended.output();
  }

  Tool.Ended tryKubectl(String input, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(kubectl.path().toString()));
    command.addAll(
        List.of("--kubeconfig=" + config("admin"), "--cache-dir=" + directory.resolve("cache")));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Process process = EtcdProcess.adopt(builder.start());
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Tool.Ended(process.waitFor(), output);
  }

  /** The ends of all logs. */
  String log() {
    StringBuilder all = new StringBuilder();
    for (String name : logs) {
      all.append("\n---- ").append(name).append('\n');
      try {
        List<String> lines = Files.readAllLines(directory.resolve(name + ".log"));
        all.append(String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size())));
      } catch (IOException e) {
        all.append("(no log: ").append(e.getMessage()).append(')');
      }
    }
    return all.toString();
  }

  /** The last one started first. */
  @Override
  public void close() {
    for (AutoCloseable each : running.reversed()) {
      try {
        each.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        throw new AssertionError("a process does not end", e);
      }
    }
    running.clear();
  }
}
