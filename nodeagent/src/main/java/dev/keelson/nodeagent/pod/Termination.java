package dev.keelson.nodeagent.pod;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.nodeagent.spec.PodView;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A container's end, as a status has it. Times are in whole seconds there. */
record Termination(
    int code, String reason, String message, Instant startedAt, Instant finishedAt, String id) {
  /** No longer is kept of what a container leaves. Unit: characters; kubelet's 4 KiB. */
  private static final int LONGEST = 4096;

  static Termination of(JsonObject tree) {
    return new Termination(
        (int) tree.number("exitCode", 0),
        tree.text("reason"),
        tree.text("message"),
        PodView.time(tree.text("startedAt")).orElse(Instant.EPOCH),
        PodView.time(tree.text("finishedAt")).orElse(Instant.EPOCH),
        tree.text("containerID"));
  }

  JsonObject toJson() {
    String text = message.length() > LONGEST ? message.substring(0, LONGEST) : message;
    return JsonObject.builder()
        .put("exitCode", code)
        .putUnlessEmpty("reason", reason)
        .putUnlessEmpty("message", text)
        .put("startedAt", seconds(startedAt))
        .put("finishedAt", seconds(finishedAt))
        .putUnlessEmpty("containerID", id)
        .build();
  }

  static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
