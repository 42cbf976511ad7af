package dev.keelson.nodeagent.stream;

import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.nodeagent.node.PodWorker;
import dev.keelson.nodeagent.pod.PodMachine;
import dev.keelson.nodeagent.runtime.ContainerHandle;
import dev.keelson.nodeagent.runtime.LogLine;
import dev.keelson.nodeagent.spec.PodView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** {@code /containerLogs}. */
final class Logs {
  /** Between two looks at a log that is followed. */
  private static final Duration LOOK = Duration.ofMillis(200);

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'").withZone(ZoneOffset.UTC);

  /** What of a log is wanted; -1: no bound. */
  private record Wanted(
      boolean isFollowed,
      boolean isPrevious,
      boolean isTimed,
      long tail,
      long limit,
      Instant since,
      String stream) {
    static Wanted of(Request request, Instant now) {
      Instant since = PodView.time(request.text("sinceTime")).orElse(Instant.MIN);
      long seconds = number(request, "sinceSeconds");
      String tail = request.text("tail").equals("all") ? "" : request.text("tail");
      return new Wanted(
          request.isTrue("follow"),
          request.isTrue("previous"),
          request.isTrue("timestamps"),
          tail.isEmpty() ? number(request, "tailLines") : parsed(tail),
          number(request, "limitBytes"),
          seconds >= 0 ? now.minusSeconds(seconds) : since,
          request.text("stream"));
    }

    private static long number(Request request, String name) {
      return request.text(name).isEmpty() ? -1 : parsed(request.text(name));
    }

    private static long parsed(String text) {
      if (!text.matches("\\d{1,18}")) {
        throw new Refused(400, "{\"message\": \"Unable to decode query.\"}");
      }
      return Long.parseLong(text);
    }

    boolean wants(LogLine line) {
      boolean isStream =
          stream.isEmpty()
              || stream.equals("All")
              || stream.equals(line.isError() ? "Stderr" : "Stdout");
      return isStream && !line.at().isBefore(since);
    }
  }

  private final Request request;
  private final Reply reply;
  private final Timing timing;
  private final Wanted wanted;
  private long left;

  Logs(Request request, Reply reply, Timing timing) {
    this.request = request;
    this.reply = reply;
    this.timing = timing;
    this.wanted = Wanted.of(request, timing.now());
    this.left = wanted.limit() < 0 ? Long.MAX_VALUE : wanted.limit();
  }

  void serve(PodWorker worker) throws IOException, InterruptedException {
    String container = request.path().get(3);
    PodMachine.Runs runs =
        worker
            .machine()
            .container(container)
            .orElseThrow(
                () ->
                    new Refused(
                        404,
                        "container \"%s\" not found in pod \"%s\""
                            .formatted(container, request.path().get(2))));
    ContainerHandle handle = chosen(runs, container);
    reply.begin("text/plain");
    stream(handle);
    reply.end();
  }

  private ContainerHandle chosen(PodMachine.Runs runs, String container) {
    String pod = request.path().get(2);
    if (wanted.isPrevious()) {
      return runs.previous()
          .or(() -> runs.newest().filter(each -> each.exit(timing.now()).isPresent()))
          .orElseThrow(
              () ->
                  new Refused(
                      400,
                      "previous terminated container \"%s\" in pod \"%s\" not found"
                          .formatted(container, pod)));
    }
    Optional<ContainerHandle> newest = runs.newest();
    return newest.orElseThrow(
        () ->
            new Refused(
                400,
                "container \"%s\" in pod \"%s\" is waiting to start: ContainerCreating"
                    .formatted(container, pod)));
  }

  private void stream(ContainerHandle handle) throws IOException, InterruptedException {
    Instant now = timing.now();
    List<LogLine> lines = handle.log(now);
    long first = wanted.tail() < 0 ? 0 : Math.max(0, matching(lines) - wanted.tail());
    long seen = 0;
    for (LogLine line : lines) {
      if (wanted.wants(line) && seen++ >= first) {
        write(line);
      }
    }
    while (wanted.isFollowed() && left > 0 && reply.isOpen() && handle.exit(now).isEmpty()) {
      Thread.sleep(LOOK);
      Instant later = timing.now();
      for (LogLine line : handle.log(later)) {
        if (line.at().isAfter(now) && wanted.wants(line)) {
          write(line);
        }
      }
      now = later;
    }
  }

  private long matching(List<LogLine> lines) {
    return lines.stream().filter(wanted::wants).count();
  }

  private void write(LogLine line) throws IOException {
    String text = (wanted.isTimed() ? TIME.format(line.at()) + " " : "") + line.text() + "\n";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > left) {
      bytes = java.util.Arrays.copyOf(bytes, (int) left);
    }
    left -= bytes.length;
    reply.chunk(bytes);
  }
}
