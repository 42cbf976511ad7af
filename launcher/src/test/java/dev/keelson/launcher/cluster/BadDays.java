package dev.keelson.launcher.cluster;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What the tests of bad days have in common. */
final class BadDays {
  private BadDays() {}

  static void await(String what, BooleanSupplier holds) {
    long deadline = System.nanoTime() + Duration.ofMinutes(4).toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within four minutes: " + what);
      }
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted, waiting for: " + what, e);
      }
    }
  }

  static void deploy(ApiClient client, int replicas, String cpu) {
    String text =
        """
        {"apiVersion":"apps/v1","kind":"Deployment",
         "metadata":{"name":"web","namespace":"default"},
         "spec":{"replicas":%d,"selector":{"matchLabels":{"app":"web"}},
          "template":{"metadata":{"labels":{"app":"web"}},
           "spec":{"terminationGracePeriodSeconds":1,"automountServiceAccountToken":false,
            "containers":[{"name":"c","image":"i","resources":{"requests":{"cpu":"%s"}}}]}}}}
        """
            .formatted(replicas, cpu);
    try {
      JsonObject tree = (JsonObject) JsonReader.read(text.getBytes(StandardCharsets.UTF_8));
      client.resource("apps/v1", "deployments").create(new ApiObject(tree));
    } catch (dev.keelson.apiserver.model.json.BadJson e) {
      throw new AssertionError(e);
    }
  }

  static List<ApiObject> pods(ApiClient client) {
    return client.resource("v1", "pods").list("default", ListOptions.ALL).items();
  }

  static boolean isActive(ApiObject pod) {
    return !pod.isBeingDeleted()
        && !List.of("Succeeded", "Failed").contains(pod.status().text("phase"));
  }

  static boolean isTrue(ApiObject object, String condition) {
    return condition(object, condition).equals("True");
  }

  static String condition(ApiObject object, String type) {
    return object
        .status()
        .array("conditions")
        .objects()
        .filter(each -> each.text("type").equals(type))
        .findFirst()
        .map(each -> each.text("status"))
        .orElse("");
  }
}
