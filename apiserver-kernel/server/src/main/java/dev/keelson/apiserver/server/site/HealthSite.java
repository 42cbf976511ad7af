package dev.keelson.apiserver.server.site;

import dev.keelson.apiserver.server.ApiKernel;
import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.ApiResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * {@code /livez}, {@code /readyz}, {@code /healthz}: {@code ok} or what failed; with {@code
 * ?verbose} a line a check, with {@code ?exclude=name} without one; a single check by its name
 * below the path. Texts are apiserver's.
 */
public final class HealthSite implements ApiKernel.Site {
  /**
   * @param name {@code etcd}, {@code poststarthook/rbac/bootstrap-roles}
   */
  public record Check(String name, BooleanSupplier isWell) {}

  private final Map<String, List<Check>> checks;

  /** Each in the order in which its checks are told. */
  public HealthSite(List<Check> healthy, List<Check> live, List<Check> ready) {
    this.checks = Map.of("healthz", healthy, "livez", live, "readyz", ready);
  }

  @Override
  public Optional<ApiResponse> answer(ApiRequest request) {
    String[] parts = request.path().split("/", 3);
    if (parts.length < 2 || !checks.containsKey(parts[1])) {
      return Optional.empty();
    }
    List<Check> of = checks.getOrDefault(parts[1], List.of());
    if (parts.length == 3 && !parts[2].isEmpty()) {
      return of.stream()
          .filter(check -> check.name().equals(parts[2]))
          .findFirst()
          .map(HealthSite::one);
    }
    return Optional.of(all(parts[1], of, request));
  }

  private static ApiResponse one(Check check) {
    return check.isWell().getAsBoolean()
        ? ApiResponse.text(200, "ok")
        : failed("internal server error: " + check.name() + " is not well\n");
  }

  private static ApiResponse.Complete failed(String text) {
    ApiResponse.Complete plain = ApiResponse.text(500, text);
    return new ApiResponse.Complete(
        500, plain.headers().with("x-content-type-options", "nosniff"), plain.body());
  }

  private static ApiResponse all(String name, List<Check> checks, ApiRequest request) {
    Set<String> excluded = new TreeSet<>(request.query().all("exclude"));
    Set<String> unknown = new TreeSet<>(excluded);
    StringBuilder lines = new StringBuilder();
    boolean isWell = true;
    for (Check check : checks) {
      if (excluded.contains(check.name())) {
        unknown.remove(check.name());
        lines.append("[+]").append(check.name()).append(" excluded: ok\n");
      } else if (check.isWell().getAsBoolean()) {
        lines.append("[+]").append(check.name()).append(" ok\n");
      } else {
        isWell = false;
        lines.append("[-]").append(check.name()).append(" failed: reason withheld\n");
      }
    }
    if (!unknown.isEmpty()) {
      lines
          .append("warn: some health checks cannot be excluded: no matches for ")
          .append(unknown.stream().map(each -> "\"" + each + "\"").collect(Collectors.joining(",")))
          .append('\n');
    }
    if (!isWell) {
      return failed(lines + name + " check failed\n");
    }
    ApiResponse.Complete plain =
        ApiResponse.text(
            200, request.query().has("verbose") ? lines + name + " check passed\n" : "ok");
    return new ApiResponse.Complete(
        200, plain.headers().with("x-content-type-options", "nosniff"), plain.body());
  }

  /** The paths under which a single check is found. */
  public List<String> paths() {
    return checks.entrySet().stream()
        .flatMap(
            each -> each.getValue().stream().map(check -> "/" + each.getKey() + "/" + check.name()))
        .sorted()
        .toList();
  }
}
