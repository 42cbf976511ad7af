package dev.keelson.apiserver.client.informer;

import dev.keelson.apiserver.client.ApiCall;
import dev.keelson.apiserver.client.ApiReply;
import dev.keelson.apiserver.client.ApiTransport;
import dev.keelson.apiserver.client.EventStream;
import dev.keelson.apiserver.client.JsonLines;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Answers what it was told to, in that order; remembers what it was asked. */
final class ScriptedTransport implements ApiTransport {
  private final ArrayDeque<Supplier<ApiReply>> replies = new ArrayDeque<>();
  private final ArrayDeque<Supplier<EventStream>> streams = new ArrayDeque<>();
  final List<String> asked = new ArrayList<>();

  ScriptedTransport list(String version, String... objects) {
    return page(version, "", objects);
  }

  ScriptedTransport page(String version, String token, String... objects) {
    String text =
        "{'kind':'PodList','apiVersion':'v1','metadata':{'resourceVersion':'%s','continue':'%s'},'items':[%s]}"
            .formatted(version, token, String.join(",", objects));
    replies.add(() -> new ApiReply(200, Map.of(), bytes(text)));
    return this;
  }

  ScriptedTransport listRefused(ApiStatus status) {
    replies.add(
        () ->
            new ApiReply(
                status.code(), Map.of(), bytes(status.toJson().toJson().replace('"', '\''))));
    return this;
  }

  /** A watch that brings these lines, then ends. */
  ScriptedTransport watch(String... lines) {
    streams.add(() -> lines(String.join("\n", lines) + "\n"));
    return this;
  }

  /** A watch that brings these lines, then breaks off in the midst of one. */
  ScriptedTransport torn(String... lines) {
    streams.add(() -> lines(String.join("\n", lines) + "\n{'type':'ADD"));
    return this;
  }

  ScriptedTransport watchRefused(ApiStatus status) {
    streams.add(
        () -> {
          throw new ApiFailure(status);
        });
    return this;
  }

  private static EventStream lines(String text) {
    return new JsonLines(new ByteArrayInputStream(bytes(text)), () -> {});
  }

  private static byte[] bytes(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public ApiReply send(ApiCall call) {
    asked.add(call.path());
    return next(replies).get();
  }

  @Override
  public EventStream watch(ApiCall call) {
    asked.add(call.path().replaceAll("timeoutSeconds=\\d+", "timeoutSeconds=N"));
    return next(streams).get();
  }

  /** At the script's end the server is gone. */
  private static <T> T next(ArrayDeque<T> script) {
    T next = script.poll();
    if (next == null) {
      throw TransportFailure.unsent("nobody there", new java.net.ConnectException());
    }
    return next;
  }

  @Override
  public void close() {}
}
