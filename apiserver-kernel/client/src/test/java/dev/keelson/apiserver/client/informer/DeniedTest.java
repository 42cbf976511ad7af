package dev.keelson.apiserver.client.informer;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ClientOptions;
import dev.keelson.apiserver.client.time.SteppedTiming;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Who may not look says so once, asks more and more seldom, and goes on when it may. */
class DeniedTest {
  private static final ApiStatus DENIED =
      ApiStatus.of(403, "Forbidden", "pods is forbidden: User \"test\" cannot list it");

  private final Logger logger = (Logger) LoggerFactory.getLogger(Reflector.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final ScriptedTransport server = new ScriptedTransport();
  private final ApiClient client =
      new ApiClient(
          server,
          ClientOptions.usual("test").withRetries(0).withTiming(new SteppedTiming(Instant.EPOCH)));

  @BeforeEach
  void listen() {
    logger.setLevel(Level.DEBUG);
    logger.setAdditive(false);
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void listenNoMore() {
    logger.detachAppender(log);
    logger.setLevel(null);
    logger.setAdditive(true);
  }

  private Informer informer() {
    return Informer.of(client.resource("v1", "pods"), InformerOptions.ALL, new Random(7));
  }

  private List<Level> told() {
    return log.list.stream()
        .map(ILoggingEvent::getLevel)
        .filter(each -> each.isGreaterOrEqual(Level.INFO))
        .toList();
  }

  @Test
  void tellsOnceAndBacksOff() throws Exception {
    List<Duration> waits = new ArrayList<>();
    Informer informer = informer();
    for (int attempt = 0; attempt < 10; attempt++) {
      server.watchRefused(DENIED);
      waits.add(informer.round());
    }
    assertThat(told()).containsExactly(Level.WARN);
    assertThat(log.list.getFirst().getFormattedMessage())
        .contains("pods")
        .contains("cannot list it");
    assertThat(waits.getFirst()).isLessThan(Duration.ofSeconds(4));
    assertThat(waits.subList(6, 10)).allMatch(each -> each.compareTo(Duration.ofSeconds(15)) >= 0);
    assertThat(server.asked).hasSize(10);
  }

  @Test
  void goesOnWhenItMayAndTellsThatOnceToo() throws Exception {
    Informer informer = informer();
    server
        .watchRefused(DENIED)
        .watchRefused(DENIED)
        .watch(
            InformerContractTest.event("ADDED", InformerContractTest.pod("a", 5)),
            InformerContractTest.bookmark(10, true))
        .watch();
    for (int round = 0; round < 4; round++) {
      informer.round();
    }
    assertThat(told()).containsExactly(Level.WARN, Level.INFO);
    assertThat(informer.store().list()).map(ApiObject::name).containsExactly("a");
    server.watchRefused(DENIED).watchRefused(DENIED);
    informer.round();
    informer.round();
    assertThat(told()).containsExactly(Level.WARN, Level.INFO, Level.WARN);
  }
}
