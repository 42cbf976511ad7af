package dev.keelson.apiserver.client.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ClientOptions;
import dev.keelson.apiserver.client.KernelLoopback;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.client.time.SteppedTiming;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.server.assembly.ApiServer;
import dev.keelson.apiserver.server.assembly.ApiServerConfig;
import dev.keelson.mvcc.LocalKvStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventRecorderTest {
  @Test
  void countsWhatIsTheSameAndBoundsWhatIsMuch() throws Exception {
    SteppedTiming timing = new SteppedTiming(Instant.parse("2026-01-01T00:00:00Z"));
    try (var store = LocalKvStore.inMemory();
        var server = ApiServer.open(store, ApiServerConfig.embedded())) {
      var client =
          new ApiClient(KernelLoopback.to(server), ClientOptions.usual("test").withTiming(timing));
      var recorder = new EventRecorder(client, "tester", "here");
      ApiObject about = client.resource("v1", "namespaces").get(new ObjectName("", "kube-system"));
      for (int i = 0; i < 3; i++) {
        recorder.record(EventNote.warning(about, "Failed", "it failed"));
      }
      recorder.writeWaiting();
      List<ApiObject> events =
          client.resource("v1", "events").list("default", ListOptions.ALL).items();
      assertThat(events).hasSize(1);
      assertThat(events.getFirst().tree().number("count", 0)).isEqualTo(3);
      assertThat(events.getFirst().tree().textAt("involvedObject", "name"))
          .isEqualTo("kube-system");
      for (int i = 0; i < 30; i++) {
        recorder.record(EventNote.normal(about, "Again", "number " + i));
      }
      recorder.writeWaiting();
      assertThat(recorder.dropped()).isEqualTo(8);
      timing.advance(Duration.ofMinutes(5));
      recorder.record(EventNote.normal(about, "Later", "once more"));
      recorder.writeWaiting();
      assertThat(recorder.dropped()).isEqualTo(8);
    }
  }
}
