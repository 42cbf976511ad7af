package dev.keelson.controllers.certificates;

import dev.keelson.apiserver.client.DeleteOptions;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.controllers.pod.Times;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes requests of which nobody needs anything any more. */
final class RequestCleaner {
  /** Between two looks. */
  static final Duration PERIOD = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger(RequestCleaner.class);
  private static final Duration DECIDED = Duration.ofHours(1);
  private static final Duration PENDING = Duration.ofHours(24);

  private final Informer requests;
  private final ResourceClient writes;
  private final Timing timing;

  RequestCleaner(Informer requests, ResourceClient writes, Timing timing) {
    this.requests = requests;
    this.writes = writes;
    this.timing = timing;
  }

  void clean() {
    Instant now = timing.now();
    for (ApiObject each : requests.store().list()) {
      if (isOver(new SigningRequestView(each), now)) {
        delete(each);
      }
    }
  }

  private void delete(ApiObject request) {
    try {
      writes.delete(request.objectName(), DeleteOptions.USUAL.onlyUid(request.uid()));
    } catch (ApiFailure e) {
      LOG.debug("request {} stays: {}", request.name(), e.getMessage());
    }
  }

  static boolean isOver(SigningRequestView request, Instant now) {
    if (request.isPast("Denied", DECIDED, now) || request.isPast("Failed", DECIDED, now)) {
      return true;
    }
    if (request.isIssued()) {
      return request.isPast("Approved", DECIDED, now)
          || (request.condition("Approved").isPresent()
              && request.end().filter(now::isAfter).isPresent());
    }
    return request.conditions().isEmpty()
        ? Times.created(request.object()).plus(PENDING).isBefore(now)
        : request.isPast("Approved", PENDING, now);
  }
}
