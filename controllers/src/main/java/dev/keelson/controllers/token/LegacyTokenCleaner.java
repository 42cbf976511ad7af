package dev.keelson.controllers.token;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.DeleteOptions;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonWriter;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.periodic.Rounds;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Generated tokens that have not been used for a year are marked invalid, and deleted a year after.
 * Once a day; so it holds nothing between two rounds.
 */
final class LegacyTokenCleaner {
  private static final Duration PERIOD = Duration.ofDays(1);
  private static final long USUAL_HOURS = 365 * 24;
  private static final String LAST_USED = "kubernetes.io/legacy-token-last-used";
  private static final String INVALID_SINCE = "kubernetes.io/legacy-token-invalid-since";
  private static final ObjectName TRACKING =
      new ObjectName("kube-system", "kube-apiserver-legacy-service-account-token-tracking");

  private final ApiClient client;

  /** The whole process may look around; the cleaner's own account may only clean. */
  private final ApiClient reader;

  private final Duration age;

  private LegacyTokenCleaner(ApiClient client, ApiClient reader, Duration age) {
    this.client = client;
    this.reader = reader;
    this.age = age;
  }

  static Controller start(ControllerContext context) {
    String text = context.options().text("legacy-service-account-token-clean-up-period", "");
    Duration age =
        text.isEmpty()
            ? Duration.ofHours(USUAL_HOURS)
            : Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    LegacyTokenCleaner cleaner =
        new LegacyTokenCleaner(context.client(), context.informers().client(), age);
    return Rounds.start(
        "legacy-serviceaccount-token-cleaner-controller",
        context.timing(),
        PERIOD,
        List.of(context.informers().of("v1", "namespaces")),
        cleaner::run);
  }

  private void run() {
    Instant now = client.timing().now();
    Optional<LocalDate> tracked =
        client
            .resource("v1", "configmaps")
            .find(TRACKING)
            .flatMap(map -> date(map.tree().object("data").text("since")));
    // It began some time in that day: so it counts from the next.
    boolean isLongEnough =
        tracked
            .filter(
                day ->
                    !now.isBefore(
                        day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().plus(age)))
            .isPresent();
    if (!isLongEnough) {
      return;
    }
    Map<String, Set<String>> mounted = new HashMap<>();
    ListOptions tokens = ListOptions.ALL.withFields("type=" + LegacyToken.TYPE);
    for (ApiObject secret : reader.resource("v1", "secrets").list("", tokens).items()) {
      if (isUnused(secret, now) && isGenerated(secret) && !isMounted(secret, mounted)) {
        invalidateOrDelete(secret, now);
      }
    }
  }

  private LocalDate bound(Instant now) {
    return now.minus(age).atZone(ZoneOffset.UTC).toLocalDate();
  }

  private boolean isUnused(ApiObject secret, Instant now) {
    Instant created = Instant.parse(secret.metadata().text("creationTimestamp"));
    if (!created.isBefore(now.minus(age)) || secret.isBeingDeleted()) {
      return false;
    }
    Optional<String> label = Optional.ofNullable(secret.labels().get(LAST_USED));
    return label.isEmpty() || date(label.get()).filter(day -> day.isBefore(bound(now))).isPresent();
  }

  /** One that a user made himself is not in its account's list. */
  private boolean isGenerated(ApiObject secret) {
    ObjectName name = new ObjectName(secret.namespace(), LegacyToken.accountOf(secret));
    return !name.name().isEmpty()
        && reader
            .resource("v1", "serviceaccounts")
            .find(name)
            .filter(account -> LegacyToken.isOf(secret, account))
            .stream()
            .flatMap(account -> account.tree().array("secrets").objects())
            .anyMatch(each -> each.text("name").equals(secret.name()));
  }

  private boolean isMounted(ApiObject secret, Map<String, Set<String>> mounted) {
    return mounted
        .computeIfAbsent(
            secret.namespace(),
            namespace ->
                reader.resource("v1", "pods").list(namespace, ListOptions.ALL).items().stream()
                    .flatMap(pod -> PodSecrets.of(pod).stream())
                    .collect(Collectors.toSet()))
        .contains(secret.name());
  }

  private void invalidateOrDelete(ApiObject secret, Instant now) {
    Optional<LocalDate> since = date(secret.labels().getOrDefault(INVALID_SINCE, ""));
    try {
      if (since.isEmpty()) {
        mark(secret, now.atZone(ZoneOffset.UTC).toLocalDate());
      } else if (since.get().isBefore(bound(now))) {
        client
            .resource("v1", "secrets")
            .delete(secret.objectName(), DeleteOptions.USUAL.onlyVersion(secret.resourceVersion()));
      }
    } catch (ApiFailure e) {
      if (e.status().code() != 404 && e.status().code() != 409) {
        throw e;
      }
    }
  }

  private void mark(ApiObject secret, LocalDate day) {
    JsonObject metadata =
        JsonObject.builder()
            .put("uid", secret.uid())
            .put("labels", JsonObject.builder().put(INVALID_SINCE, day.toString()).build())
            .build();
    client
        .resource("v1", "secrets")
        .patch(
            secret.objectName(),
            PatchType.MERGE,
            JsonWriter.bytes(JsonObject.of("metadata", metadata)));
  }

  private static Optional<LocalDate> date(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(LocalDate.parse(text));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
