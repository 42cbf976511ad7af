package dev.keelson.launcher.judge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Our API server on loopback with a real kube-controller-manager and kube-scheduler, each under its
 * own name and a static token. Everything but the nodes of a cluster.
 */
final class ControlPlane implements AutoCloseable {
  private static final String ADMIN = "judge-admin";
  private static final String TOKENS =
      """
      judge-admin,judge,judge,"system:masters"
      judge-controllers,system:kube-controller-manager,controllers
      judge-scheduler,system:kube-scheduler,scheduler
      """;
  private static final long READY_LIMIT_SECONDS = 120;

  private final Path directory;
  private final Binary kubectl;
  private final int port;
  private final List<Process> processes = new ArrayList<>();

  private ControlPlane(Path directory, Binary kubectl, int port) {
    this.directory = directory;
    this.kubectl = kubectl;
    this.port = port;
  }

  /** Starts the API server, waits until it is ready, and starts the other two. */
  static ControlPlane start(Binary controllers, Binary scheduler, Binary kubectl, Path directory)
      throws IOException, InterruptedException {
    ControlPlane plane = new ControlPlane(directory, kubectl, Ports.free());
    try {
      plane.startApiServer();
      plane.startControllers(controllers);
      plane.startScheduler(scheduler);
      return plane;
    } catch (IOException | InterruptedException | AssertionError e) {
      plane.close();
      throw e;
    }
  }

  private void startApiServer() throws IOException, InterruptedException {
    Path tokens = Files.writeString(directory.resolve("tokens.csv"), TOKENS);
    start(
        "apiserver",
        List.of(
            Tool.keelson().path().toString(),
            "apiserver",
            "--data-dir=" + data(),
            "--bind-address=127.0.0.1",
            "--https-port=" + port,
            "--token-auth-file=" + tokens));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_LIMIT_SECONDS);
    while (!isReady()) {
      if (System.nanoTime() > deadline || !processes.getFirst().isAlive()) {
        throw new AssertionError("the API server is not ready" + log());
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** kubectl is asked as soon as the CA is there. */
  private boolean isReady() throws IOException, InterruptedException {
    return Files.exists(data().resolve("admin.conf"))
        && tryKubectl("", "get", "--raw", "/readyz").code() == 0;
  }

  private void startControllers(Binary controllers) throws IOException {
    Path pki = data().resolve("pki");
    List<String> command = new ArrayList<>(List.of(controllers.path().toString()));
    command.addAll(component("controllers"));
    command.addAll(
        List.of(
            "--controllers=*,bootstrapsigner,tokencleaner",
            "--use-service-account-credentials=true",
            "--service-account-private-key-file=" + pki.resolve("sa.key"),
            "--root-ca-file=" + pki.resolve("ca.crt"),
            "--cluster-signing-cert-file=" + pki.resolve("ca.crt"),
            "--cluster-signing-key-file=" + pki.resolve("ca.key"),
            "--flex-volume-plugin-dir=" + directory.resolve("flex")));
    start("controllers", command);
  }

  private void startScheduler(Binary scheduler) throws IOException {
    List<String> command = new ArrayList<>(List.of(scheduler.path().toString()));
    command.addAll(component("scheduler"));
    start("scheduler", command);
  }

  /** The flags that both have. */
  private List<String> component(String name) throws IOException {
    Path config =
        Files.writeString(
            directory.resolve(name + ".conf"),
            """
            apiVersion: v1
            kind: Config
            clusters: [{name: k, cluster: {server: "https://127.0.0.1:%d", certificate-authority: "%s"}}]
            users: [{name: u, user: {token: judge-%s}}]
            contexts: [{name: c, context: {cluster: k, user: u}}]
            current-context: c
            """
                .formatted(port, data().resolve("pki/ca.crt"), name));
    return List.of(
        "--kubeconfig=" + config,
        "--authentication-kubeconfig=" + config,
        "--authorization-kubeconfig=" + config,
        "--bind-address=127.0.0.1",
        "--secure-port=" + Ports.free(),
        "--cert-dir=" + directory.resolve(name + "-certificates"),
        "--leader-elect=true");
  }

  private void start(String name, List<String> command) throws IOException {
    processes.add(
        EtcdProcess.adopt(
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + ".log").toFile())
                .start()));
  }

  private Path data() {
    return directory.resolve("data");
  }

  /** Runs kubectl with {@code input}, and answers what it printed; fails where it fails. */
  String kubectl(String input, String... arguments) throws IOException, InterruptedException {
    Tool.Ended ended = tryKubectl(input, arguments);
    if (ended.code() != 0) {
      throw new AssertionError(
          "kubectl " + String.join(" ", arguments) + " failed:\n" + ended.output() + log());
    }
    return ended.output();
  }

  private Tool.Ended tryKubectl(String input, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(kubectl.path().toString());
    command.addAll(
        List.of(
            "--server=https://127.0.0.1:" + port,
            "--certificate-authority=" + data().resolve("pki/ca.crt"),
            "--token=" + ADMIN,
            "--cache-dir=" + directory.resolve("kubectl")));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("KUBECONFIG", "/dev/null");
    Process running = EtcdProcess.adopt(builder.start());
    try (var in = running.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Tool.Ended(running.waitFor(), output);
  }

  /** The ends of all logs. */
  String log() {
    StringBuilder all = new StringBuilder();
    for (String name : List.of("apiserver", "controllers", "scheduler")) {
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

  @Override
  public void close() {
    for (Process each : processes.reversed()) {
      each.destroyForcibly();
      try {
        each.waitFor(20, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
