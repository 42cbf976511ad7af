package dev.keelson.launcher.component;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ClientOptions;
import dev.keelson.apiserver.client.http.BadKubeconfig;
import dev.keelson.apiserver.client.http.HttpTransport;
import dev.keelson.apiserver.client.http.Kubeconfig;
import dev.keelson.launcher.StopSignal;
import dev.keelson.launcher.snapshot.Misuse;
import dev.keelson.launcher.snapshot.Words;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What the components have in common as processes: a kubeconfig, a port of their own, an election,
 * an end.
 *
 * @param program by which it calls itself: {@code kube-scheduler}
 * @param port its usual one
 * @param more flags with a value
 * @param usage without the common flags
 */
record Component(String program, int port, Set<String> more, String usage) {
  private static final int BAD_ARGUMENTS = 2;

  private static final Set<String> COMMON =
      Set.of("kubeconfig", "bind-address", "secure-port", "kube-api-qps", "kube-api-burst", "v");

  private static final String COMMON_USAGE =
      """

        --kubeconfig FILE              which API server, and as whom; without it, as a pod's service account
        --bind-address IP              of /healthz and /metrics (0.0.0.0)
        --secure-port P                (%d); 0: none
        --kube-api-qps N, --kube-api-burst N   calls a second at most (the server decides)
      """;

  /** What runs, and what it tells. */
  record Running(AutoCloseable parts, ComponentServer.Facts facts) {}

  /** Of one start. */
  record Start(Words words, Kubeconfig server, ApiClient client, Election election) {}

  /** The exit code, when it was stopped. */
  int run(List<String> rest, PrintStream out, PrintStream err, Function<Start, Running> start) {
    try {
      Set<String> valued = new HashSet<>(COMMON);
      valued.addAll(Election.FLAGS);
      valued.addAll(more);
      Words words = Words.of(rest, valued, Set.of("help"), Map.of());
      if (words.isGiven("help")) {
        out.print(usage + COMMON_USAGE.formatted(port) + Election.USAGE);
        return 0;
      }
      if (!words.arguments().isEmpty()) {
        throw new Misuse("unknown command \"" + words.arguments().getFirst() + "\"");
      }
      return serve(words, out, start);
    } catch (Misuse misuse) {
      err.println("Error: " + misuse.line());
      return BAD_ARGUMENTS;
    } catch (BadKubeconfig | IllegalArgumentException e) {
      err.println("Error: " + e.getMessage());
      return BAD_ARGUMENTS;
    } catch (UncheckedIOException e) {
      err.println("Error: " + e.getCause().getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    } catch (Exception e) {
      err.println("Error: " + e.getMessage());
      return 1;
    }
  }

  private int serve(Words words, PrintStream out, Function<Start, Running> start)
      throws Exception {
    Kubeconfig server =
        words
            .text("kubeconfig")
            .map(file -> Kubeconfig.load(Path.of(file)))
            .orElseGet(() -> Kubeconfig.inCluster(System.getenv()));
    try (StopSignal signal = StopSignal.listen();
        HttpTransport transport = HttpTransport.open(server)) {
      ApiClient client = new ApiClient(transport, options(words));
      Running running = start.apply(new Start(words, server, client, Election.of(words, program)));
      try (AutoCloseable parts = running.parts();
          AutoCloseable port =
              ComponentServer.open(
                      words.text("bind-address", "0.0.0.0"),
                      (int) words.number("secure-port", port()),
                      client,
                      running.facts())
                  .<AutoCloseable>map(each -> each)
                  .orElse(() -> {})) {
        out.println(program + " speaks to " + server.server());
        signal.await();
      }
    }
    return 0;
  }

  private ClientOptions options(Words words) {
    ClientOptions usual = ClientOptions.usual(program);
    long rate = words.number("kube-api-qps", 0);
    return rate == 0
        ? usual
        : usual.withLimit(rate, (int) words.number("kube-api-burst", 2 * rate));
  }
}
