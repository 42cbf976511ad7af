package dev.keelson.benchmarks.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code keelson bench api}; exit statuses are those of {@code keelson bench}. */
public final class ApiBench {
  private static final int CLIENT_THREADS = 2;
  private static final String HELP =
      """
      keelson bench api: how fast a Kubernetes API server is, and what that costs it.

        keelson bench api --server https://127.0.0.1:6443 --token T --pid 1234 --json ours.json
        keelson bench api --kubeconfig FILE --cases create,update,get
        keelson bench api --ratios ours.json theirs.json

        --server URL        https://host:port; any certificate is taken
        --token T           bearer token of a user who may do everything
        --kubeconfig FILE   server, and token or certificate, of its first entries
        --pid LIST          of the server and its store, if on this machine: CPU and memory
        --cases LIST        create, update, get, get-rv0, list-json, list-protobuf, page-500,
                            list-after-write, watch, watch-paced; all by default
        --clients N         callers at once of the first four cases, on 4 connections (64)
        --seconds S         measured for each case (10)
        --warmup S          before that (5)
        --objects N         ConfigMaps of 1 KiB that are read and updated (2,000)
        --pods N            that are listed (10,000)
        --watchers N        of one object, on 20 connections (1,000)
        --pace N            writes a second of watch-paced (100)
        --json FILE         every measurement, one a line
        --ratios A B        of two such files

      Objects go to the namespaces keelson-bench and keelson-bench-pods, and stay there.
      """;

  private ApiBench() {}

  /** Runs and returns the exit status; {@code arguments} are those after {@code api}. */
  public static int run(List<String> arguments) {
    if (arguments.isEmpty() || arguments.contains("--help") || arguments.contains("-h")) {
      System.out.print(HELP);
      return 0;
    }
    try {
      if (arguments.getFirst().equals("--ratios") && arguments.size() == 3) {
        System.out.print(
            ApiTables.ratios(read(arguments.get(1)), read(arguments.get(2))).asMarkdown());
        return 0;
      }
      return measured(ApiOptions.parse(arguments));
    } catch (IllegalArgumentException e) {
      System.err.println("keelson bench api: " + e.getMessage());
      return 2;
    } catch (ApiRefused | IOException e) {
      System.err.println("keelson bench api: " + e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static int measured(ApiOptions options)
      throws ApiRefused, IOException, InterruptedException {
    List<ApiRow> rows = new ArrayList<>();
    try (ApiClient client = new ApiClient(options.login(), CLIENT_THREADS)) {
      ApiRun run = new ApiRun(options, client);
      run.prepare();
      System.err.println("at least " + ApiRun.estimate(options).toSeconds() + " s");
      for (String name : options.cases()) {
        ApiRow row = run.measure(name);
        System.err.println(row.asJson());
        rows.add(row);
      }
    }
    System.out.print(ApiTables.of(rows).asText());
    if (options.json().isPresent()) {
      Files.writeString(
          options.json().get(),
          rows.stream().map(ApiRow::asJson).collect(Collectors.joining("\n", "", "\n")));
    }
    return rows.stream().allMatch(row -> row.errors() == 0) ? 0 : 1;
  }

  private static List<ApiRow> read(String file) throws IOException {
    return Files.readAllLines(Path.of(file)).stream()
        .map(ApiRow::parse)
        .flatMap(Optional::stream)
        .toList();
  }
}
