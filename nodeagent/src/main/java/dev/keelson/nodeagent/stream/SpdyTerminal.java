package dev.keelson.nodeagent.stream;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonWriter;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Exec and attach over SPDY: one stream each, named by its header. */
final class SpdyTerminal implements Terminal {
  private final SpdyLink link;
  private final Map<String, SpdyLink.Stream> streams;

  private SpdyTerminal(SpdyLink link, Map<String, SpdyLink.Stream> streams) {
    this.link = link;
    this.streams = streams;
  }

  /** When all the wanted are there. */
  static Terminal over(SpdyLink link, Streams wanted) throws IOException, InterruptedException {
    Map<String, SpdyLink.Stream> streams = new HashMap<>();
    while (streams.size() < wanted.count()) {
      Optional<SpdyLink.Stream> next = link.next(true);
      if (next.isEmpty()) {
        link.close();
        throw new IOException("the client opens too few streams");
      }
      streams.put(next.get().type(), next.get());
    }
    return new SpdyTerminal(link, streams);
  }

  @Override
  public byte[] read() throws InterruptedException {
    SpdyLink.Stream input = streams.get("stdin");
    return input == null ? new byte[0] : input.input().take();
  }

  @Override
  public void write(boolean isError, byte[] bytes) throws IOException {
    SpdyLink.Stream stream = streams.get(isError ? "stderr" : "stdout");
    if (stream != null) {
      link.send(stream, bytes, false);
    }
  }

  @Override
  public boolean isOpen() {
    return link.isOpen();
  }

  @Override
  public void finish(JsonObject status) throws IOException {
    for (Map.Entry<String, SpdyLink.Stream> each : streams.entrySet()) {
      byte[] last = each.getKey().equals("error") ? JsonWriter.bytes(status) : new byte[0];
      link.send(each.getValue(), last, true);
    }
    link.close();
  }
}
