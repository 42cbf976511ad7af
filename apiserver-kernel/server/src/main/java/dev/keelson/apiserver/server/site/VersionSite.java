package dev.keelson.apiserver.server.site;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.ApiKernel;
import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.ApiResponse;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code /version}: the Kubernetes whose behaviour this is. Clients compare the minor version with
 * theirs; the build metadata says that it is us.
 */
public final class VersionSite implements ApiKernel.Site {
  public static final String MINOR = "36";
  public static final String GIT_VERSION = "v1.36.3+keelson";

  @Override
  public Optional<ApiResponse> answer(ApiRequest request) {
    if (!request.path().equals("/version") && !request.path().equals("/version/")) {
      return Optional.empty();
    }
    return Optional.of(
        ApiResponse.json(
            200,
            JsonObject.builder()
                .put("major", "1")
                .put("minor", MINOR)
                .put("emulationMajor", "1")
                .put("emulationMinor", MINOR)
                .put("minCompatibilityMajor", "1")
                .put("minCompatibilityMinor", "35")
                .put("gitVersion", GIT_VERSION)
                .put("gitCommit", "")
                .put("gitTreeState", "clean")
                .put("buildDate", "2026-01-01T00:00:00Z")
                .put("goVersion", "")
                .put("compiler", "javac " + Runtime.version().feature())
                .put(
                    "platform",
                    System.getProperty("os.name").toLowerCase(Locale.ROOT)
                        + "/"
                        + System.getProperty("os.arch"))
                .build()));
  }
}
