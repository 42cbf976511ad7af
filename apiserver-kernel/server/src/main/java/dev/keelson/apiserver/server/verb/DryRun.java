package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.server.ApiRequest;
import java.util.ArrayList;
import java.util.List;

/** {@code dryRun=All}: everything but the write. */
final class DryRun {
  private DryRun() {}

  static boolean of(ApiRequest request) {
    return of(request, List.of());
  }

  /** {@code more} from the body of a deletion. */
  static boolean of(ApiRequest request, List<String> more) {
    List<String> all = new ArrayList<>(request.query().all("dryRun"));
    all.addAll(more);
    for (String each : all) {
      if (!each.equals("All")) {
        throw new ApiFailure(
            ApiStatus.of(
                422,
                "Invalid",
                "dryRun: Unsupported value: \"%s\": supported values: \"All\"".formatted(each)));
      }
    }
    return !all.isEmpty();
  }
}
