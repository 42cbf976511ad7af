package dev.keelson.nodeagent.stream;

import dev.keelson.nodeagent.spec.PodView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code portforward.k8s.io} over SPDY: a pair of streams, error and data, for each connection. On
 * a port that a container declares answers a pretend HTTP server, with the pod's name, or the text
 * of the annotation {@code pretend.keelson.dev/http}; any other port refuses.
 */
final class PortForward {
  private final PodView pod;

  PortForward(PodView pod) {
    this.pod = pod;
  }

  void serve(SpdyLink link) throws InterruptedException {
    Map<String, SpdyLink.Stream> waiting = new HashMap<>();
    for (Optional<SpdyLink.Stream> next = link.next(false);
        next.isPresent();
        next = link.next(false)) {
      SpdyLink.Stream stream = next.get();
      String id =
          stream.headers().getOrDefault("requestid", stream.headers().getOrDefault("port", ""));
      SpdyLink.Stream other = waiting.remove(id);
      if (other == null) {
        waiting.put(id, stream);
      } else {
        boolean isData = stream.type().equals("data");
        SpdyLink.Stream data = isData ? stream : other;
        SpdyLink.Stream error = isData ? other : stream;
        Thread.ofVirtual().name("port-forward").start(() -> connection(link, data, error));
      }
    }
  }

  private void connection(SpdyLink link, SpdyLink.Stream data, SpdyLink.Stream error) {
    try {
      String port = data.headers().getOrDefault("port", "");
      if (isDeclared(port)) {
        answer(link, data);
        link.send(error, new byte[0], true);
      } else {
        link.send(error, refusal(port).getBytes(StandardCharsets.UTF_8), true);
        link.send(data, new byte[0], true);
      }
    } catch (IOException _) {
      // The client has gone.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isDeclared(String port) {
    return pod.allContainers().stream()
        .flatMap(each -> each.tree().array("ports").objects())
        .anyMatch(each -> Long.toString(each.number("containerPort", 0)).equals(port));
  }

  private String refusal(String port) {
    return ("error forwarding port %s to pod %s, uid : failed to connect to localhost:%s inside"
            + " namespace \"%s\": dial tcp 127.0.0.1:%s: connect: connection refused")
        .formatted(port, pod.uid(), port, pod.namespace(), port);
  }

  /** Whatever is asked, once its head is there. */
  private void answer(SpdyLink link, SpdyLink.Stream data)
      throws IOException, InterruptedException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      byte[] bytes = data.input().take();
      if (bytes.length == 0 || head.length() > 64 * 1024) {
        link.send(data, new byte[0], true);
        return;
      }
      head.append(new String(bytes, StandardCharsets.ISO_8859_1));
    }
    String script = pod.annotation("pretend.keelson.dev/http");
    String body = (script.isEmpty() ? pod.name() : script) + "\n";
    String answer =
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: "
            + body.getBytes(StandardCharsets.UTF_8).length
            + "\r\n\r\n"
            + body;
    link.send(data, answer.getBytes(StandardCharsets.UTF_8), true);
  }
}
