package dev.keelson.apiserver.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ObjectName;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ApiClientRetryTest {
  private static final ObjectName NAME = new ObjectName("ns", "a");

  private final ArrayDeque<Supplier<ApiReply>> script = new ArrayDeque<>();
  private final List<Duration> slept = new ArrayList<>();
  private int calls;

  private final ApiTransport server =
      new ApiTransport() {
        @Override
        public ApiReply send(ApiCall call) {
          calls++;
          return (script.size() > 1 ? script.poll() : script.getFirst()).get();
        }

        @Override
        public EventStream watch(ApiCall call) {
          throw TransportFailure.broken("no watches here", null);
        }

        @Override
        public void close() {}
      };

  /** Sleeps by writing it down. */
  private final Timing timing =
      new Timing() {
        @Override
        public Instant now() {
          return Instant.EPOCH;
        }

        @Override
        public long nanos() {
          return 0;
        }

        @Override
        public void sleep(Duration duration) {
          slept.add(duration);
        }

        @Override
        public Task schedule(Duration delay, Runnable task) {
          return () -> {};
        }
      };

  private final ResourceClient pods =
      new ApiClient(server, ClientOptions.usual("test").withTiming(timing)).resource("v1", "pods");

  private void reply(int status, Map<String, String> headers) {
    script.add(() -> new ApiReply(status, headers, "{}".getBytes()));
  }

  private void fail(TransportFailure failure) {
    script.add(
        () -> {
          throw failure;
        });
  }

  @Test
  void waitsAsTheServerSays() {
    reply(429, Map.of("retry-after", "7"));
    reply(503, Map.of("retry-after", "3600"));
    reply(200, Map.of());
    pods.get(NAME);
    assertThat(slept).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(60));
  }

  @Test
  void takesARefusalWithoutTheHeaderAsAnAnswer() {
    reply(429, Map.of());
    assertThatThrownBy(() -> pods.get(NAME))
        .isInstanceOfSatisfying(
            ApiFailure.class, e -> assertThat(e.status().code()).isEqualTo(429));
    assertThat(calls).isEqualTo(1);
  }

  @Test
  void triesAnythingThatWasNotSentButNotForEver() {
    fail(TransportFailure.unsent("refused", new ConnectException()));
    assertThatThrownBy(() -> pods.delete(NAME)).isInstanceOf(TransportFailure.class);
    assertThat(calls).isEqualTo(11);
  }

  @Test
  void doesNotWriteTwiceWhatMayHaveBeenDone() {
    fail(TransportFailure.broken("reset", null));
    assertThatThrownBy(() -> pods.delete(NAME)).isInstanceOf(TransportFailure.class);
    assertThat(calls).isEqualTo(1);
  }
}
