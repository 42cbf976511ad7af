package dev.keelson.controllers.ttlafterfinished;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.controllers.pod.PodConditions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** A Job by when it ended, and how long it stays after that. */
record FinishedJob(ApiObject job) {
  private static final String TTL = "ttlSecondsAfterFinished";

  boolean isToBeDeleted() {
    return !job.isBeingDeleted() && job.spec().isSet(TTL) && finishedAt().isPresent();
  }

  Optional<Instant> finishedAt() {
    return Stream.of("Complete", "Failed")
        .flatMap(type -> PodConditions.find(job, type).stream())
        .filter(PodConditions::isTrue)
        .flatMap(each -> PodConditions.since(each).stream())
        .findFirst();
  }

  /** Empty: it stays. Zero or less: its time has come. */
  Optional<Duration> left(Instant now) {
    return isToBeDeleted()
        ? finishedAt()
            .map(time -> Duration.between(now, time.plusSeconds(job.spec().number(TTL, 0))))
        : Optional.empty();
  }
}
