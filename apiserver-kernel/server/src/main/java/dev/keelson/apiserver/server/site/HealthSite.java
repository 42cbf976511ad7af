package dev.keelson.apiserver.server.site;

import dev.keelson.apiserver.server.ApiKernel;
import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.ApiResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * {@code /livez}, {@code /readyz}, {@code /healthz}: {@code ok} or what failed; with {@code
 * ?verbose} a line a check, with {@code ?exclude=name} without one; a single check by its name
 * below the path. Texts are apiserver's.
 */
public final class HealthSite implements ApiKernel.Site {
  private final Map<String, Map<String, BooleanSupplier>> checks;

  /** Each by name, in the order in which they are told. */
  public HealthSite(Map<String, BooleanSupplier> live, Map<String, BooleanSupplier> ready) {
    this.checks =
        Map.of("livez", withPing(live), "readyz", withPing(ready), "healthz", withPing(ready));
  }

  private static Map<String, BooleanSupplier> withPing(Map<String, BooleanSupplier> checks) {
    Map<String, BooleanSupplier> all = new LinkedHashMap<>();
    all.put("ping", () -> true);
    all.putAll(checks);
    return all;
  }

  @Override
  public Optional<ApiResponse> answer(ApiRequest request) {
    String[] parts = request.path().split("/", 3);
    if (parts.length < 2 || !checks.containsKey(parts[1])) {
      return Optional.empty();
    }
    Map<String, BooleanSupplier> of = checks.get(parts[1]);
    if (parts.length == 3 && !parts[2].isEmpty()) {
      return Optional.ofNullable(of.get(parts[2]))
          .map(
              check ->
                  check.getAsBoolean()
                      ? ApiResponse.text(200, "ok")
                      : ApiResponse.text(500, "internal server error: " + parts[2] + "\n"));
    }
    return Optional.of(all(parts[1], of, request));
  }

  private static ApiResponse all(
      String name, Map<String, BooleanSupplier> checks, ApiRequest request) {
    List<String> excluded = request.query().all("exclude");
    StringBuilder lines = new StringBuilder();
    boolean isWell = true;
    for (Map.Entry<String, BooleanSupplier> check : checks.entrySet()) {
      if (excluded.contains(check.getKey())) {
        lines.append("[+]").append(check.getKey()).append(" excluded: ok\n");
      } else if (check.getValue().getAsBoolean()) {
        lines.append("[+]").append(check.getKey()).append(" ok\n");
      } else {
        isWell = false;
        lines.append("[-]").append(check.getKey()).append(" failed: reason withheld\n");
      }
    }
    if (!isWell) {
      return ApiResponse.text(500, lines + name + " check failed\n");
    }
    return ApiResponse.text(
        200, request.query().has("verbose") ? lines + name + " check passed\n" : "ok");
  }
}
