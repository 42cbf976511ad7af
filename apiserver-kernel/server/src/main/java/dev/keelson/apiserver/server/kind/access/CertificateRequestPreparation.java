package dev.keelson.apiserver.server.kind.access;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.Preparation;
import dev.keelson.apiserver.server.kind.meta.Preparations;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Upstream's strategies of CertificateSigningRequests: the spec never changes; who asks is written
 * into a new one by those who know it.
 */
public final class CertificateRequestPreparation implements Preparation {
  private static final Set<String> DECISIONS = Set.of("Approved", "Denied");

  @Override
  public ApiObject forCreate(ApiObject object) {
    return object
        .withSpec(
            spec -> spec.without("username").without("uid").without("groups").without("extra"))
        .with("status", JsonObject.EMPTY);
  }

  @Override
  public ApiObject forUpdate(ApiObject next, ApiObject before) {
    return Preparations.kept(Preparations.kept(next, before, "spec"), before, "status");
  }

  /** A status that leaves decisions out keeps them. */
  @Override
  public ApiObject forStatusUpdate(ApiObject next, ApiObject before) {
    JsonArray conditions = next.status().array("conditions");
    List<JsonObject> kept = new ArrayList<>();
    for (String decision : List.of("Approved", "Denied")) {
      boolean isThere = conditions.objects().anyMatch(each -> is(each, decision));
      if (!isThere) {
        before
            .status()
            .array("conditions")
            .objects()
            .filter(each -> is(each, decision))
            .forEach(kept::add);
      }
    }
    ApiObject status = Preparations.onlyStatus(next, before);
    if (kept.isEmpty()) {
      return status;
    }
    List<JsonValue> all = new ArrayList<>(conditions.values());
    all.addAll(kept);
    return status.withStatus(each -> each.with("conditions", new JsonArray(all)));
  }

  private static boolean is(JsonObject condition, String type) {
    return DECISIONS.contains(type) && condition.text("type").equals(type);
  }

  /** Of the subresource {@code approval}: only the conditions change. */
  public static ApiObject forApproval(ApiObject next, ApiObject before) {
    JsonValue conditions = next.status().get("conditions");
    return Preparations.onlyStatus(next, before)
        .with(
            "status",
            conditions.isNull()
                ? before.status().without("conditions")
                : before.status().with("conditions", conditions));
  }

  /** Validation of {@link #forApproval}. */
  public static void checkApproval(ApiObject next, ApiObject before, FieldErrors errors) {
    CertificateRequestRules.approved(next, before, errors);
  }

  /**
   * Conditions with the times that upstream fills in: of a transition, the time that stood with the
   * same type and status before, else now.
   */
  public static ApiObject timed(ApiObject next, ApiObject before, Instant now) {
    String text = now.truncatedTo(ChronoUnit.SECONDS).toString();
    return next.withStatus(
        status ->
            status.mapEach(
                "conditions",
                condition ->
                    condition
                        .withDefault("lastUpdateTime", text)
                        .withDefault(
                            "lastTransitionTime",
                            transition(condition, before).orElse(JsonString.of(text)))));
  }

  private static Optional<JsonValue> transition(JsonObject condition, ApiObject before) {
    return before
        .status()
        .array("conditions")
        .objects()
        .filter(
            old ->
                old.text("type").equals(condition.text("type"))
                    && old.text("status").equals(condition.text("status"))
                    && old.isSet("lastTransitionTime"))
        .findFirst()
        .map(old -> old.get("lastTransitionTime"));
  }
}
