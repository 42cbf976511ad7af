package dev.keelson.apiserver.client.leader;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** A Lease as electors read and write it. What others put into it stays. */
record LeaseRecord(ApiObject object) {
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  static LeaseRecord none(ObjectName name) {
    return new LeaseRecord(
        ApiObject.of(
            GroupVersionKind.of("coordination.k8s.io/v1", "Lease"),
            JsonObject.builder()
                .put("namespace", name.namespace())
                .put("name", name.name())
                .build()));
  }

  /** "" where nobody holds it. */
  String holder() {
    return object.spec().text("holderIdentity");
  }

  Duration duration() {
    return Duration.ofSeconds(object.spec().number("leaseDurationSeconds", 0));
  }

  /** Whether somebody has written it in between. */
  boolean says(LeaseRecord other) {
    return object.spec().equals(other.object.spec());
  }

  /** Held by {@code identity}, from now on or still. */
  LeaseRecord held(String identity, Duration duration, Instant now) {
    boolean isStill = holder().equals(identity);
    boolean isFirst = !object.spec().has("leaseTransitions") && !object.spec().has("renewTime");
    long transitions = object.spec().number("leaseTransitions", 0);
    JsonObject spec =
        object
            .spec()
            .with("holderIdentity", identity)
            .with("leaseDurationSeconds", duration.toSeconds())
            .with("renewTime", MICROS.format(now))
            .with("leaseTransitions", isStill || isFirst ? transitions : transitions + 1);
    return new LeaseRecord(
        object.with(
            "spec",
            isStill && spec.isSet("acquireTime")
                ? spec
                : spec.with("acquireTime", MICROS.format(now))));
  }

  /** Free for anybody at once. */
  LeaseRecord released(Instant now) {
    return new LeaseRecord(
        object.withSpec(
            spec ->
                spec.with("holderIdentity", "")
                    .with("leaseDurationSeconds", 1)
                    .with("renewTime", MICROS.format(now))
                    .with("acquireTime", MICROS.format(now))));
  }
}
